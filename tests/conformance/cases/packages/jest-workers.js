// Jest with worker processes, which run the files of tests beside each other.
require('jest').run(process.argv.slice(2));
