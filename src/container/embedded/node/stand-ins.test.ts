import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { afterAll, expect, test } from 'vitest';
import { standInFor } from './stand-ins.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'backlot-stand-ins-')));
afterAll(() => rmSync(root, { recursive: true }));

const FILES: Readonly<Record<string, string>> = {
  'app/package.json': '{ "name": "app", "exports": { ".": "./a.js" }, "imports": { "#inner/*": "./lib/*.js", "#dep": "plain" } }',
  'app/a.js': '', 'app/lib/b.js': '', 'app/lib/index.ts': '', 'app/data.json': '{}',
  'node_modules/plain/package.json': '{ "main": "./lib" }', 'node_modules/plain/lib/index.js': '', 'node_modules/plain/deep.js': '',
  'node_modules/@scope/dual/package.json': '{ "exports": { ".": { "import": "./m.mjs", "require": "./c.cjs" }, "./sub/*.js": "./src/*.js", "./private/*": null, "./*": "./src/*" } }',
  'node_modules/@scope/dual/m.mjs': '', 'node_modules/@scope/dual/c.cjs': '', 'node_modules/@scope/dual/src/x.js': '',
  'node_modules/typed/package.json': '{ "exports": "./src/index.js" }', 'node_modules/typed/src/index.ts': '',
  'node_modules/named.js/package.json': '{ "main": "./main.js" }', 'node_modules/named.js/main.ts': '',
  'app/node_modules/near/index.js': '', 'elsewhere/only/index.js': '',
};
for (const [file, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
symlinkSync(join(root, 'app/lib'), join(root, 'app/linked'));

interface Factory {
  sync(directory: string, request: string): { path?: string; error?: string };
  async(directory: string, request: string): Promise<{ path?: string; error?: string }>;
}

function factory(options: object): Factory {
  const exports: { ResolverFactory?: new (options: object) => Factory } = {};
  const run = compileFunction(standInFor('/x/node_modules/unrs-resolver/index.js') ?? '', ['exports']) as (given: typeof exports) => void;
  run(exports);
  return new (exports.ResolverFactory as NonNullable<typeof exports.ResolverFactory>)(options);
}

const require_ = factory({ conditionNames: ['require', 'node', 'default'], extensions: ['.js', '.ts', '.json'] });
const found = (request: string, by = require_, from = 'app'): string | undefined => by.sync(join(root, from), request).path?.slice(root.length + 1);

test('only the native module itself has a stand-in', () => {
  expect(standInFor('/app/unrs-resolver/index.js')).toBeUndefined();
  expect(standInFor('/app/node_modules/a/node_modules/unrs-resolver/index.js')).toContain('ResolverFactory');
});

test('files, extensions, folders and links', () => {
  expect(['./a', './a.js', './lib', './lib/', './data', '..', './linked/b', join(root, 'app/a')].map((request) => found(request))).toEqual([
    'app/a.js', 'app/a.js', 'app/lib/index.ts', 'app/lib/index.ts', 'app/data.json', undefined, 'app/lib/b.js', 'app/a.js',
  ]);
  expect(factory({ symlinks: false }).sync(join(root, 'app'), './linked/b').path).toBe(join(root, 'app/linked/b.js'));
  expect(factory({ roots: [join(root, 'app')] }).sync('/', '/lib/b').path).toBe(join(root, 'app/lib/b.js'));
});

test('packages: main, exports by condition and pattern, imports, the own name', () => {
  expect(['plain', 'plain/deep', 'near', 'app', '#inner/b', '#dep', '@scope/dual', '@scope/dual/sub/x.js', '@scope/dual/x.js'].map((request) => found(request))).toEqual([
    'node_modules/plain/lib/index.js', 'node_modules/plain/deep.js', 'app/node_modules/near/index.js', 'app/a.js', 'app/lib/b.js', 'node_modules/plain/lib/index.js',
    'node_modules/@scope/dual/c.cjs', 'node_modules/@scope/dual/src/x.js', 'node_modules/@scope/dual/src/x.js',
  ]);
  expect(found('@scope/dual', factory({ conditionNames: ['import', 'default'] }))).toBe('node_modules/@scope/dual/m.mjs');
  expect(found('only', factory({ modules: ['node_modules', join(root, 'elsewhere')] }))).toBe('elsewhere/only/index.js');
});

test('other extensions are looked for in place of the one that is named, also of exported files and main ones', () => {
  const aliased = factory({ conditionNames: ['import'], extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.tsx'], '.mjs': ['.mts', '.mjs'] } });
  expect(['./lib/index.js', './lib/index', './absent.js', '@scope/dual', 'typed', 'named.js'].map((request) => found(request, aliased))).toEqual([
    'app/lib/index.ts', 'app/lib/index.ts', undefined, 'node_modules/@scope/dual/m.mjs', 'node_modules/typed/src/index.ts', 'node_modules/named.js/main.ts',
  ]);
  expect(aliased.sync(join(root, 'app'), './a.js').error).toBe(`Cannot resolve 'a.js' for extension aliases 'a.ts,a.tsx' in '${join(root, 'app')}'`);
});

test('what is not there, or not exported, is an error in the result', async () => {
  expect(require_.sync(join(root, 'app'), './absent').error).toMatch(/^Cannot find module '\.\/absent' from /);
  expect(require_.sync(join(root, 'app'), '@scope/dual/private/x').error).toMatch(/^"\.\/private\/x" is not exported/);
  expect((await require_.async(join(root, 'app'), 'absent')).error).toMatch(/^Cannot find module 'absent'/);
});

test('an option that is not implemented is refused by name', () => {
  expect(() => factory({ tsconfig: 'auto' })).toThrow(/the option tsconfig is not implemented/);
});
