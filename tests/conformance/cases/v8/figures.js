// v8: figures and settings whose kinds are the same everywhere, and what is a string of one byte a character.
const v8 = require('node:v8');
console.log(Object.keys(v8.getHeapStatistics()), Object.values(v8.getHeapStatistics()).every(Number.isFinite));
const { heap_size_limit: limit, used_heap_size: used, total_heap_size: total } = v8.getHeapStatistics();
console.log(limit > used, total > 0);
console.log(v8.getHeapSpaceStatistics().every((space) => typeof space.space_name === 'string' && Object.keys(space).length === 5));
console.log(Object.keys(v8.getHeapCodeStatistics()), typeof v8.cachedDataVersionTag());
console.log(v8.startupSnapshot.isBuildingSnapshot(), typeof v8.setHeapSnapshotNearHeapLimit);
console.log(v8.isStringOneByteRepresentation('plain'), v8.isStringOneByteRepresentation('caf\u00e9'), v8.isStringOneByteRepresentation('\u2713'));
for (const wrong of [() => v8.setFlagsFromString(1), () => v8.isStringOneByteRepresentation(1), () => v8.startupSnapshot.addSerializeCallback(() => {}), () => v8.setHeapSnapshotNearHeapLimit(-1)]) {
  try {
    wrong();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
