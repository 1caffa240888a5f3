// process.exit stops everything at once, even inside a timer, with finally not run.
setInterval(() => console.log('tick'), 5);
process.on('exit', (code) => console.log('exit', code));
(async () => {
  try {
    await new Promise((resolve) => setTimeout(resolve, 1000));
  } finally {
    console.log('never');
  }
})();
setTimeout(() => {
  try {
    process.exit(7);
  } finally {
    console.log('never either');
  }
}, 12);
