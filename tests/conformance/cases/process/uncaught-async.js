// An async function that rejects and is awaited nowhere.
async function handler() {
  await null;
  throw new Error('rejected and not awaited');
}
handler();
setTimeout(() => console.log('never'), 50);
