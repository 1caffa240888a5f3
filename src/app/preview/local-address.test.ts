import { expect, test } from 'vitest';
import { localAddress } from './local-address.ts';

test.each([
  ['http://localhost:3000', { port: 3000, target: '/' }],
  ['http://127.0.0.1:8080/users?page=2', { port: 8080, target: '/users?page=2' }],
  ['http://[::1]:3000/a', { port: 3000, target: '/a' }],
  ['http://[::]:3000', { port: 3000, target: '/' }],
  ['http://0.0.0.0/', { port: 80, target: '/' }],
])('%s is an address of this machine', (text, address) => expect(localAddress(text)).toEqual(address));

test.each(['http://example.com', 'http://localhost.example.com:3000/', 'localhost:3000', 'http://localhost:3000/a b'])('%s is none', (text) => expect(localAddress(text)).toBeNull());
