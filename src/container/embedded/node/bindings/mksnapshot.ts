// internalBinding('mksnapshot'): start-up snapshots (src/node_snapshotable.cc). None is ever built here.
import type { BindingFactory } from '../environment.ts';

export const mksnapshot: BindingFactory = () => ({
  isBuildingSnapshotBuffer: new Uint8Array(1),
  setSerializeCallback() {},
  setDeserializeCallback() {},
  setDeserializeMainFunction() {},
});
