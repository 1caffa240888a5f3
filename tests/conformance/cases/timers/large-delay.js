// A delay that doesn't fit is 1 ms, with a warning; NaN and strings too.
process.on('warning', (warning) => console.log(warning.name, warning.message));
const started = performance.now();
setTimeout(() => console.log('soon', performance.now() - started < 1000), 2 ** 31);
setTimeout(() => console.log('string', typeof performance.now()), '3');
setTimeout(() => console.log('NaN'), NaN);
