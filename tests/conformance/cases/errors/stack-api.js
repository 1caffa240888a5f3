// captureStackTrace, stackTraceLimit, prepareStackTrace.
function make() {
  const error = {};
  Error.captureStackTrace(error, make);
  return error;
}
console.log(make().stack.split('\n')[0], make().stack.includes('make'));
Error.stackTraceLimit = 1;
console.log(new Error('short').stack.split('\n').length);
Error.stackTraceLimit = 0;
console.log(new Error('none').stack);
Error.stackTraceLimit = 10;
Error.prepareStackTrace = (error, sites) => sites.map((site) => `${site.getFunctionName()} ${require('node:path').basename(site.getFileName() ?? '')} ${site.getLineNumber()}`)[0];
function named() {
  return new Error('x').stack;
}
console.log(named());
