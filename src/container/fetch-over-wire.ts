// Fetch's Request and Response on top of wire requests.
import type { WireRequest, WireResponse } from './container.ts';

const NULL_BODY_STATUS = new Set([101, 103, 204, 205, 304]);

/**
 * Sends a Request through a function that sends wire requests.
 * @throws what `send` throws
 */
export async function fetchOverWire(request: Request, send: (wire: WireRequest) => Promise<WireResponse>): Promise<Response> {
  const { pathname, search, host } = new URL(request.url);
  const headers: [string, string][] = [['Host', host], ...request.headers];
  const wire: WireRequest = { method: request.method, target: pathname + search, headers, body: request.body, signal: request.signal };
  const response = await send(wire);
  if (NULL_BODY_STATUS.has(response.status) || request.method === 'HEAD') await response.body.cancel();
  return new Response(NULL_BODY_STATUS.has(response.status) || request.method === 'HEAD' ? null : response.body, {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers.map(([name, value]): [string, string] => [name, value]),
  });
}
