// node --test --test-reporter=tap --test-concurrency=1: the files beside this one are run, this one is not.
