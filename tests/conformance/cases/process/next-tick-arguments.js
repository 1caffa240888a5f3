// nextTick refuses what is not a function; kill and signals check their arguments.
for (const attempt of [() => process.nextTick('x'), () => process.kill('x'), () => process.kill(process.pid, 'SIGNOPE'), () => process.chdir(5), () => process.exit('abc'), () => (process.exitCode = 1.5), () => process.hrtime(1), () => setTimeout('code')]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
