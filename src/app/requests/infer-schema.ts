// A JSON schema from JSON that was seen: it gives the body editor names to complete. Nothing is required by it, nothing forbidden.

export interface InferredSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, InferredSchema>>;
  readonly items?: InferredSchema;
}

/** How deep values are looked into. */
const DEPTH = 6;

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** A schema that every one of the values satisfies. */
export function inferSchema(values: readonly unknown[], depth = DEPTH): InferredSchema {
  const types = [...new Set(values.map(typeOf))];
  if (types.length === 0 || depth === 0) return {};
  const schema: { type: string | readonly string[]; properties?: Record<string, InferredSchema>; items?: InferredSchema } = { type: types.length === 1 ? (types[0] ?? 'null') : types };
  const objects = values.filter((value): value is Record<string, unknown> => typeOf(value) === 'object');
  if (objects.length > 0) {
    const names = new Set(objects.flatMap((object) => Object.keys(object)));
    schema.properties = Object.fromEntries([...names].map((name) => [name, inferSchema(objects.filter((object) => Object.hasOwn(object, name)).map((object) => object[name]), depth - 1)]));
  }
  const items = values.flatMap((value): unknown[] => (Array.isArray(value) ? value.slice(0, 50) : []));
  if (items.length > 0) schema.items = inferSchema(items, depth - 1);
  return schema;
}
