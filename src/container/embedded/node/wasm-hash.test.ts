import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestAlgorithm, type DigestAlgorithm } from './crypto-digests.ts';

const NAMES = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const named = (name: string): DigestAlgorithm => {
  const found = digestAlgorithm(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};

test('digests that are fed in turns, and copies of them, are those of Node', () => {
  const piece = fc.record({ target: fc.nat(8), bytes: fc.uint8Array({ maxLength: 300 }), repeat: fc.constantFrom(1, 1, 200) });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.nat(8), (pieces, copied) => {
      const pairs = Array.from({ length: 9 }, (_, index) => {
        const name = NAMES[index % NAMES.length] as string;
        return { ours: named(name).create(), node: createHash(name) };
      });
      for (const { target, bytes, repeat } of pieces) {
        const input = Buffer.concat(Array.from({ length: repeat }, () => bytes));
        pairs[target]?.ours.update(input);
        pairs[target]?.node.update(input);
      }
      const original = pairs[copied];
      if (original !== undefined) pairs.push({ ours: original.ours.clone(), node: original.node.copy() });
      original?.ours.update(Buffer.from('after the copy'));
      original?.node.update('after the copy');
      expect(pairs.map(({ ours }) => hex(ours.digest()))).toEqual(pairs.map(({ node }) => node.digest('hex')));
    }),
  );
});

test.each(NAMES)('HMAC with %s is that of Node, with keys of any length', (name) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (key, message) => {
      const ours = named(name).createMac(key);
      ours.update(message);
      expect(hex(ours.digest())).toBe(createHmac(name, key).update(message).digest('hex'));
    }),
  );
});

test.each(NAMES)('PBKDF2 with %s is that of Node, while another digest is under way', (name) => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(bytes, bytes, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 200 }), (password, salt, iterations, length) => {
      const other = named(name).create();
      other.update(salt);
      expect(hex(named(name).pbkdf2(password, salt, iterations, length))).toBe(pbkdf2Sync(password, salt, iterations, length, name).toString('hex'));
      other.update(password);
      expect(hex(other.digest())).toBe(createHash(name).update(salt).update(password).digest('hex'));
    }),
  );
});
