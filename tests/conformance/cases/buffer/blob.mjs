// Blob and File: slices, text, bytes, type, streams.
import { Blob, File } from 'node:buffer';
const blob = new Blob(['héllo', new Uint8Array([33]), new Blob([' wörld'])], { type: 'Text/Plain' });
console.log(blob.size, blob.type, await blob.text(), await blob.slice(0, 3, 'x').text(), blob.slice(-6).size);
console.log(new Uint8Array(await blob.slice(0, 2).arrayBuffer()), await blob.slice(0, 2).bytes());
const file = new File(['x'], 'name.txt', { lastModified: 5 });
console.log(file.name, file.lastModified, file instanceof Blob, blob);
