// An enum is not stripped: the program does not start.
const before: string = 'x';
enum Direction { Up = 1 }
console.log(before, Direction.Up);
