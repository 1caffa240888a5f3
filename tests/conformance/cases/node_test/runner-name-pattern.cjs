// node --test --test-isolation=none --test-reporter=tap --test-name-pattern=inner: the files beside this one are run, this one is not.
