// Types are stripped and positions kept: annotations, generics, interfaces, satisfies, non-null, overloads, import type.
import type { Shape } from './shapes.mts';
import { area, type Square } from './shapes.mts';
import { AsyncLocalStorage } from 'node:async_hooks';
interface Point { x: number; y?: number }
type Pair<T> = readonly [T, T];
function first<T extends object>(pair: Pair<T>): T;
function first(pair: any) { return pair[0]; }
abstract class Base<T> { declare hidden: string; protected readonly value!: T; abstract get(): T; constructor(public_: T) { (this as any).value = public_; } }
class Derived extends Base<number> implements Point { x = 1; override get(): number { return this.value! satisfies number; } private static count: number = 2; static more() { return Derived.count; } }
declare const nowhere: string;
declare module 'nothing' { export const a: number }
const point = { x: 1 } as const satisfies Point;
const square: Square = { kind: 'square', side: 3 };
let shape: Shape | undefined = square as Shape;
const generic = <T,>(value: T): T => value;
console.log(point, area(shape!), new Derived(7).get(), Derived.more(), first([{ a: 1 }, { a: 2 }]), generic<string>('g'));
const als = new AsyncLocalStorage<number>();
await als.run(5, async (): Promise<void> => { await (null as unknown as Promise<void>); console.log(als.getStore()); });
for await (const item of (async function* (): AsyncGenerator<number> { yield 1; })()) console.log(item as number);
console.log(import.meta.filename?.endsWith('strip.ts'), process.features.typescript);
function thrower(this: void, a?: number): never { throw new Error('position'); }
try { thrower(); } catch (error: unknown) { console.log((error as Error).stack!.split('\n').slice(0, 3).join('|')); }
