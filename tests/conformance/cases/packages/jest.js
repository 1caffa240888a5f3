// Jest over an Express application with supertest: suites, failures with their differences, mocks of modules and functions, fake timers, snapshots.
require('jest').run(process.argv.slice(2));
