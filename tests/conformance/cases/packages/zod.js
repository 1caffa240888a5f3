// zod: parsing, refinements, unions, transforms, coercion, JSON schema, the shape of its errors.
const { z } = require('zod');
const user = z.object({ name: z.string().min(1), age: z.coerce.number().int().positive().optional(), email: z.email(), role: z.enum(['admin', 'user']).default('user'), tags: z.array(z.string()).max(2) });
console.log(user.parse({ name: 'ada', age: '36', email: 'ada@example.org', tags: ['x'] }));
const bad = user.safeParse({ name: '', age: -1, email: 'no', role: 'root', tags: ['a', 'b', 'c'], extra: true });
console.log(bad.error.issues);
console.log(z.prettifyError(bad.error));
console.log(z.treeifyError(bad.error));
const shape = z.discriminatedUnion('kind', [z.object({ kind: z.literal('circle'), r: z.number() }), z.strictObject({ kind: z.literal('square'), side: z.number() })]);
console.log(shape.safeParse({ kind: 'square', side: 1, more: 2 }).error.message);
console.log(z.string().transform((text) => text.length).pipe(z.number().max(3)).safeParse('four').error.issues);
z.string().refine(async (text) => text !== 'taken', 'is taken').safeParseAsync('taken').then(({ error }) => console.log(error.issues));
console.log(z.iso.datetime().safeParse('2026-02-30T00:00:00Z').success, z.uuid().safeParse('x').error.issues[0].message, z.bigint().parse(5n));
console.log(JSON.stringify(z.toJSONSchema(user)));
try {
  user.parse(null);
} catch (error) {
  console.log(error.name, error.message);
}
