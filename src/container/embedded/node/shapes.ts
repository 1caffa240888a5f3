// What Node's own bindings look like, as dumped from the pinned binary (tools/node-library), and the stubs made from it:
// every member that no file of bindings/ implements exists, and throws an error that names it when it is used.

/** The shape of one value that a binding offers. Written by tools/node-library/dump-bindings.cjs. */
export type Shape =
  | { readonly kind: 'null' | 'undefined' }
  | { readonly kind: 'primitive'; readonly value: string | number | boolean }
  | { readonly kind: 'bigint'; readonly value: string }
  | { readonly kind: 'symbol'; readonly description: string }
  | { readonly kind: 'typedArray'; readonly type: string; readonly length: number; readonly values?: readonly (number | string)[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [unknown, unknown])[] }
  | { readonly kind: 'array'; readonly items: readonly Shape[] }
  | { readonly kind: 'object'; readonly nullPrototype?: boolean; readonly members: Readonly<Record<string, Shape>> }
  | { readonly kind: 'function'; readonly methods?: readonly string[]; readonly statics?: Readonly<Record<string, Shape>> };

/** Facts of the pinned Node that are no binding's member. */
export interface NodeFacts {
  readonly cliOptions: Readonly<Record<string, unknown>>;
  /** node's options: name, EnvSettings, OptionType, help, whether a boolean is true by default */
  readonly cliOptionsInfo: readonly (readonly [name: string, environment: number, type: number, help: string, isTrue: boolean])[];
  /** short or old names of options -> what they stand for */
  readonly cliAliases: readonly (readonly [name: string, expansion: readonly string[]])[];
  readonly embedderOptions: Readonly<Record<string, unknown>>;
  /** node_config.gypi, as JSON text */
  readonly buildConfig: string;
  /** libuv errors: negative errno -> [code, message] */
  readonly errorMap: readonly (readonly [number, readonly [code: string, message: string]])[];
  readonly versions: Readonly<Record<string, string>>;
  readonly release: Readonly<Record<string, string>>;
  readonly features: Readonly<Record<string, boolean | string>>;
  readonly hashes: readonly string[];
  readonly ciphers: readonly string[];
  readonly curves: readonly string[];
}

/** The whole of pin/binding-shapes: binding name -> member name -> shape, and the facts under `#facts`. */
export type BindingShapes = Readonly<Record<string, Readonly<Record<string, Shape>>>> & { readonly '#facts': NodeFacts };

/** A binding, as `internalBinding(name)` returns it. */
export type Binding = Record<string, unknown>;

/** Thrown for whatever part of Node is not implemented here; names the part. */
export class NotImplementedError extends Error {
  static {
    // The class shows in what util.inspect prints, under whatever name a minifier gives it.
    Object.defineProperty(this, 'name', { value: 'Error' });
  }
  readonly code = 'ERR_METHOD_NOT_IMPLEMENTED';
  /** @param api what was asked for, for example `internalBinding('zlib').crc32` */
  constructor(api: string) {
    super(`${api} is not implemented by Backlot's embedded Node. See "Limits" in Backlot's README.`);
    this.name = 'Error';
    Object.defineProperty(this, 'name', { enumerable: false });
    Object.defineProperty(this, 'code', { enumerable: true });
  }
}

function throwingMethod(api: string, name: string): () => never {
  return {
    [name](): never {
      throw new NotImplementedError(api);
    },
  }[name] as () => never;
}

function throwingClass(api: string, name: string): new () => object {
  return {
    [name]: class {
      constructor() {
        throw new NotImplementedError(`new ${api}`);
      }
    },
  }[name] as new () => object;
}

/** A value made from its shape; functions and classes in it throw NotImplementedError, naming themselves, when used. */
export function valueFromShape(shape: Shape, api: string, name: string): unknown {
  switch (shape.kind) {
    case 'null':
      return null;
    case 'undefined':
      return undefined;
    case 'primitive':
      return shape.value;
    case 'bigint':
      return BigInt(shape.value);
    case 'symbol':
      return Symbol(shape.description);
    case 'typedArray':
      return typedArrayFromShape(shape);
    case 'map':
      return new Map(shape.entries);
    case 'array':
      return shape.items.map((item, index) => valueFromShape(item, `${api}[${index}]`, String(index)));
    case 'object': {
      const object = (shape.nullPrototype ? Object.create(null) : {}) as Binding;
      for (const [key, member] of Object.entries(shape.members)) object[key] = valueFromShape(member, `${api}.${key}`, key);
      return object;
    }
    case 'function': {
      const fn = (shape.methods ? throwingClass(api, name) : throwingMethod(api, name)) as unknown as Binding;
      if (shape.methods) addMissingMethods(fn, shape.methods, api);
      for (const [key, member] of Object.entries(shape.statics ?? {})) fn[key] = valueFromShape(member, `${api}.${key}`, key);
      return fn;
    }
  }
}

const TYPED_ARRAYS: Readonly<Record<string, new (length: number) => { [index: number]: unknown }>> = {
  Uint8Array, Uint16Array, Uint32Array, Int8Array, Int16Array, Int32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array,
};

function typedArrayFromShape(shape: Extract<Shape, { kind: 'typedArray' }>): unknown {
  const TypedArray = TYPED_ARRAYS[shape.type];
  if (TypedArray === undefined) throw new TypeError(`the binding shapes name an unknown typed array: ${shape.type}`);
  const array = new TypedArray(shape.length);
  shape.values?.forEach((value, index) => {
    array[index] = typeof value === 'string' ? BigInt(value) : value;
  });
  return array;
}

function addMissingMethods(target: Binding, methods: readonly string[], api: string): void {
  const prototype = target['prototype'] as Binding;
  for (const method of methods) {
    if (method in prototype) continue;
    const value = throwingMethod(`${api}#${method}`, method);
    Object.defineProperty(prototype, method, { value, configurable: true, writable: true, enumerable: false });
  }
}

/**
 * Completes an implementation with throwing stubs and constants, so that it has every member of Node's binding.
 * @param name the binding's name
 * @param shapes all shapes
 * @param implemented what a file of bindings/ implements; returned, with the missing members added to it
 */
export function completeBinding(name: string, shapes: BindingShapes, implemented: Binding): Binding {
  for (const [key, shape] of Object.entries(shapes[name] ?? {})) {
    const api = `internalBinding('${name}').${key}`;
    const own = implemented[key];
    if (!(key in implemented)) {
      implemented[key] = valueFromShape(shape, api, key);
    } else if (shape.kind === 'function' && typeof own === 'function') {
      // Names show in inspected objects and stack traces, and are lost when this code is minified.
      if (own.name !== key && /^[A-Z]/.test(key)) Object.defineProperty(own, 'name', { value: key, configurable: true });
      const statics = own as unknown as Binding;
      if (shape.methods && statics['prototype']) addMissingMethods(statics, shape.methods, api);
      for (const [staticKey, member] of Object.entries(shape.statics ?? {})) {
        if (!(staticKey in statics)) statics[staticKey] = valueFromShape(member, `${api}.${staticKey}`, staticKey);
      }
    }
  }
  return implemented;
}
