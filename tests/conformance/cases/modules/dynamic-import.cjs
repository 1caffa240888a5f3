// import() from CommonJS: namespaces, errors, CommonJS named exports by static analysis.
(async () => {
  const esm = await import('./module.mjs');
  console.log(esm.default, esm === (await import('./module.mjs')));
  const cjs = await import('./common.cjs');
  console.log(Object.keys(cjs), cjs.default, cjs.named, cjs['module.exports'] === cjs.default);
  const builtin = await import('node:path');
  console.log(builtin.join('a', 'b'), builtin.default === require('node:path'));
  await import('./missing.mjs').catch((error) => console.log(error.code, error.message.replace(/'[^']*\//g, "'")));
  await import('./throws.mjs').catch((error) => console.log(error.message));
  await import('./throws.mjs').catch((error) => console.log('again:', error.message));
  const name = './module.mjs';
  console.log((await import(name)).default);
})();
