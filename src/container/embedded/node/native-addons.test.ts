import { expect, test } from 'vitest';
import { dlopen, refuseNativeAddon } from './native-addons.ts';

test('a package of machine code is refused by name, with what to use instead', () => {
  expect(() => refuseNativeAddon('/app/node_modules/bcrypt/bcrypt.js')).toThrow(/^bcrypt is a native addon: .* Use bcryptjs instead\.$/);
  expect(() => refuseNativeAddon('/app/node_modules/a/node_modules/@node-rs/argon2/index.js')).toThrow('Use crypto.argon2 of Node instead.');
});

test('other packages and files of the program are not', () => {
  for (const file of ['/app/node_modules/bcryptjs/index.js', '/app/sharp/index.js', '/app/node_modules/express/lib/bcrypt/x.js']) {
    expect(() => refuseNativeAddon(file)).not.toThrow();
  }
});

test('a compiled file of any other package names it', () => {
  const load = (): never => dlopen({}, '/app/node_modules/@scope/fast/build/Release/fast.node');
  expect(load).toThrow(/^@scope\/fast is a native addon: .* Nothing that runs in a browser does the same\.$/);
  expect(load).toThrow(expect.objectContaining({ code: 'ERR_DLOPEN_FAILED' }));
});
