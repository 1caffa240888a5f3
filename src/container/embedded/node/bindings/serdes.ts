// internalBinding('serdes'): the classes under v8.serialize and v8.deserialize (src/node_serdes.cc of Node).
import { codedError } from '../bytes.ts';
import type { BindingFactory } from '../environment.ts';
import { deserializerClass } from '../serdes-reader.ts';
import { serializerClass } from '../serdes-writer.ts';

export const serdes: BindingFactory = (env) => {
  const Serializer = serializerClass(env);
  const Deserializer = deserializerClass();
  // Node's classes say what is wrong in its own words when they are called without `new`.
  return { Serializer: constructOnly(Serializer, 'Serializer'), Deserializer: constructOnly(Deserializer, 'Deserializer') };
};

/** A class that answers a call without `new` with Node's error (src/node_errors.h, ERR_CONSTRUCT_CALL_REQUIRED). */
function constructOnly<Class extends abstract new (...args: never[]) => object>(Wrapped: Class, name: string): Class {
  const construct = function (this: unknown, ...args: never[]): object {
    if (new.target === undefined) {
      throw codedError(TypeError, 'ERR_CONSTRUCT_CALL_REQUIRED', `Class constructor ${name} cannot be invoked without 'new'`);
    }
    return Reflect.construct(Wrapped, args, new.target) as object;
  };
  const prototype = Wrapped.prototype as object;
  Object.defineProperties(construct, { name: { value: name }, prototype: { value: prototype } });
  Object.defineProperty(prototype, 'constructor', { value: construct, writable: true, configurable: true, enumerable: false });
  return construct as unknown as Class;
}
