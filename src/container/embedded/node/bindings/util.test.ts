import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { trackProxies } from '../proxies.ts';
import { createTestEnvironment } from '../test-environment.ts';
import { types } from './types.ts';
import { util } from './util.ts';

interface UtilBinding {
  parseEnv(text: string): Record<string, string>;
  previewEntries(object: object, isIterator?: boolean): unknown;
  getOwnNonIndexProperties(object: object, filter: number): PropertyKey[];
  getProxyDetails(value: unknown, showProxy?: boolean): unknown;
  getCallSites(count: number): { functionName: string }[];
  privateSymbols: Record<string, symbol>;
}

const { binding, env } = createTestEnvironment();
const ours = binding<UtilBinding>('util', util);
const checks = types(env) as Record<string, (value: unknown) => boolean>;

// Outcomes of the pinned binary.
test.each([
  ['A=1\nB = two # note\n', { A: '1', B: 'two' }],
  ['export A=1', { A: '1' }],
  [`A="x\\ny"\nB='x\\ny'`, { A: 'x\ny', B: 'x\\ny' }],
  ['A="two\nlines"', { A: 'two\nlines' }],
  ['A="open\nB=2', { A: '"open', B: '2' }],
  ['no value\nA=\nB=1', { A: '', B: '1' }],
])('the .env text %j is read', (text, expected) => {
  expect(ours.parseEnv(text)).toEqual(expected);
});

test('a private symbol holds a value that inspection does not show', () => {
  const symbol = ours.privateSymbols['arrow_message_private_symbol'] as symbol;
  const object: Record<symbol, unknown> = {};
  object[symbol] = 'arrow';
  expect(object[symbol]).toBe('arrow');
  expect(Reflect.ownKeys(object)).toEqual([]);
  expect(inspect(object, { showHidden: true })).toBe('{}');
  expect((Object.create(object) as Record<symbol, unknown>)[symbol]).toBeUndefined();
});

test('looking into an iterator does not use it up', () => {
  const iterator = new Map([['a', 1], ['b', 2]]).entries();
  iterator.next();
  expect(ours.previewEntries(iterator, true)).toEqual([['b', 2], true]);
  expect(ours.previewEntries(iterator)).toEqual(['b', 2]);
  expect([...iterator]).toEqual([['b', 2]]);
  expect(ours.previewEntries(new Set([1, 2]), true)).toEqual([[1, 2], false]);
});

test('proxies are known from their making on', () => {
  const scope = { Proxy: globalThis.Proxy };
  trackProxies(scope);
  const [target, handler] = [{}, {}];
  const { proxy, revoke } = scope.Proxy.revocable(target, handler);
  expect(checks['isProxy']?.(proxy)).toBe(true);
  expect(ours.getProxyDetails(proxy)).toEqual([target, handler]);
  revoke();
  expect(ours.getProxyDetails(proxy)).toEqual([null, null]);
  expect(checks['isProxy']?.(new scope.Proxy([], {}))).toBe(true);
  expect(checks['isProxy']?.([])).toBe(false);
});

test('keys pass a property filter', () => {
  const hidden = Object.defineProperty(Object.assign([1, 2], { shown: 1 }), 'hidden', { value: 1 });
  expect(ours.getOwnNonIndexProperties(hidden, 2)).toEqual(['shown']);
  expect(ours.getOwnNonIndexProperties(hidden, 0)).toEqual(['length', 'shown', 'hidden']);
});

test('indices are left out wherever they stand', () => {
  const symbol = Symbol('s');
  const many = Object.assign(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [index * 7, 0])), { name: 1, '4294967294': 1, '4294967295': 1, '01': 1, [symbol]: 1 });
  expect(ours.getOwnNonIndexProperties(many, 2)).toEqual(['name', '4294967295', '01', symbol]);
  const scope = { Proxy: globalThis.Proxy };
  trackProxies(scope);
  const mixed = new scope.Proxy({}, { ownKeys: () => ['a', '1', 'b', '0'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) });
  expect(ours.getOwnNonIndexProperties(mixed, 2)).toEqual(['a', 'b']);
  expect(ours.getOwnNonIndexProperties(Object.assign(new Uint8Array(3), { name: 1, [symbol]: 1 }), 2)).toEqual(['name', symbol]);
  expect(ours.getOwnNonIndexProperties(Object.assign(new Uint8Array(8 << 20), { [symbol]: 1 }), 2)).toEqual([symbol]);
});

test('brand checks look at what an object is, not at what it says', () => {
  const lookalike = { [Symbol.toStringTag]: 'Map', get size() { return 0; } };
  expect(checks['isMap']?.(lookalike)).toBe(false);
  expect(checks['isMap']?.(Object.setPrototypeOf(new Map(), null))).toBe(true);
  expect(checks['isDate']?.(Object.create(Date.prototype))).toBe(false);
  expect(checks['isModuleNamespaceObject']?.({ [Symbol.toStringTag]: 'Module' })).toBe(false);
  const namespace = Object.create(null, { [Symbol.toStringTag]: { value: 'Module' } }) as object;
  expect(checks['isModuleNamespaceObject']?.(namespace)).toBe(true);
});

test('call sites begin below the library function that asks', () => {
  const library = () => ours.getCallSites(2);
  function learner() {
    return library();
  }
  expect(learner()[0]?.functionName).toBe('learner');
});
