// dotenv: quotes, comments, several lines, what is set already, several files; beside Node's own parser.
const dotenv = require('dotenv');
const util = require('node:util');
const text = require('node:fs').readFileSync('.env', 'utf8');
console.log(dotenv.parse(text));
console.log(util.parseEnv(text));
process.env.KEPT = 'from outside';
const { parsed, error } = dotenv.config({ path: ['.env.local', '.env'], quiet: true });
console.log(error, Object.keys(parsed).length, process.env.PLAIN, process.env.KEPT, process.env.LOCAL);
dotenv.config({ path: '.env', override: true, quiet: true });
console.log(process.env.KEPT, process.env.MULTI);
console.log(dotenv.config({ path: 'none', quiet: true }).error.code);
