// Attacks on the isolation of the container, each by name: from a learner's program; from a worker like a program's whose globals nothing
// has hidden, and from a document like the kernel's frame, so that the sandbox and its policy are seen to hold by themselves. Where the
// same code runs without isolation it succeeds, which shows that the attack is one.
import { expect, test, type Page } from '@playwright/test';
import { FRAME_POLICY } from '../../src/container/embedded/frame-policy.ts';
import { BROWSER_GLOBALS, DOCUMENT_ATTACKS, PROGRAM_ATTACKS, WORKER_ATTACKS } from './attacks/attacks.ts';
import { startSink, type Sink } from './attacks/sink.ts';
import { openApp } from './client/app.ts';

test.describe.configure({ mode: 'default' });

let sink: Sink;
let page: Page;
let site: string;
let close: () => Promise<void>;

test.beforeAll(async ({ browser, baseURL }) => {
  sink = await startSink();
  site = new URL(baseURL!).origin;
  page = await browser.newPage();
  close = await openApp(page, baseURL!, 'the same origin');
  await page.evaluate(() => {
    const heard: unknown[] = [];
    new BroadcastChannel('attacks').onmessage = ({ data }) => heard.push(data);
    Object.assign(globalThis, { heard });
  });
});
test.afterAll(async () => {
  await close();
  await page.close();
  await sink.close();
});

type Where = 'worker' | 'document';

/** What became of an attack: what it returned or why it failed. */
type Outcome = boolean | string;

/** The code of an attack as a script that posts its outcome. */
function script(body: string, name: string, post: string): string {
  const values = [sink.url, encodeURIComponent(name), site].map((value) => JSON.stringify(value)).join();
  return `(async (sink, name, site) => { ${body} })(${values}).then((v) => ${post}(v), (e) => ${post}(String(e)));`;
}

/** Runs an attack in a frame, or in a worker of one. @param policy the frame's policy, and a sandbox with it; null: neither */
function attempt(body: string, name: string, where: Where, policy: string | null): Promise<Outcome> {
  const inWorker = script(body, name, 'postMessage');
  const inDocument = script(body, name, 'report');
  const start =
    where === 'document'
      ? inDocument
      : `const w = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(inWorker)}]))); w.onmessage = (e) => report(e.data); w.onerror = (e) => report('worker: ' + e.message);`;
  return page.evaluate(
    async ([code, csp]) => {
      const frame = document.createElement('iframe');
      if (csp !== null) frame.setAttribute('sandbox', 'allow-scripts');
      const meta = csp === null ? '' : `<meta http-equiv="Content-Security-Policy" content="${csp}">`;
      frame.srcdoc = `<!doctype html>${meta}<title>frame</title><body><script>const report = (v) => parent.postMessage({ outcome: v }, '*'); ${code.replaceAll('</', '<\\/')}</script>`;
      const outcome = await new Promise<boolean | string>((resolve) => {
        const listen = ({ source, data }: MessageEvent<{ outcome: boolean | string }>): void => {
          if (source !== frame.contentWindow) return;
          removeEventListener('message', listen);
          resolve(data.outcome);
        };
        addEventListener('message', listen);
        document.body.append(frame);
      });
      frame.remove();
      return outcome;
    },
    [start, policy] as const,
  );
}

/** Whether anybody outside, or the page, noticed the attack. */
async function noticed(name: string): Promise<boolean> {
  const heard = await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard.map((one) => decodeURIComponent(one)));
  return heard.includes(name) || sink.seen.some((path) => decodeURIComponent(path).startsWith(name));
}

/** Without isolation an attack succeeds: it says so itself, or somebody outside comes to notice it. */
async function expectSuccess(body: string, name: string, where: Where): Promise<void> {
  if ((await attempt(body, name, where, null)) === true) return;
  await expect.poll(() => noticed(name), 'without isolation it succeeds').toBe(true);
}

for (const { name, body, control } of WORKER_ATTACKS) {
  test(`from a worker in the kernel's frame: ${name}`, async () => {
    const held = `${name} held`;
    expect(await attempt(body, held, 'worker', FRAME_POLICY)).not.toBe(true);
    expect(await noticed(held)).toBe(false);
    if (typeof control === 'object') return;
    const free = `${name} free`;
    await expectSuccess(body, free, control);
  });
}

for (const { name, body, control } of DOCUMENT_ATTACKS) {
  test(`from a document like the kernel's frame: ${name}`, async () => {
    const held = `${name} held`;
    const before = page.url();
    expect(await attempt(body, held, 'document', FRAME_POLICY)).not.toBe(true);
    expect(page.url()).toBe(before);
    expect(await noticed(held)).toBe(false);
    if (typeof control === 'object') return;
    const free = `${name} free`;
    await expectSuccess(body, free, control);
  });
}

test.describe('from a learner\'s program', () => {
  test.beforeAll(async () => {
    await page.evaluate(async () => {
      const errors: string[] = [];
      const container = await client.WebContainer.boot();
      container.on('error', ({ message }) => errors.push(message));
      Object.assign(globalThis, { container, errors });
    });
  });

  /** Runs a program in the container. @returns all that it printed */
  const run = (code: string): Promise<string> =>
    page.evaluate(async (text) => {
      const { container } = globalThis as unknown as { container: Awaited<ReturnType<typeof client.WebContainer.boot>> };
      await container.fs.writeFile('attack.js', text);
      return client.outputOf(await container.spawn('node', ['attack.js']));
    }, code);

  const program = (body: string, name: string): string => `
    const FORBIDDEN = ${JSON.stringify(BROWSER_GLOBALS)};
    const looksLikeBrowser = (v) => v != null && (typeof v === 'object' || typeof v === 'function') && ['importScripts', 'indexedDB', 'XMLHttpRequest', 'postMessage', 'WorkerGlobalScope'].some((k) => typeof v[k] !== 'undefined' && !(k === 'postMessage' && v instanceof MessagePort));
    (async (sink, name, site) => { ${body} })(${JSON.stringify(sink.url)}, ${JSON.stringify(name)}, ${JSON.stringify(site)}).then((v) => console.log('OUTCOME', v), (e) => console.log('OUTCOME', e && e.message)).then(() => process.exit());`;

  for (const { name, body } of PROGRAM_ATTACKS) {
    test(name, async () => {
      const output = await run(program(body, name));
      expect(output).toContain('OUTCOME');
      expect(output).not.toMatch(/OUTCOME true|ESCAPED/);
      expect(await noticed(name)).toBe(false);
    });
  }

  for (const { name, body } of WORKER_ATTACKS) {
    test(`with the browser's own means: ${name}`, async () => {
      const tried = `${name} program`;
      const output = await run(program(body, encodeURIComponent(tried)));
      expect(output).not.toContain('OUTCOME true');
      expect(await noticed(tried)).toBe(false);
    });
  }

  test('after all of them the container works, and the page has heard of no fault', async () => {
    expect(await run('console.log({}.type, [][0], "well")')).toBe('undefined undefined well\n');
    expect(await page.evaluate(() => [(globalThis as unknown as { errors: string[] }).errors, ({} as Record<string, unknown>)['type']])).toEqual([[], undefined]);
  });
});

test('a frame beside the kernel\'s can not start a kernel of its own in it', async () => {
  const answered = await page.evaluate(async () => {
    // Any frame can reach its siblings' windows; the kernel's listens to the page that made it only.
    const kernel = document.createElement('iframe');
    kernel.src = '/headless';
    document.body.append(kernel);
    await new Promise((resolve) => kernel.addEventListener('load', resolve, { once: true }));
    const attacker = document.createElement('iframe');
    attacker.setAttribute('sandbox', 'allow-scripts');
    attacker.srcdoc = `<script>
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => parent.postMessage({ answered: true }, '*');
      const visit = (w) => { for (let i = 0; i < w.length; i++) { w[i].postMessage({ type: 'backlot-kernel', parts: { script: 'postMessage(1)', library: '{}', llhttp: new Uint8Array() } }, '*', i === 0 ? [port2] : []); visit(w[i]); } };
      try { visit(top); } catch (error) {}
      setTimeout(() => parent.postMessage({ answered: false }, '*'), 500);
    </script>`;
    const outcome = new Promise<boolean>((resolve) => {
      addEventListener('message', ({ source, data }: MessageEvent<{ answered: boolean }>) => source === attacker.contentWindow && resolve(data.answered));
    });
    document.body.append(attacker);
    return outcome;
  });
  expect(answered).toBe(false);
});
