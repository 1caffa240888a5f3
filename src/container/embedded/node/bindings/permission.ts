// internalBinding('permission'): the permission model, which is off, as in a plain `node` (src/permission/permission.cc).
import type { BindingFactory } from '../environment.ts';

export const permission: BindingFactory = () => ({
  has: () => true,
  drop() {},
});
