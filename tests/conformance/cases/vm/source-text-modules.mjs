// SourceTextModule and SyntheticModule behind their flag: linking, evaluation, namespaces, states and errors.
import vm from 'node:vm';
globalThis.print = console.log; globalThis.base = 10; const context = undefined;
const answer = new vm.SyntheticModule(['default', 'name'], function () { this.setExport('default', 42); this.setExport('name', 'synthetic'); }, { context });
const main = new vm.SourceTextModule('import a, { name } from "answer"; export const sum = a + base; export default name; print("runs", import.meta.tag); export let late = await 5;', { context, identifier: 'main.mjs', initializeImportMeta(meta) { meta.tag = 'tagged'; } });
console.log(main.status, main.identifier, main.dependencySpecifiers);
await main.link((specifier, referencing) => { console.log(specifier, referencing.identifier); return answer; }); console.log(main.status); await main.evaluate(); console.log(main.status, { ...main.namespace });
const bad = new vm.SourceTextModule('throw new Error("inside")'); await bad.link(() => {}); await bad.evaluate().catch((e) => console.log(e.message)); console.log(bad.status, bad.error.message);
const missing = new vm.SourceTextModule('import { x } from "y"', { context }); await missing.link(() => answer).catch((e) => console.log(e.name, e.message)); try { missing.instantiate?.(); } catch (e) { console.log(e.name); }
try { console.log(new vm.SourceTextModule('1').namespace); } catch (e) { console.log(e.code, e.message); }
