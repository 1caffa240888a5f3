// Lines of standard input in a for await loop, and questions.
import * as readline from 'node:readline/promises';
import { stdin as input, stdout as output } from 'node:process';

const lines = readline.createInterface({ input, output });
const name = await lines.question('Name? ');
console.log(`\nHello ${name}`);
let sum = 0;
for await (const line of lines) sum += Number(line);
console.log('sum', sum);
