// `npm run node-library -- fetch` gets the pinned Node library into the cache; `-- dump <binary>` writes the pin files
// anew for another release (see pin.ts).
import { dump } from './dump.ts';
import { ensureNodeLibrary } from './fetch.ts';

const USAGE = `Usage:
  npm run node-library -- fetch            get the pinned Node library into .cache (done by every build)
  npm run node-library -- dump <binary>    write tools/node-library/pin/*.json from an official Linux x64 binary`;

const [command, binary] = process.argv.slice(2);
if (command === 'fetch') console.log(ensureNodeLibrary());
else if (command === 'dump' && binary !== undefined) dump(binary);
else {
  console.error(USAGE);
  process.exitCode = 2;
}
