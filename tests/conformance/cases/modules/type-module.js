// "type": "module" makes .js an ES module and .cjs stays CommonJS.
import common from './common.cjs';
console.log(typeof module, common);
