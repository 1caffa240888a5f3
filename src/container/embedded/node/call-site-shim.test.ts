// Frames that are read from the text of SpiderMonkey's stacks (as Firefox 153 draws them).
import { expect, test } from 'vitest';
import { callSitesOf } from './call-site-shim.ts';

const STACK = `m@/app/server.js:3:24
get g@/app/node_modules/@scope/x/index.js:3:100
anonymous/<@/app/server.js:3:122
outer/inner@file:///app/mod.mjs:4:1
async*load@file:///app/my%20file.mjs:1:55
@blob:null/d3725239-dd42-48e9-a10d-0c779949cc16:4:17
`;

test('each line is a frame with its name, file, line and column', () => {
  expect(callSitesOf(STACK).map((site) => [site.getFunctionName(), site.getFileName(), site.getLineNumber(), site.getColumnNumber(), site.isAsync()])).toEqual([
    ['m', '/app/server.js', 3, 24, false],
    ['get g', '/app/node_modules/@scope/x/index.js', 3, 100, false],
    [null, '/app/server.js', 3, 122, false],
    ['inner', 'file:///app/mod.mjs', 4, 1, false],
    ['load', 'file:///app/my%20file.mjs', 1, 55, true],
    [null, 'blob:null/d3725239-dd42-48e9-a10d-0c779949cc16', 4, 17, false],
  ]);
});

test('frames are worded as V8 words them', () => {
  expect(callSitesOf(STACK).slice(0, 5).map(String)).toEqual([
    'm (/app/server.js:3:24)',
    'get g (/app/node_modules/@scope/x/index.js:3:100)',
    '/app/server.js:3:122',
    'inner (file:///app/mod.mjs:4:1)',
    'async load (file:///app/my%20file.mjs:1:55)',
  ]);
});

test('what depd asks of a frame is there', () => {
  const [site] = callSitesOf(STACK);
  expect([site?.isEval(), site?.isNative(), site?.getEvalOrigin(), site?.getThis(), site?.getTypeName(), site?.getMethodName()]).toEqual([false, false, undefined, undefined, null, null]);
});

test('an empty stack has no frames', () => {
  expect(callSitesOf('')).toEqual([]);
});
