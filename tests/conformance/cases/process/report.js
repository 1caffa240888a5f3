// process.report: the settings, and what a report says that is the same everywhere.
const report = process.report.getReport();
const { header, javascriptStack } = report;
console.log(header.reportVersion, header.event, header.trigger, header.filename, header.wordSize, header.arch, header.platform);
console.log(header.nodejsVersion === process.version, header.processId === process.pid, header.threadId, header.cwd === process.cwd());
console.log(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(header.dumpEventTime), Math.abs(Number(header.dumpEventTimeStamp) - Date.now()) < 10_000);
console.log(header.componentVersions.node, header.release.name, typeof header.glibcVersionRuntime, typeof header.host, header.commandLine.at(-1).endsWith('report.js'));
console.log(javascriptStack.message, javascriptStack.stack.some((frame) => frame.includes('report.js:2:')), javascriptStack.errorProperties);
console.log(['nativeStack', 'libuv', 'workers', 'sharedObjects'].map((name) => Array.isArray(report[name])), typeof report.environmentVariables);

const given = process.report.getReport(Object.assign(new RangeError('too much'), { limit: 5 })).javascriptStack;
console.log(given.message, given.errorProperties);
process.report.excludeEnv = true;
console.log('environmentVariables' in process.report.getReport());
for (const value of ['text', 1]) {
  try {
    process.report.getReport(value);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
for (const name of ['compact', 'directory', 'filename', 'reportOnFatalError', 'reportOnSignal', 'reportOnUncaughtException', 'signal']) console.log(name, process.report[name]);
