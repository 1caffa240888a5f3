// A package.json that is no JSON, by each way that comes to it; modules that are loaded for their names only.
import { createRequire } from 'node:module';
import inspector from 'node:inspector';

const require = createRequire(import.meta.url);
for (const load of [
  () => require('broken'),
  () => import('broken'),
  () => require('broken/inner/x.js'),
  () => require.resolve('broken'),
  () => import.meta.resolve('broken'),
]) {
  try {
    console.log(await load());
  } catch (error) {
    console.log(error.name, error.code, error.message.replaceAll(process.cwd(), '.'), Object.keys(error), error.stack.split('\n')[0].replaceAll(process.cwd(), '.'));
  }
}
console.log(inspector.url(), typeof inspector.Session, typeof inspector.console.log);
try {
  inspector.waitForDebugger();
} catch (error) {
  console.log(error.code);
}
