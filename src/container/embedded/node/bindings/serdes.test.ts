import * as reference from 'node:v8';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestEnvironment } from '../test-environment.ts';
import { serdes } from './serdes.ts';

interface Serializer {
  writeHeader(): void;
  writeValue(value: unknown): void;
  releaseBuffer(): Uint8Array;
}
interface Deserializer {
  readHeader(): boolean;
  readValue(): unknown;
}
interface SerdesBinding {
  Serializer: new () => Serializer;
  Deserializer: new (bytes: Uint8Array) => Deserializer;
}

const { Serializer, Deserializer } = createTestEnvironment().binding<SerdesBinding>('serdes', serdes);

function serialize(value: unknown): Uint8Array {
  const serializer = new Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

function deserialize(bytes: Uint8Array): unknown {
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}

const plainValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(undefined, null, true, false, -0, NaN),
    fc.integer(),
    fc.double(),
    fc.bigInt(),
    fc.string({ unit: 'binary' }),
    fc.date(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(tie('value'), { maxLength: 3 }).map((members) => new Set(members)),
  ),
})).value;

test('V8 reads what is written', () => {
  fc.assert(
    fc.property(plainValue, (value) => {
      expect(reference.deserialize(serialize(value))).toEqual(value);
    }),
  );
});

test('what V8 writes is read', () => {
  fc.assert(
    fc.property(plainValue, (value) => {
      expect(deserialize(reference.serialize(value))).toEqual(value);
    }),
  );
});

test('bytes that are cut short are refused, wherever the cut is', () => {
  const whole = serialize({ list: [1, 'two', new Map([[3n, new Date(4)]])], view: [1.5, 2.5] });
  for (let length = 2; length < whole.length; length++) {
    expect(() => deserialize(whole.subarray(0, length))).toThrow('Unable to deserialize cloned data.');
  }
});

test('an object that leads back to itself does so after a round trip', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = [circle];
  const copy = deserialize(serialize(circle)) as { self: unknown[] };
  expect(copy.self[0]).toBe(copy);
});

test('functions are refused with the text that V8 gives', () => {
  expect(() => serialize({ run: () => 1 })).toThrow('() => 1 could not be cloned.');
});
