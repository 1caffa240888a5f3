// The same in an ES module.
import { fail } from './fail.mjs';
fail();
