// internalBinding('uv'): libuv's error numbers, names and messages (src/uv.cc).
import type { BindingFactory } from '../environment.ts';

export const uv: BindingFactory = (env) => {
  const errors = new Map(env.facts.errorMap.map(([errno, [code, message]]) => [errno, [code, message]]));
  return {
    getErrorMap: () => errors,
    errname: (errno: number) => errors.get(errno)?.[0] ?? `Unknown system error ${errno}`,
    getErrorMessage: (errno: number) => errors.get(errno)?.[1] ?? `Unknown system error ${errno}`,
  };
};
