// Importers wait for a module that awaits; siblings go on.
import { value } from './slow.mjs';
import './sibling.mjs';
console.log('main', value);
await null;
console.log('after main await');
