// A cycle of ES modules: hoisted functions work, let bindings are in their dead zone.
import { a } from './a.mjs';
console.log(a());
