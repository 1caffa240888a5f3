// node --test --test-isolation=none --test-reporter=dot: the files beside this one are run, this one is not.
