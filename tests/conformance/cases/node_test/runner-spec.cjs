// node --test --test-isolation=none --test-reporter=spec: the files beside this one are run, this one is not.
