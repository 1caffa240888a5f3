// The requests and responses that prose shows as text (```http blocks): a request is sent to the solution, and what comes back must have the status,
// the media type and the JSON shape of the response that the lesson shows below it. Syntax: RFC 9112.
import { request as httpRequest } from 'node:http';
import type { ProseCode } from './prose.ts';

interface Head {
  readonly first: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface WireExample {
  readonly line: number;
  readonly method: string;
  readonly path: string;
  readonly request: Head;
  /** absent where the lesson shows no response below the request */
  readonly response?: Head & { readonly status: number; readonly line: number };
}

function parseHead(text: string): Head {
  const [head = '', ...rest] = text.split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const headers = new Map(lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  return { first, headers, body: rest.join('\n\n').trim() };
}

/** The requests of the prose, each with the response that follows it. Several may stand in one lesson. */
export function wireExamples(code: readonly ProseCode[]): WireExample[] {
  const examples: WireExample[] = [];
  const blocks = code.filter((block) => block.language === 'http');
  for (const [index, block] of blocks.entries()) {
    const message = parseHead(block.value);
    const asked = /^([A-Z]+) (\S+) HTTP\/1\.1$/.exec(message.first);
    if (!asked) continue;
    const next = blocks[index + 1];
    const answer = next && parseHead(next.value);
    const status = /^HTTP\/1\.1 (\d{3})/.exec(answer?.first ?? '')?.[1];
    examples.push({
      line: block.line,
      method: asked[1] ?? 'GET',
      path: asked[2] ?? '/',
      request: message,
      ...(next && answer && status !== undefined ? { response: { ...answer, status: Number(status), line: next.line } } : {}),
    });
  }
  return examples;
}

/** The shape of a JSON value: its keys and types, without the values. */
function shape(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shape))].join('|')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value).map(([key, inner]) => `${key}:${shape(inner)}`).sort().join(',')}}`;
  }
  return value === null ? 'null' : typeof value;
}

function shapeOf(text: string): string {
  try {
    return shape(JSON.parse(text));
  } catch {
    return text === '' ? 'empty' : 'text';
  }
}

/** Sends the request to a running solution. @returns what is wrong with the example, with the line of its block */
export async function tryExample(example: WireExample, port: number): Promise<{ line: number; message: string } | undefined> {
  const { method, path, request, response: shown } = example;
  const declared = request.headers.get('content-length');
  const size = Buffer.byteLength(request.body);
  if (declared !== undefined && Number(declared) !== size) return { line: example.line, message: `the example says Content-Length ${declared}, its body has ${size} bytes` };
  const received = await new Promise<{ status: number; type: string; body: string }>((resolve, reject) => {
    const headers = Object.fromEntries([...request.headers].filter(([name]) => name !== 'host' && name !== 'content-length'));
    const sent = httpRequest({ port, host: 'localhost', method, path, headers: { ...headers, ...(size > 0 ? { 'content-length': size } : {}) }, timeout: 10_000 }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', body }));
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in 10 s')));
    sent.on('error', reject);
    sent.end(request.body);
  });
  if (!shown) return undefined;
  const where = `the example ${method} ${path}`;
  if (received.status !== shown.status) return { line: shown.line, message: `${where} is shown with status ${shown.status}; the solution answers ${received.status}` };
  const type = shown.headers.get('content-type')?.split(';')[0];
  if (type !== undefined && !received.type.startsWith(type)) return { line: shown.line, message: `${where} is shown with ${type}; the solution answers with "${received.type}"` };
  if (shapeOf(shown.body) !== shapeOf(received.body)) {
    return { line: shown.line, message: `${where} is shown with a body of the shape ${shapeOf(shown.body)}; the solution's has ${shapeOf(received.body)}` };
  }
  return undefined;
}
