// The commonest mistake: a name that is not defined.
const users = [];
console.log(usres.length);
