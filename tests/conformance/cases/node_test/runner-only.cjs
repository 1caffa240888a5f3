// node --test --test-isolation=none --test-reporter=tap --test-only only.test.js: the files beside this one are run, this one is not.
