import * as reference from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestEnvironment } from '../test-environment.ts';
import { crypto } from './crypto.ts';

interface Digest {
  update(data: unknown, encoding?: string): boolean;
  digest(encoding?: string): unknown;
}
interface Job {
  ondone?: (error: unknown, result: unknown) => void;
  run(): [error: unknown, result: ArrayBuffer];
}
interface CryptoBinding {
  Hash: new (algorithm: string | Digest, length?: number) => Digest;
  Hmac: new () => Digest & { init(algorithm: string, key: Uint8Array): void };
  PBKDF2Job: new (...args: unknown[]) => Job;
  ScryptJob: new (...args: unknown[]) => Job;
  HKDFJob: new (...args: unknown[]) => Job;
  RandomBytesJob: new (...args: unknown[]) => Job;
  getHashes(): string[];
}

const SYNC = 1;
const ASYNC = 0;

function setup() {
  const test = createTestEnvironment();
  return { ...test, ours: test.binding<CryptoBinding>('crypto', crypto) };
}

const bytes = (text: string): Uint8Array => Buffer.from(text);
const hex = (result: [unknown, ArrayBuffer]): string => Buffer.from(result[1]).toString('hex');

test.each(setup().ours.getHashes().filter((name) => reference.getHashes().includes(name)))('%s gives the bytes of OpenSSL', (name) => {
  const { ours } = setup();
  const hash = new ours.Hash(name);
  hash.update('lesson ');
  hash.update('6f6e65', 'hex');
  expect(hash.digest('hex')).toBe(reference.createHash(name).update('lesson one').digest('hex'));
});

test('a digest that is not implemented is refused by name', () => {
  const { ours } = setup();
  expect(() => new ours.Hash('sm3')).toThrow('Digest method not supported');
  expect(() => new ours.Hmac().init('sm3', bytes('k'))).toThrow('Invalid digest: sm3');
});

test('a copied digest goes on by itself', () => {
  const { ours } = setup();
  const hash = new ours.Hash('sha256');
  hash.update('a');
  const copy = new ours.Hash(hash);
  copy.update('b');
  expect(hash.digest('hex')).toBe(reference.createHash('sha256').update('a').digest('hex'));
  expect(copy.digest('hex')).toBe(reference.createHash('sha256').update('ab').digest('hex'));
});

test.each(['', 'key', 'k'.repeat(300)])('HMAC with the key %j gives the bytes of OpenSSL', (key) => {
  const { ours } = setup();
  const hmac = new ours.Hmac();
  hmac.init('sha512', bytes(key));
  hmac.update('text');
  expect(hmac.digest('base64url')).toBe(reference.createHmac('sha512', key).update('text').digest('base64url'));
});

test('keys are derived as OpenSSL derives them', () => {
  const { ours } = setup();
  const [password, salt] = [bytes('password'), bytes('salt')];
  expect(hex(new ours.PBKDF2Job(SYNC, password, salt, 7, 40, 'sha256').run())).toBe(
    reference.pbkdf2Sync(password, salt, 7, 40, 'sha256').toString('hex'),
  );
  expect(hex(new ours.ScryptJob(SYNC, password, salt, 64, 8, 1, 2 ** 25, 40).run())).toBe(
    reference.scryptSync(password, salt, 40, { N: 64 }).toString('hex'),
  );
  expect(hex(new ours.HKDFJob(SYNC, 'sha256', password, salt, bytes('info'), 40).run())).toBe(
    Buffer.from(reference.hkdfSync('sha256', password, salt, 'info', 40)).toString('hex'),
  );
});

test('a random job fills its range only, and an asynchronous one keeps the process alive until it is done', () => {
  const { ours, turnLoop, held } = setup();
  const target = new Uint8Array(64);
  const job = new ours.RandomBytesJob(ASYNC, target, 16, 32);
  let done: unknown[] | undefined;
  job.ondone = (...result) => {
    done = result;
  };
  job.run();
  expect(held()).toBe(1);
  turnLoop();
  expect(done).toEqual([undefined, undefined]);
  expect(held()).toBe(0);
  expect(target.subarray(0, 16).every((byte) => byte === 0)).toBe(true);
  expect(target.subarray(16, 48).some((byte) => byte !== 0)).toBe(true);
  expect(target.subarray(48).every((byte) => byte === 0)).toBe(true);
});
