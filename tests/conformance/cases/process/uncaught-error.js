// An error that nothing catches: source line, caret, stack, version; exit code 1.
function inner() {
  throw new TypeError('nothing catches this');
}
function outer() {
  inner();
}
outer();
