// A syntax error in TypeScript, with its place.
const before: string = 'x';
let y: number = ;
