// The base classes of the objects that bindings hand to the library: node's AsyncWrap, HandleWrap and ReqWrap
// (src/async_wrap.cc, src/handle_wrap.cc, src/req_wrap.h).
import type { Environment } from './environment.ts';

/** Makes the wrap classes of one process. */
export function createWraps(env: Environment) {
  interface AsyncIds {
    readonly async_id_fields: Float64Array;
    readonly async_hook_fields: Uint32Array;
    readonly constants: Readonly<Record<string, number>>;
    pushAsyncContext(asyncId: number, triggerAsyncId: number): void;
    popAsyncContext(asyncId: number): boolean;
    queueDestroyAsyncId(asyncId: number): void;
    /** not Node's: reports an AsyncWrap's creation and destruction to async_hooks */
    emitInit(asyncId: number, provider: string, triggerAsyncId: number, resource: object): void;
    emitBefore(asyncId: number, resource: object): void;
    emitAfter(asyncId: number): void;
  }
  let cached: AsyncIds | undefined;
  const ids = (): AsyncIds => (cached ??= env.internalBinding('async_wrap') as unknown as AsyncIds);

  /** An object with an async id and the async context it was made in; callbacks into the library go through it. */
  class AsyncWrap {
    #asyncId = 0;
    #triggerAsyncId = 0;
    #context: unknown;
    #provider: string | undefined;

    /** @param provider name for async_hooks where it is not the class's own; null: no operation begins before `begin` */
    constructor(provider?: string | null) {
      this.#provider = provider ?? undefined;
      // Not through `this`: the library changes what MessagePort inherits from.
      if (provider !== null) AsyncWrap.prototype.asyncReset.call(this);
    }

    /** Provider name for async_hooks, for example `TCPWRAP`. Asked for before a subclass's fields exist. */
    protected get provider(): string {
      return this.#provider ?? 'NONE';
    }

    /** Starts an operation of an object that is used for one after another (http parsers). */
    protected begin(provider: string, resource: object): void {
      this.#provider = provider;
      this.asyncReset(resource);
    }

    getAsyncId(): number {
      return this.#asyncId;
    }

    getTriggerAsyncId(): number {
      return this.#triggerAsyncId;
    }

    getProviderType(): number {
      const providers = (env.internalBinding('async_wrap') as { Providers: Record<string, number> }).Providers;
      return providers[this.provider] ?? 0;
    }

    /** A new id and the present context. @param resource what async_hooks are shown */
    asyncReset(resource: object = this): void {
      AsyncWrap.prototype.emitDestroy.call(this);
      const { async_id_fields: fields, constants, async_hook_fields: hooks, emitInit } = ids();
      this.#asyncId = fields[constants['kAsyncIdCounter'] as number] = (fields[constants['kAsyncIdCounter'] as number] as number) + 1;
      const defaultTrigger = fields[constants['kDefaultTriggerAsyncId'] as number] as number;
      this.#triggerAsyncId = defaultTrigger >= 0 ? defaultTrigger : (fields[constants['kExecutionAsyncId'] as number] as number);
      this.#context = env.asyncContext.current;
      if ((hooks[constants['kInit'] as number] as number) > 0) emitInit(this.#asyncId, this.provider, this.#triggerAsyncId, resource);
    }

    /** Tells async_hooks that the present operation is over (AsyncWrap::EmitDestroy). */
    emitDestroy(): void {
      const { constants, async_hook_fields: hooks, queueDestroyAsyncId } = ids();
      if (this.#asyncId !== 0 && (hooks[constants['kDestroy'] as number] as number) > 0) queueDestroyAsyncId(this.#asyncId);
    }

    /**
     * Calls into the library within this object's async context (node::MakeCallback without the tick: the loop, which
     * calls this, runs ticks when it returns).
     * @param callback what to call with this object as `this`; nothing happens when it is no function
     */
    makeCallback(callback: unknown, ...args: unknown[]): unknown {
      if (typeof callback !== 'function') return undefined;
      const { pushAsyncContext, popAsyncContext, emitBefore, emitAfter } = ids();
      const outer = env.asyncContext.current;
      pushAsyncContext(this.#asyncId, this.#triggerAsyncId);
      env.asyncContext.current = this.#context;
      emitBefore(this.#asyncId, this);
      let returned = false;
      try {
        const result: unknown = Reflect.apply(callback, this, args);
        returned = true;
        return result;
      } finally {
        if (returned) emitAfter(this.#asyncId);
        env.asyncContext.current = outer;
        // After an exception the ids stay as they are: the handler of uncaught exceptions looks at them, then clears them.
        if (returned) popAsyncContext(this.#asyncId);
      }
    }
  }

  /** A request: keeps the process alive from `start()` until its completion has been called. */
  class ReqWrap extends AsyncWrap {
    oncomplete?: unknown;

    /** Marks the request as under way. */
    start(): void {
      env.loop.hold(this);
    }

    /** Queues the completion for the poll phase: `oncomplete(...args)` in this request's context. */
    complete(...args: unknown[]): void {
      env.loop.hold(this);
      env.loop.enqueue(() => this.#completed(args));
    }

    /** The same, as the next step of the loop. */
    completeNext(...args: unknown[]): void {
      env.loop.hold(this);
      env.loop.enqueueRest(() => this.#completed(args));
    }

    /** The same, before the poll phase. */
    completePending(...args: unknown[]): void {
      env.loop.hold(this);
      env.loop.enqueuePending(() => this.#completed(args));
    }

    #completed(args: readonly unknown[]): void {
      env.loop.release(this);
      this.makeCallback(this.oncomplete, ...args);
      AsyncWrap.prototype.emitDestroy.call(this);
    }
  }

  /** A long-lived handle: keeps the process alive while active and referenced. */
  class HandleWrap extends AsyncWrap {
    #closed = false;
    #referenced = true;
    #active = false;

    get closed(): boolean {
      return this.#closed;
    }

    /** Whether the handle does something that should keep the process alive. */
    protected setActive(active: boolean): void {
      this.#active = active;
      this.#update();
    }

    #update(): void {
      if (this.#active && this.#referenced && !this.#closed) env.loop.hold(this);
      else env.loop.release(this);
    }

    hasRef(): boolean {
      return this.#referenced && !this.#closed;
    }

    ref(): void {
      this.#referenced = true;
      this.#update();
    }

    unref(): void {
      this.#referenced = false;
      this.#update();
    }

    /** Frees what the handle holds, then calls back in the loop's close phase. */
    close(callback?: unknown): void {
      if (this.#closed) return;
      this.#closed = true;
      this.#update();
      this.onClose();
      env.loop.enqueueClose(() => {
        this.makeCallback(callback);
        AsyncWrap.prototype.emitDestroy.call(this);
      });
    }

    /** For subclasses: release what the handle holds. */
    protected onClose(): void {}
  }

  return { AsyncWrap, ReqWrap, HandleWrap };
}

export type Wraps = ReturnType<typeof createWraps>;
/** An instance of AsyncWrap, ReqWrap or HandleWrap of some process. */
export type AsyncWrapInstance = InstanceType<Wraps['AsyncWrap']>;
export type ReqWrapInstance = InstanceType<Wraps['ReqWrap']>;
export type HandleWrapInstance = InstanceType<Wraps['HandleWrap']>;
