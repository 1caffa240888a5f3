// npm's commands against a registry on loopback.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runNamed, runScript, type Run } from '../run.testing.ts';
import { packageFromDisk, startRegistry, type TestPackage, type TestRegistry } from './registry.testing.ts';

let folder: string;
let registry: TestRegistry | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backlot-npm-'));
});

afterEach(async () => {
  await registry?.close();
  registry = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const pkg = (name: string, version: string, more: Readonly<Record<string, unknown>> = {}, files: TestPackage['files'] = { 'index.js': `module.exports = '${name} ${version}';\n` }): TestPackage => ({ manifest: { name, version, ...more }, files });
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const json = (path: string): Record<string, unknown> => JSON.parse(read(path)) as Record<string, unknown>;
const version = (path: string): unknown => json(`${path}/package.json`)['version'];
const npm = (...args: string[]): Promise<Run> => runNamed('npm', args, { cwd: folder, ...(registry !== undefined && { env: { npm_config_registry: registry.url } }) });

test('installs a package with what it needs, and writes package.json, the lock file and .bin', async () => {
  registry = await startRegistry([pkg('left', '1.0.0', { dependencies: { right: '^2.0.0' }, bin: 'cli.js' }, { 'index.js': '', 'cli.js': '#!/usr/bin/env node\nconsole.log("left", process.argv[2]);\n' }), pkg('right', '2.0.0'), pkg('right', '2.1.0'), pkg('right', '3.0.0')]);
  write('package.json', '{\n    "name": "app",\n    "version": "1.2.3"\n}\n');
  const run = await npm('install', 'left');
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.stdout).toMatch(/^\nadded 2 packages in \d+s\n$/);
  expect(version('node_modules/right')).toBe('2.1.0');
  expect(read('package.json')).toBe('{\n    "name": "app",\n    "version": "1.2.3",\n    "dependencies": {\n        "left": "^1.0.0"\n    }\n}\n');
  expect(readlinkSync(join(folder, 'node_modules/.bin/left'))).toBe('../left/cli.js');
  expect(json('package-lock.json')).toMatchObject({ name: 'app', lockfileVersion: 3, packages: { '': { dependencies: { left: '^1.0.0' } }, 'node_modules/left': { version: '1.0.0', resolved: 'https://registry.example/left/-/left-1.0.0.tgz', dependencies: { right: '^2.0.0' } }, 'node_modules/right': { version: '2.1.0' } } });
  expect((await runScript('npx left hello', { cwd: folder })).stdout).toBe('left hello\n');
});

test('puts the second version of a package below the one that needs it', async () => {
  registry = await startRegistry([pkg('shared', '1.0.0'), pkg('shared', '2.0.0'), pkg('old', '1.0.0', { dependencies: { shared: '^1.0.0' } }), pkg('new', '1.0.0', { dependencies: { shared: '^2.0.0' } })]);
  write('package.json', '{"name":"app","dependencies":{"new":"*","old":"*"}}');
  expect((await npm('install')).status).toBe(0);
  expect([version('node_modules/shared'), version('node_modules/old/node_modules/shared')]).toEqual(['2.0.0', '1.0.0']);
});

test('keeps to the lock file, and installs nothing twice', async () => {
  registry = await startRegistry([pkg('a', '1.0.0'), pkg('a', '1.5.0')]);
  write('package.json', '{"dependencies":{"a":"^1.0.0"}}');
  write('package-lock.json', JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/a': { version: '1.0.0' } } }));
  await npm('install');
  expect(version('node_modules/a')).toBe('1.0.0');
  const again = await npm('install');
  expect(again.stdout).toContain('up to date');
  expect(registry.requests.filter((path) => path.endsWith('.tgz'))).toHaveLength(1);
});

test('tags, exact versions, aliases, scopes and development dependencies', async () => {
  registry = await startRegistry([pkg('a', '1.0.0'), pkg('a', '2.0.0'), pkg('@scope/b', '0.1.0')]);
  write('package.json', '{"name":"app"}');
  expect((await npm('install', 'a@1.0.0', '@scope/b@latest')).status).toBe(0);
  expect((await npm('install', '-D', 'other@npm:a@^2.0.0')).status).toBe(0);
  expect(json('package.json')).toMatchObject({ dependencies: { a: '1.0.0', '@scope/b': '^0.1.0' }, devDependencies: { other: 'npm:a@^2.0.0' } });
  expect([version('node_modules/a'), version('node_modules/other'), version('node_modules/@scope/b')]).toEqual(['1.0.0', '2.0.0', '0.1.0']);
  expect((json('package-lock.json')['packages'] as Record<string, unknown>)['node_modules/other']).toMatchObject({ name: 'a', version: '2.0.0', dev: true });
});

test('installs peers beside the package that wants them', async () => {
  registry = await startRegistry([pkg('plugin', '1.0.0', { peerDependencies: { host: '>=1' } }), pkg('host', '1.4.0')]);
  write('package.json', '{}');
  expect((await npm('install', 'plugin')).status).toBe(0);
  expect(version('node_modules/host')).toBe('1.4.0');
});

test('refuses native addons by name, leaves optional ones out, and runs no install scripts', async () => {
  registry = await startRegistry([
    pkg('native', '1.0.0', {}, { 'build/addon.node': 'x' }),
    pkg('careful', '1.0.0', { optionalDependencies: { native: '1.0.0' }, scripts: { postinstall: 'touch ran' } }),
  ]);
  write('package.json', '{}');
  const refused = await npm('install', 'native');
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain("native@1.0.0 can't run in a browser: it has a compiled addon, build/addon.node");
  expect(existsSync(join(folder, 'node_modules'))).toBe(false);
  const careful = await npm('install', 'careful');
  expect(careful.status).toBe(0);
  expect(careful.stderr).toBe('npm warn careful@1.0.0 has install scripts (postinstall), which are not run in the container\n');
  expect([existsSync(join(folder, 'node_modules/native')), existsSync(join(folder, 'node_modules/careful/ran'))]).toEqual([false, false]);
});

test('a tarball that is not what the registry announced is not unpacked', async () => {
  registry = await startRegistry([{ ...pkg('a', '1.0.0'), integrity: `sha512-${Buffer.alloc(64).toString('base64')}` }]);
  write('package.json', '{}');
  const run = await npm('install', 'a');
  expect(run.status).toBe(1);
  expect(run.stderr).toContain('npm error code EINTEGRITY');
  expect(existsSync(join(folder, 'node_modules/a'))).toBe(false);
  expect(read('package.json')).toBe('{}');
});

test('says which package or version is not there, and when the registry is out of reach', async () => {
  registry = await startRegistry([pkg('a', '1.0.0')]);
  write('package.json', '{}');
  expect((await npm('install', 'nope')).stderr).toContain("npm error code E404\nnpm error 404 Not Found - nope");
  expect((await npm('install', 'a@^9')).stderr).toContain('npm error code ETARGET\nnpm error No matching version found for a@^9.');
  expect((await npm('install', 'github:user/repo')).stderr).toContain('only packages of the registry');
  await registry.close();
  expect((await npm('install', 'a')).stderr).toContain('is this machine offline?');
  registry = undefined;
});

test('uninstall takes what nothing else needs along', async () => {
  registry = await startRegistry([pkg('a', '1.0.0', { dependencies: { shared: '1', alone: '1' } }), pkg('b', '1.0.0', { dependencies: { shared: '1' } }), pkg('shared', '1.0.0'), pkg('alone', '1.0.0')]);
  write('package.json', '{}');
  await npm('install', 'a', 'b');
  const run = await npm('uninstall', 'a');
  expect(run.stdout).toBe('\nremoved 2 packages\n');
  expect(['a', 'b', 'shared', 'alone'].map((name) => existsSync(join(folder, 'node_modules', name)))).toEqual([false, true, true, false]);
  expect(json('package.json')).toEqual({ dependencies: { b: '^1.0.0' } });
});

test('without a registry, what is here is enough, and what is not is named', async () => {
  write('package.json', '{"name":"app"}');
  write('node_modules/packed/package.json', '{"name":"packed","version":"4.5.6"}');
  const there = await npm('install', 'packed');
  expect(there.stdout).toContain('packed@4.5.6 is here already (packed with this site, nothing was fetched)');
  expect(json('package.json')).toMatchObject({ dependencies: { packed: '^4.5.6' } });
  expect((await npm('install')).status).toBe(0);
  const missing = await npm('install', 'lodash');
  expect(missing.status).toBe(1);
  expect(missing.stderr).toContain('lodash: not here, and this site fetches nothing from a registry');
  // What another package needs is not worth naming, unless it was asked for.
  write('node_modules/needed/package.json', '{"name":"needed","version":"1.0.0"}');
  write('node_modules/packed/package.json', '{"name":"packed","version":"4.5.6","dependencies":{"needed":"1"}}');
  expect((await npm('install', 'lodash')).stderr).toContain('Here are: packed@4.5.6.\n');
  expect((await npm('install', 'needed@2')).stderr).toContain('Here are: needed@1.0.0, packed@4.5.6.\n');
  // Asked for by package.json in another version: which one is here is said first.
  write('package.json', '{"name":"app","dependencies":{"packed":"^3","lodash":"latest"}}');
  expect((await npm('install')).stderr).toContain('packed@^3: not here, but packed@4.5.6 is (ask for "^4.5.6"); lodash@latest: not here, and this site fetches nothing from a registry.\n');
});

test('a real package with its real dependencies', async () => {
  // With all that they need, each found from the one that needs it, as node finds it.
  const collect = (name: string, from: string): TestPackage[] => {
    let path = dirname(createRequire(from).resolve(name));
    while (!path.endsWith(`/node_modules/${name}`)) path = dirname(path);
    const found = packageFromDisk(path);
    return [found, ...Object.keys(found.manifest.dependencies ?? {}).flatMap((needed) => collect(needed, join(path, 'package.json')))];
  };
  registry = await startRegistry(['semver', 'minimatch'].flatMap((name) => collect(name, import.meta.url)));
  write('package.json', '{"name":"app"}');
  expect(await npm('install', 'semver', 'minimatch')).toMatchObject({ status: 0, stderr: '' });
  const run = await runScript('node -e "console.log(require(\'semver\').satisfies(\'1.2.3\', \'^1.0.0\'), require(\'minimatch\').minimatch(\'a.js\', \'*.{js,ts}\'))"; npx semver 1.2.3 -i minor', { cwd: folder });
  expect(run.stdout).toBe('true true\n1.3.0\n');
});

test('scripts run with their commands, arguments and neighbours', async () => {
  write('package.json', '{"name":"app","version":"1.0.0","scripts":{"prehello":"echo before","hello":"echo hello","posthello":"echo after","fail":"exit 3","env":"echo $npm_lifecycle_event $npm_package_name $npm_package_version","outer":"npm run env"}}');
  expect((await npm('run', 'hello', '--', 'a b')).stdout).toBe("\n> app@1.0.0 prehello\n> echo before\n\nbefore\n\n> app@1.0.0 hello\n> echo hello 'a b'\n\nhello a b\n\n> app@1.0.0 posthello\n> echo after\n\nafter\n");
  expect((await npm('run', '-s', 'fail')).status).toBe(3);
  expect((await npm('run', '-s', 'env')).stdout).toBe('env app 1.0.0\n');
  // A silent npm makes those that it starts silent.
  expect((await npm('run', '-s', 'outer')).stdout).toBe('env app 1.0.0\n');
  expect((await npm('run', 'helo')).stderr).toContain('Did you mean this?\nnpm error   npm run hello');
  expect((await npm('start')).stderr).toContain('Missing script: "start"');
});

test('init, ls and version', async () => {
  expect((await npm('init', '-y')).stdout).toContain('Wrote to');
  expect(json('package.json')).toMatchObject({ version: '1.0.0', main: 'index.js' });
  write('package.json', '{"name":"app","version":"1.0.0","dependencies":{"a":"1","gone":"2"}}');
  write('node_modules/a/package.json', '{"name":"a","version":"1.0.0"}');
  const list = await npm('ls');
  expect(list.stdout).toBe(`app@1.0.0 ${folder}\n+-- a@1.0.0\n\`-- UNMET DEPENDENCY gone@2\n\n`);
  expect(list.status).toBe(1);
  expect((await npm('-v')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
