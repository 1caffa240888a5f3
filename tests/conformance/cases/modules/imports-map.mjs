// package.json "imports": names that begin with #, and a package that imports itself by name.
import inner from '#inner';
import self from 'imports-map/self';
console.log(inner, self);
await import('#nothing').catch((error) => console.log(error.code));
