// module.register and --experimental-loader: hooks in a thread of their own.
import { execFile } from 'node:child_process';
import { register } from 'node:module';
try {
  register(`data:text/javascript,${encodeURIComponent("export async function load(url, context, next) { return url === 'virtual:x' ? { format: 'module', source: 'export default 7', shortCircuit: true } : next(url, context); } export async function resolve(name, context, next) { return name === 'virtual:x' ? { url: name, shortCircuit: true } : next(name, context); }")}`);
  console.log((await import('virtual:x')).default);
} catch (error) {
  console.log(error.code, error.message);
}
const hooks = `data:text/javascript,${encodeURIComponent('export const load = (url, context, next) => next(url, context);')}`;
execFile(process.execPath, ['--no-warnings', '--experimental-loader', hooks, '-e', 'console.log("ran")'], (error, stdout, stderr) => console.log(error?.code, stdout, stderr));
