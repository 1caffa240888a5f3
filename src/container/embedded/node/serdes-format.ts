// V8's serialization format, version 15 (src/objects/value-serializer.cc of V8): the tags that serdes-writer.ts writes and serdes-reader.ts reads.

export const LATEST_VERSION = 15;
/** the format before host objects and dense arrays; older data has no version that a program of today could have written */
export const OLDEST_VERSION = 13;

/** Tags of the format (enum class SerializationTag and ErrorTag), as characters. */
export const TAG = {
  version: 0xff,
  padding: 0x00,
  undefined: code('_'),
  null: code('0'),
  true: code('T'),
  false: code('F'),
  int32: code('I'),
  uint32: code('U'),
  double: code('N'),
  bigInt: code('Z'),
  utf8String: code('S'),
  oneByteString: code('"'),
  twoByteString: code('c'),
  reference: code('^'),
  object: code('o'),
  endObject: code('{'),
  sparseArray: code('a'),
  endSparseArray: code('@'),
  denseArray: code('A'),
  endDenseArray: code('$'),
  hole: code('-'),
  date: code('D'),
  trueObject: code('y'),
  falseObject: code('x'),
  numberObject: code('n'),
  bigIntObject: code('z'),
  stringObject: code('s'),
  regExp: code('R'),
  map: code(';'),
  endMap: code(':'),
  set: code("'"),
  endSet: code(','),
  arrayBuffer: code('B'),
  resizableArrayBuffer: code('~'),
  transferredArrayBuffer: code('t'),
  sharedArrayBuffer: code('u'),
  view: code('V'),
  hostObject: code('\\'),
  error: code('r'),
  message: code('m'),
  stack: code('s'),
  cause: code('c'),
  endError: code('.'),
  verifyObjectCount: code('?'),
} as const;

export const ERROR_TAGS: Readonly<Record<string, number>> = {
  EvalError: code('E'),
  RangeError: code('R'),
  ReferenceError: code('F'),
  SyntaxError: code('S'),
  TypeError: code('T'),
  URIError: code('U'),
};
export const ERROR_CLASSES = new Map<number, ErrorConstructor>(
  [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((Class) => [ERROR_TAGS[Class.name] as number, Class]),
);

/** the constructor's name -> its sub tag, and back */
export const VIEW_TAGS: Readonly<Record<string, number>> = {
  Int8Array: code('b'),
  Uint8Array: code('B'),
  Uint8ClampedArray: code('C'),
  Int16Array: code('w'),
  Uint16Array: code('W'),
  Int32Array: code('d'),
  Uint32Array: code('D'),
  Float16Array: code('h'),
  Float32Array: code('f'),
  Float64Array: code('F'),
  BigInt64Array: code('q'),
  BigUint64Array: code('Q'),
  DataView: code('?'),
};
export const VIEW_NAMES = new Map(Object.entries(VIEW_TAGS).map(([name, tag]) => [tag, name]));
export const VIEW_TRACKS_LENGTH = 1;
export const VIEW_OF_RESIZABLE = 2;

/** JSRegExp::Flag, by bit */
export const REGEXP_FLAGS = ['g', 'i', 'm', 'y', 'u', 's', 'l', 'd', 'v'];

function code(character: string): number {
  return character.charCodeAt(0);
}

/** What a program has put on its serializer or deserializer under a name (v8.Serializer, "_writeHostObject" and the like). */
export function delegateMethod(owner: object, name: string): ((...args: unknown[]) => unknown) | undefined {
  const method = (owner as Readonly<Record<string, unknown>>)[name];
  return typeof method === 'function' ? (method as (...args: unknown[]) => unknown) : undefined;
}
