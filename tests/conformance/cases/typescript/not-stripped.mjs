// What is not stripped: enums, namespaces, parameter properties, decorators, JSX, broken syntax, packages; the wording of each.
for (const name of ['enum', 'namespace', 'parameter', 'import-alias', 'export-equals', 'broken', 'assertion', 'missing-type', 'decorator', 'empty-namespace', 'pkg', 'none']) {
  try { const m = await import(name === 'pkg' ? 'pkg' : `./${name}.ts`); console.log(name, m.default ?? Object.keys(m)); }
  catch (error) { console.log(name, error.name, error.code, error.message.replace(/^.*node_modules/, 'node_modules'), error.stack.split('\n').slice(0, 4).join('|')); }
}
