// internalBinding('ipc_serdes'): messages between processes in the `advanced` serialization (src/node_ipc_serdes.cc): four
// bytes of length, then what v8.serialize makes. Both ends are ours.
import { bytesOf } from '../bytes.ts';
import { asBuffer, type BindingFactory } from '../environment.ts';

const LENGTH_BYTES = 4;

interface V8Module {
  serialize(value: unknown): Uint8Array;
  deserialize(bytes: Uint8Array): unknown;
}

export const ipcSerdes: BindingFactory = (env) => {
  const v8 = (): V8Module => env.requireBuiltin('v8') as V8Module;
  return {
    serialize(message: unknown): Uint8Array {
      const bytes = v8().serialize(message);
      const framed = new Uint8Array(LENGTH_BYTES + bytes.length);
      new DataView(framed.buffer).setUint32(0, bytes.length);
      framed.set(bytes, LENGTH_BYTES);
      return asBuffer(env, framed);
    },
    deserialize: (bytes: ArrayBufferView): unknown => v8().deserialize(asBuffer(env, bytesOf(bytes).slice())),
  };
};
