// What the built site loads: bytes before the editor is usable, and before the first run.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { chromium, type BrowserContext } from '@playwright/test';
import { CHROMIUM_ARGS, ensureChromium } from '../tools/browsers/chromium.ts';
import { buildOnce, SITE_FOLDER } from '../tools/serve/build-once.ts';
import { serve } from '../tools/serve/server.ts';

export interface Sizes {
  readonly files: number;
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
  /** the largest files: name and raw bytes */
  readonly largest: readonly (readonly [name: string, bytes: number])[];
}

/** What a file weighs sent in each way. Compressing hard takes long, and stages share most of their files. */
const weights = new Map<string, { readonly gzip: number; readonly brotli: number }>();

function weigh(path: string, body: Buffer): { readonly gzip: number; readonly brotli: number } {
  let known = weights.get(path);
  if (!known) {
    // What is compressed already (packs, fonts) is sent as it is where compressing gains nothing.
    known = { gzip: Math.min(body.length, gzipSync(body, { level: 9 }).length), brotli: Math.min(body.length, brotliCompressSync(body).length) };
    weights.set(path, known);
  }
  return known;
}

/** What the files behind some requests weigh; each counts once, those that the server does not have not at all. */
export function bytesOf(paths: readonly string[]): Sizes {
  const bodies = new Map<string, Buffer>();
  for (const path of paths) {
    const file = join(SITE_FOLDER, path.endsWith('/') ? `${path}index.html` : path);
    if (existsSync(file)) bodies.set(path, readFileSync(file));
  }
  const sum = (size: (body: Buffer, path: string) => number): number => [...bodies].reduce((total, [path, body]) => total + size(body, path), 0);
  return {
    files: bodies.size,
    raw: sum((body) => body.length),
    gzip: sum((body, path) => weigh(path, body).gzip),
    brotli: sum((body, path) => weigh(path, body).brotli),
    largest: [...bodies].map(([path, body]) => [path.slice(path.lastIndexOf('/') + 1), body.length] as const).sort((a, b) => b[1] - a[1]).slice(0, 6),
  };
}

export interface LoadSizes {
  readonly prose: Sizes;
  readonly editor: Sizes;
  readonly run: Sizes;
  /** milliseconds from navigation until each */
  readonly times: { readonly prose: number; readonly editor: number };
}

async function visit(context: BrowserContext, url: string): Promise<LoadSizes> {
  const page = await context.newPage();
  const asked: string[] = [];
  const arrived: string[] = [];
  context.on('requestfinished', (request) => arrived.push(new URL(request.url()).pathname));
  context.on('request', (request) => {
    // The service worker asks for the same files again, to keep them.
    if (request.serviceWorker() === null && request.url().startsWith(url)) asked.push(new URL(request.url()).pathname);
  });
  const began = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  const proseTime = performance.now() - began;
  // By now the editor is under way too: what counts is what has arrived.
  const prosePaths = arrived.slice();
  await page.locator('.monaco-editor .view-line').first().waitFor();
  const editorTime = performance.now() - began;
  const editorPaths = asked.slice();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText(/:3000/).first().waitFor();
  return { prose: bytesOf(prosePaths), editor: bytesOf(editorPaths), run: bytesOf(asked), times: { prose: proseTime, editor: editorTime } };
}

/** Opens the built site in a fresh browser profile and measures. */
export async function measureSizes(): Promise<LoadSizes> {
  await buildOnce();
  const server = await serve({ folder: SITE_FOLDER, port: 0, host: '127.0.0.1' });
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_ARGS] });
  try {
    return await visit(await browser.newContext({ viewport: { width: 1440, height: 900 } }), server.url);
  } finally {
    await browser.close();
    await server.close();
  }
}
