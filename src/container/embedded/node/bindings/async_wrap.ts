// internalBinding('async_wrap'): ids of asynchronous operations and the stack of execution contexts.
// Facts: src/async_wrap.cc, src/env-inl.h (AsyncHooks), lib/internal/async_hooks.js.
import type { Environment } from '../environment.ts';
import { valueFromShape, type Binding } from '../shapes.ts';

interface NativeHooks {
  readonly init: (asyncId: number, type: string, triggerAsyncId: number, resource: object) => void;
  readonly before: (asyncId: number) => void;
  readonly after: (asyncId: number) => void;
  readonly destroy: (asyncId: number) => void;
}

export function asyncWrap(env: Environment): Binding {
  const fromShape = (name: string): unknown => {
    const shape = env.shapes['async_wrap']?.[name];
    if (shape === undefined) throw new Error(`the shapes lack async_wrap.${name}`);
    return valueFromShape(shape, name, name);
  };
  const constants = fromShape('constants') as Record<string, number>;
  const index = (name: string): number => {
    const value = constants[name];
    if (value === undefined) throw new Error(`the shapes lack async_wrap.constants.${name}`);
    return value;
  };
  const BEFORE = index('kBefore');
  const AFTER = index('kAfter');
  const STACK_LENGTH = index('kStackLength');
  const EXECUTION_ID = index('kExecutionAsyncId');
  const TRIGGER_ID = index('kTriggerAsyncId');

  const hookFields = fromShape('async_hook_fields') as Uint32Array;
  const idFields = fromShape('async_id_fields') as Float64Array;
  hookFields[STACK_LENGTH] = 0;
  idFields[EXECUTION_ID] = 1;
  idFields[TRIGGER_ID] = 0;
  const resources: unknown[] = [];
  let hooks: NativeHooks | undefined;
  const destroyed: number[] = [];

  const binding = {
    async_hook_fields: hookFields,
    async_id_fields: idFields,
    execution_async_resources: resources,
    async_ids_stack: new Float64Array(32),
    constants,
    setupHooks(given: NativeHooks) {
      hooks = given;
    },
    // Runs the library's trampoline around native callbacks; wraps.ts emits before and after itself.
    setCallbackTrampoline() {},
    // Promises tell nobody of their life in a browser: async_hooks see no PROMISE resources (README, "Limits").
    setPromiseHooks() {},
    getPromiseHooks: () => [undefined, undefined, undefined, undefined],
    registerDestroyHook(object: object, asyncId: number, state?: { destroyed: boolean }) {
      registry.register(object, { asyncId, state });
    },
    queueDestroyAsyncId(asyncId: number) {
      destroyed.push(asyncId);
      if (destroyed.length > 1) return;
      env.loop.enqueueCheck(() => {
        for (const id of destroyed.splice(0)) hooks?.destroy(id);
      }, false);
    },
    executionAsyncResource: (at: number) => resources[at],
    pushAsyncContext(asyncId: number, triggerAsyncId: number) {
      const offset = hookFields[STACK_LENGTH] as number;
      if (offset * 2 >= binding.async_ids_stack.length) {
        const grown = new Float64Array(binding.async_ids_stack.length * 3);
        grown.set(binding.async_ids_stack);
        binding.async_ids_stack = grown;
      }
      binding.async_ids_stack[offset * 2] = idFields[EXECUTION_ID] as number;
      binding.async_ids_stack[offset * 2 + 1] = idFields[TRIGGER_ID] as number;
      hookFields[STACK_LENGTH] = offset + 1;
      idFields[EXECUTION_ID] = asyncId;
      idFields[TRIGGER_ID] = triggerAsyncId;
    },
    popAsyncContext(asyncId: number): boolean {
      const length = hookFields[STACK_LENGTH] as number;
      if (length === 0) return false;
      // After an uncaught exception the stack was cleared, and may hold other contexts by now.
      if (idFields[EXECUTION_ID] !== asyncId) return true;
      const offset = length - 1;
      idFields[EXECUTION_ID] = binding.async_ids_stack[offset * 2] as number;
      idFields[TRIGGER_ID] = binding.async_ids_stack[offset * 2 + 1] as number;
      resources.length = Math.min(resources.length, offset);
      hookFields[STACK_LENGTH] = offset;
      return offset > 0;
    },
    clearAsyncIdStack() {
      hookFields[STACK_LENGTH] = 0;
      idFields[EXECUTION_ID] = 0;
      idFields[TRIGGER_ID] = 0;
      resources.length = 0;
    },
    // Not Node's: what AsyncWrap (wraps.ts) reports.
    emitInit(asyncId: number, provider: string, triggerAsyncId: number, resource: object) {
      hooks?.init(asyncId, provider, triggerAsyncId, resource);
    },
    emitBefore(asyncId: number, resource: object) {
      resources[(hookFields[STACK_LENGTH] as number) - 1] = resource;
      if ((hookFields[BEFORE] as number) > 0) hooks?.before(asyncId);
    },
    emitAfter(asyncId: number) {
      if ((hookFields[AFTER] as number) > 0) hooks?.after(asyncId);
    },
  };
  const registry = new FinalizationRegistry<{ asyncId: number; state: { destroyed: boolean } | undefined }>((held) => {
    if (!held.state?.destroyed) binding.queueDestroyAsyncId(held.asyncId);
  });
  return binding;
}
