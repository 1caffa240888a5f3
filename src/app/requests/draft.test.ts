// What a composed request is on the wire, and how a request from elsewhere comes into the panel.
import { expect, test } from 'vitest';
import type { Draft } from '../../lesson/saved-requests.ts';
import { type DraftError, draftOf, emptyDraft, queryRows, toWire, wireTarget, withQueryRows } from './draft.ts';

const draft = (changes: Partial<Draft>): Draft => ({ ...emptyDraft(3000), ...changes });
const on = (name: string, value: string) => ({ name, value, enabled: true });
const off = (name: string, value: string) => ({ name, value, enabled: false });
const text = (body: unknown) => new TextDecoder().decode(body as Uint8Array);

test('a target is sent as typed, but for what cannot stand in a request line', () => {
  expect(wireTarget('/a%20b?q=1+2')).toBe('/a%20b?q=1+2');
  expect(wireTarget('/a b/\u00fc?x=\u{1f600}')).toBe('/a%20b/%C3%BC?x=%F0%9F%98%80');
  expect(wireTarget('users')).toBe('/users');
  expect(wireTarget('/users#top')).toBe('/users');
  expect(wireTarget('*')).toBe('*');
  expect(wireTarget('/100%')).toBe('/100%');
});

test('the rows of the query and the target say the same', () => {
  const typed = draft({ target: '/users?page=2&q=a%26b+c&flag', spareQuery: [{ ...off('limit', '5'), at: 1 }] });
  expect(queryRows(typed)).toEqual([on('page', '2'), off('limit', '5'), on('q', 'a&b c'), on('flag', '')]);
  const edited = withQueryRows(typed, [off('page', '2'), on('q', 'x=y&z'), off('z', '')]);
  expect(edited.target).toBe('/users?q=x%3Dy%26z');
  expect(queryRows(edited)).toEqual([off('page', '2'), on('q', 'x=y&z'), off('z', '')]);
  expect(withQueryRows(edited, []).target).toBe('/users');
  expect(queryRows(draft({ target: '/a?%E0%A4%A' }))).toEqual([on('%E0%A4%A', '')]);
});

test('headers go as they are, Host and Cookie too, and rows that are switched off do not', async () => {
  const wire = await toWire(draft({ headers: [on('Host', 'api.example.com'), on('Cookie', 'a=1'), off('X-Off', '1'), on('', ''), on('X-A', '1'), on('X-A', '2')] }));
  expect(wire.headers).toEqual([['Host', 'api.example.com'], ['Cookie', 'a=1'], ['X-A', '1'], ['X-A', '2']]);
});

test('what cannot be sent is said in words, with where it stands', async () => {
  const problem = (changes: Partial<Draft>) => toWire(draft(changes)).then(() => null, (error: unknown) => (error as DraftError).problem);
  expect(await problem({ method: 'GET ME' })).toBe('method');
  expect(await problem({ headers: [on('a b', '1')] })).toBe('header');
  expect(await problem({ headers: [on('A', '1\r\nB: 2')] })).toBe('header');
  expect(await problem({ body: { ...emptyDraft(1).body, kind: 'file' } })).toBe('file');
});

test('Basic and Bearer make the Authorization header, unless one is typed', async () => {
  const basic = { kind: 'basic', username: 'Ad\u00e0', password: 'p:w', token: '' } as const;
  expect((await toWire(draft({ auth: basic }))).headers).toEqual([['Authorization', 'Basic QWTDoDpwOnc=']]);
  expect((await toWire(draft({ auth: { ...basic, kind: 'bearer', token: ' t1 ' } }))).headers).toEqual([['Authorization', 'Bearer t1']]);
  expect((await toWire(draft({ auth: basic, headers: [on('authorization', 'own')] }))).headers).toEqual([['authorization', 'own']]);
});

test('cookies of the jar go only where they are wanted and none are typed', async () => {
  expect((await toWire(draft({ useCookies: true }), ['a=1', 'b=2'])).headers).toEqual([['Cookie', 'a=1; b=2']]);
  expect((await toWire(draft({ useCookies: false }), ['a=1'])).headers).toEqual([]);
  expect((await toWire(draft({ useCookies: true, headers: [on('cookie', 'own=1')] }), ['a=1'])).headers).toEqual([['cookie', 'own=1']]);
});

test('each kind of body is encoded with its media type, unless one is typed', async () => {
  const body = emptyDraft(1).body;
  const json = await toWire(draft({ method: 'POST', body: { ...body, kind: 'json', json: '{"a":1}' } }));
  expect([json.headers, text(json.body)]).toEqual([[['Content-Type', 'application/json']], '{"a":1}']);
  const form = await toWire(draft({ body: { ...body, kind: 'form', form: [on('a', '1 & 2'), off('b', '2'), on('a', '3')] } }));
  expect([form.headers, text(form.body)]).toEqual([[['Content-Type', 'application/x-www-form-urlencoded']], 'a=1+%26+2&a=3']);
  const typed = await toWire(draft({ headers: [on('content-type', 'application/merge-patch+json')], body: { ...body, kind: 'json', json: '{}' } }));
  expect(typed.headers).toEqual([['content-type', 'application/merge-patch+json']]);
  const file = await toWire(draft({ body: { ...body, kind: 'file', file: { name: 'a.bin', type: '', data: new Uint8Array([0, 255]) } } }));
  expect([file.headers, file.body]).toEqual([[['Content-Type', 'application/octet-stream']], new Uint8Array([0, 255])]);
});

test('a multipart body carries fields and files byte by byte, and can be read back', async () => {
  const body = emptyDraft(1).body;
  const data = new Uint8Array([0, 13, 10, 255]);
  const wire = await toWire(draft({ method: 'POST', body: { ...body, kind: 'multipart', parts: [{ ...on('title', 'A\u00e9'), file: null }, { ...on('photo', ''), file: { name: 'p.png', type: 'image/png', data } }] } }));
  const read = await new Response(wire.body as Uint8Array<ArrayBuffer>, { headers: wire.headers as [string, string][] }).formData();
  expect(read.get('title')).toBe('A\u00e9');
  const photo = read.get('photo') as File;
  expect([photo.name, photo.type, new Uint8Array(await photo.arrayBuffer())]).toEqual(['p.png', 'image/png', data]);
});

test('a request from elsewhere comes with its body in the editor that suits it, without headers that are made anew', () => {
  const bytes = (value: string) => new TextEncoder().encode(value);
  const json = draftOf({ method: 'POST', target: '/users', headers: [['Host', 'localhost:3000'], ['Content-Type', 'application/json'], ['Content-Length', '9'], ['X-A', '1']], body: bytes('{"a":[1]}') }, 3000);
  expect(json).toMatchObject({ method: 'POST', headers: [on('X-A', '1')], body: { kind: 'json', json: '{\n  "a": [\n    1\n  ]\n}' } });
  expect(draftOf({ method: 'GET', target: '/', headers: [['Host', 'other']], body: null }, 3000).headers).toEqual([on('Host', 'other')]);
  const form = draftOf({ method: 'POST', target: '/', headers: [['Content-Type', 'application/x-www-form-urlencoded']], body: bytes('a=1+2') }, 3000);
  expect(form.body).toMatchObject({ kind: 'form', form: [on('a', '1 2')] });
  expect(draftOf({ method: 'POST', target: '/', headers: [['Content-Type', 'text/csv']], body: bytes('a,b') }, 3000)).toMatchObject({ headers: [on('Content-Type', 'text/csv')], body: { kind: 'text', text: 'a,b' } });
  expect(draftOf({ method: 'PUT', target: '/', headers: [], body: new Uint8Array([0, 1]) }, 3000).body.file?.data).toEqual(new Uint8Array([0, 1]));
});
