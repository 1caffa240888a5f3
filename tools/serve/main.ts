// `npm start`: builds the site if it isn't up to date, serves it and says where.
// PORT chooses the port, HOST the interface, BACKLOT_BASE a path to live under, BACKLOT_ISOLATED=0 serves as a plain host does, without the headers
// that isolate the page.
import { buildOnce, SITE_FOLDER } from './build-once.ts';
import { serve } from './server.ts';

const DEFAULT_PORT = 4173;

function portFrom(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`PORT is "${text}"; it must be a number from 0 to 65535.`);
  return port;
}

try {
  const port = portFrom(process.env['PORT']);
  await buildOnce();
  const { url } = await serve({
    folder: SITE_FOLDER,
    port,
    host: process.env['HOST'] ?? 'localhost',
    base: process.env['BACKLOT_BASE'],
    isolated: process.env['BACKLOT_ISOLATED'] !== '0',
  });
  console.log(`Backlot is at ${url}  (Ctrl+C stops it)`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
