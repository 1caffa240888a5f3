// map, filter, take, drop, reduce, toArray, flatMap, forEach with concurrency.
import { Readable } from 'node:stream';
const numbers = () => Readable.from([1, 2, 3, 4, 5, 6]);
console.log(await numbers().map((n) => n * 2).toArray());
console.log(await numbers().filter(async (n) => n % 2 === 0).toArray());
console.log(await numbers().drop(1).take(3).toArray());
console.log(await numbers().reduce((sum, n) => sum + n, 0));
console.log(await numbers().flatMap((n) => [n, -n]).take(4).toArray());
console.log(await numbers().some((n) => n > 5), await numbers().every((n) => n > 5), await numbers().find((n) => n > 3));
await numbers().map(async (n) => n + 1, { concurrency: 3 }).forEach((n) => console.log(n));
