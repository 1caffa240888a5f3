// Unit tests stand beside the code they test.
import { defineConfig } from 'vitest/config';
import { hashModulesOfTests } from './tools/node-library/hash-modules.ts';

export default defineConfig({
  plugins: [hashModulesOfTests],
  test: {
    include: ['{src,tools,tests,bench}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', 'tests/browser/**', 'tests/conformance/cases/**'],
    // The unit tests need no DOM; what needs one is tested in a real browser.
    environment: 'node',
    server: { deps: { inline: ['hash-wasm'] } },
    pool: 'threads',
    testTimeout: 20_000,
    restoreMocks: true,
    setupFiles: ['tests/property-seed.ts'],
  },
});
