// Names and types for completion, from JSON that was seen.
import { expect, test } from 'vitest';
import { inferSchema } from './infer-schema.ts';

test('objects that differ give all their names, with the types each had', () => {
  expect(inferSchema([{ name: 'Ada', age: 36 }, { name: null, tags: ['a', 1] }])).toEqual({
    type: 'object',
    properties: { name: { type: ['string', 'null'] }, age: { type: 'number' }, tags: { type: 'array', items: { type: ['string', 'number'] } } },
  });
});

test('nothing seen says nothing, and very deep values end', () => {
  expect(inferSchema([])).toEqual({});
  let deep: unknown = 1;
  for (let level = 0; level < 100; level++) deep = { a: deep };
  expect(JSON.stringify(inferSchema([deep])).length).toBeLessThan(500);
});
