// Every way to export and re-export.
import def, * as ns from './forms.mjs';
import { renamed, 'any string' as odd, inner, fn, Klass } from './forms.mjs';
console.log(def, renamed, odd, inner, fn(), new Klass().hi());
console.log(Object.keys(ns));
console.log(ns.wrapped.inner);
