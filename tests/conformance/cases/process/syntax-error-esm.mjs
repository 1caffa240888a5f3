// The same in an ES module.
export const fine = 1;
let a = 1;
let a = 2;
