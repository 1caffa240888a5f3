// A registry of npm packages on loopback, for tests: real metadata and real tarballs, made from what the test describes or
// from a folder on the disk.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import type { Manifest } from './manifest.ts';

export interface TestPackage {
  readonly manifest: Manifest & { readonly name: string; readonly version: string };
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** what the registry says of its hash, when that is not the truth */
  readonly integrity?: string;
}

export interface TestRegistry {
  readonly url: string;
  /** paths that were asked for, in order */
  readonly requests: string[];
  close(): Promise<void>;
}

interface Published {
  readonly manifest: Manifest & { readonly name: string; readonly version: string };
  readonly tarball: Uint8Array;
  readonly integrity: string;
}

async function publish({ manifest, files = {}, integrity }: TestPackage): Promise<Published> {
  const all = { 'package.json': JSON.stringify(manifest, null, 2), ...files };
  const tar = await packTar(Object.entries(all).map(([name, body]) => {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    return { header: { name: `package/${name}`, size: bytes.length, type: 'file' as const, mode: 0o644 }, body: bytes };
  }));
  const tarball = gzipSync(tar);
  return { manifest, tarball, integrity: integrity ?? `sha512-${createHash('sha512').update(tarball).digest('base64')}` };
}

/** A package as it lies in a node_modules folder, nested packages left out. */
export function packageFromDisk(folder: string): TestPackage {
  const files: Record<string, Uint8Array> = {};
  const visit = (path: string): void => {
    for (const name of readdirSync(join(folder, path))) {
      const inner = path === '' ? name : `${path}/${name}`;
      if (statSync(join(folder, inner)).isDirectory()) {
        if (name !== 'node_modules') visit(inner);
      } else if (inner !== 'package.json') files[inner] = readFileSync(join(folder, inner));
    }
  };
  visit('');
  return { manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as TestPackage['manifest'], files };
}

/** Serves packages until it is closed. */
export async function startRegistry(packages: readonly TestPackage[]): Promise<TestRegistry> {
  const published = await Promise.all(packages.map(publish));
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').slice(1));
    requests.push(path);
    response.setHeader('Access-Control-Allow-Origin', '*');
    const file = /^(.+)\/-\/(.+)\.tgz$/.exec(path);
    const found = published.filter(({ manifest }) => manifest.name === (file?.[1] ?? path));
    if (found.length === 0) {
      response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"error":"Not found"}');
      return;
    }
    if (file !== null) {
      const one = found.find(({ manifest }) => `${manifest.name.slice(manifest.name.indexOf('/') + 1)}-${manifest.version}` === file[2]);
      if (one === undefined) response.writeHead(404).end();
      else response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(one.tarball);
      return;
    }
    const versions = Object.fromEntries(found.map(({ manifest, integrity }) => {
      const short = manifest.name.slice(manifest.name.indexOf('/') + 1);
      return [manifest.version, { ...manifest, dist: { integrity, tarball: `https://registry.example/${manifest.name}/-/${short}-${manifest.version}.tgz` } }];
    }));
    const latest = Object.keys(versions).at(-1);
    response.writeHead(200, { 'Content-Type': 'application/vnd.npm.install-v1+json' }).end(JSON.stringify({ name: path, 'dist-tags': { latest }, versions }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
