// A top-level await that nothing will ever settle: exit code 13 and a warning that shows the line.
console.log('waiting');
await new Promise(() => {});
console.log('never');
