// node --test --test-isolation=none --test-reporter=tap: the files beside this one are run, this one is not.
