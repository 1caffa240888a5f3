// mocha run by a program: suites, hooks, callbacks, promises, timeouts, retries, failures with their differences.
const Mocha = require('mocha');
const mocha = new Mocha({ reporter: 'spec', color: false, timeout: 2000, slow: 100_000 });
mocha.addFile('./suite.cjs');
mocha.run((failures) => { process.exitCode = failures; });
