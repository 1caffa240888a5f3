// A stack overflow is a RangeError that can be caught.
function endless() {
  return endless() + 1;
}
try {
  endless();
} catch (error) {
  console.log(error instanceof RangeError, error.message);
}
console.log('goes on');
