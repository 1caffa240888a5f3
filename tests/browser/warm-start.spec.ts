// What the spare process prepares for the next program is what the last one used. The next program must not be able to tell: what was
// changed meanwhile is what it gets, and its stacks say what they say in a process that nobody has prepared.
import type { Page } from '@playwright/test';
import { expect, test } from './harness.ts';

test.beforeEach(({ page }) =>
  page.evaluate(async () => {
    const box = await globalThis.boot();
    await box.addPackages(['express']);
    Object.assign(globalThis, { box });
  }),
);

/** Starts server.js in /app/one, waits until it listens and the next process is prepared, and kills it. @returns what it has printed */
async function run(page: Page): Promise<string> {
  await page.evaluate(async () => {
    const { box } = globalThis as unknown as { box: Awaited<ReturnType<typeof boot>> };
    const listens = new Promise<void>((resolve) => {
      const off = box.on('port', (_port, type) => {
        if (type !== 'open') return;
        off();
        resolve();
      });
    });
    const program = await box.spawn('node', ['server.js'], { cwd: '/app/one' });
    let printed = '';
    const read = program.output.pipeTo(new WritableStream({ write: (text) => void (printed += text) }));
    await Promise.race([listens, program.exit]);
    Object.assign(globalThis, {
      async stop() {
        program.kill();
        await Promise.all([program.exit, read]);
        return printed;
      },
    });
  });
  const isPrepared = (): boolean => 'process' in globalThis && !('__backlotAhead' in globalThis);
  await expect.poll(async () => (await Promise.all(page.workers().map((worker) => worker.evaluate(isPrepared)))).filter(Boolean).length).toBe(2);
  return page.evaluate(() => (globalThis as unknown as { stop(): Promise<string> }).stop());
}

const write = (page: Page, path: string, text: string): Promise<void> =>
  page.evaluate(
    async ([at, contents]) => {
      const { box } = globalThis as unknown as { box: Awaited<ReturnType<typeof boot>> };
      await box.fs.mkdir(at.slice(0, at.lastIndexOf('/')), { recursive: true });
      await box.fs.writeFile(at, contents);
    },
    [path, text] as const,
  );

const SERVER = `
  const express = require('express');
  const app = express();
  try {
    app.use('not a function');
  } catch (error) {
    console.log(error.stack);
  }
  try {
    new (require('node:events'))().emit('error');
  } catch (error) {
    console.log(error.stack);
  }
  console.log(require.resolve('express'), require('express').changed);
  require('node:http').createServer(app).listen(3000);
`;

test('a program that was prepared prints what one prints that was not', async ({ page }) => {
  await write(page, '/app/one/server.js', SERVER);
  const first = await run(page);
  expect(first).toMatch(/\(\/app\/node_modules\/express\/lib\/application\.js:\d+:\d+\)/);
  expect(first).toMatch(/at EventEmitter\.emit \(node:events:\d+:\d+\)/);
  expect(await run(page)).toBe(first);
});

test('what was changed of a package, and a package that came nearer, is what the next program gets', async ({ page }) => {
  await write(page, '/app/one/server.js', SERVER);
  expect(await run(page)).toContain('/app/node_modules/express/index.js undefined');
  await write(page, '/app/node_modules/express/index.js', "module.exports = require('./lib/express'); module.exports.changed = 'changed';");
  expect(await run(page)).toContain('/app/node_modules/express/index.js changed');
  await write(page, '/app/one/node_modules/express/index.js', "module.exports = require('/app/node_modules/express'); module.exports.changed = 'nearer';");
  expect(await run(page)).toContain('/app/one/node_modules/express/index.js nearer');
});
