// Throwing inside the uncaughtException handler ends the program with code 7.
process.on('uncaughtException', () => {
  throw new Error('thrown by the handler');
});
throw new Error('first');
