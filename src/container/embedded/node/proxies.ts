// Which objects are proxies: not observable in JavaScript, known to V8. A program's proxies are known because the global
// `Proxy` is replaced, after the library has captured its own, by one that notes what it makes.

interface ProxyParts {
  target: object | null;
  handler: object | null;
}

const parts = new WeakMap<object, ProxyParts>();

/** Replaces `scope.Proxy`. Call it once, after the primordials are made and before the program runs. */
export function trackProxies(scope: { Proxy: ProxyConstructor }): void {
  const NativeProxy = scope.Proxy;
  const revocable = NativeProxy.revocable;
  const note = (proxy: object, target: object, handler: object): ProxyParts => {
    const made = { target, handler };
    parts.set(proxy, made);
    return made;
  };
  const Tracked = new NativeProxy(NativeProxy, {
    construct(Constructor, args: [object, ProxyHandler<object>], newTarget) {
      const proxy = Reflect.construct(Constructor, args, newTarget) as object;
      note(proxy, args[0], args[1]);
      return proxy;
    },
  });
  NativeProxy.revocable = {
    revocable<T extends object>(target: T, handler: ProxyHandler<T>) {
      const made = revocable(target, handler);
      const noted = note(made.proxy, target, handler);
      const { revoke } = made;
      return {
        proxy: made.proxy,
        revoke: () => {
          revoke();
          noted.target = noted.handler = null;
        },
      };
    },
  }.revocable;
  scope.Proxy = Tracked;
}

/** Target and handler of a proxy that a program has made; both null when revoked. Undefined for anything else. */
export function proxyParts(value: unknown): Readonly<ProxyParts> | undefined {
  return (typeof value === 'object' && value !== null) || typeof value === 'function' ? parts.get(value) : undefined;
}
