// The page that stands at the address of a previewed HTML document. It holds the document in a sandboxed frame of an opaque origin, so that the
// document can't act as the site, and does for it what such a frame can't: it asks the program (through the site's worker), follows links and sends forms.
import { insideScript } from 'virtual:preview-inside';
import { formatPreviewAddress, resolveInContainer } from '../address.ts';
import { REFERRER_HEADER } from '../messages.ts';
import { INSIDE_HELLO, type CarriedRequest, type CarriedResponse, type InsideToShell, type ShellData, type ShellToInside } from './channel.ts';
import { prepareDocument } from './document.ts';

const { place, scope, html } = JSON.parse(document.getElementById('preview')?.textContent ?? '{}') as ShellData;

/** The address at which the worker answers for what an address in the document means; undefined for the rest of the world. */
function inContainer(address: string): string | undefined {
  const found = resolveInContainer(address, place, scope);
  return found && formatPreviewAddress(found, scope) + hashOf(address);
}

const hashOf = (address: string): string => (address.includes('#') ? address.slice(address.indexOf('#')) : '');

/** The document can make its script say anything: what would run in this page (`javascript:`) is no address to go to. */
const isWebAddress = (address: string): boolean => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);

function go(address: string, newTab: boolean): void {
  if (!isWebAddress(address)) return;
  const inside = inContainer(address);
  if (inside === undefined || newTab) window.open(inside ?? address, '_blank', 'noopener');
  else location.assign(inside);
}

/** Sends a form as the browser would, so that the answer becomes the page and the back button works. */
function submit(message: Extract<InsideToShell, { type: 'submit' }>): void {
  if (!isWebAddress(message.url)) return;
  const form = document.createElement('form');
  form.method = message.method;
  form.enctype = message.enctype;
  form.action = inContainer(message.url) ?? message.url;
  if (message.newTab || inContainer(message.url) === undefined) form.target = '_blank';
  form.rel = 'noopener';
  form.hidden = true;
  for (const [name, value] of message.entries) {
    const field = document.createElement(typeof value === 'string' ? 'textarea' : 'input');
    field.name = name;
    if (typeof value === 'string') field.value = value;
    else {
      const files = new DataTransfer();
      // An empty field is sent as a file without a name, which can't be chosen.
      if (value.name !== '' || value.size > 0) files.items.add(value);
      Object.assign(field, { type: 'file', files: files.files });
    }
    form.append(field);
  }
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
  form.remove();
}

const underWay = new Map<number, AbortController>();

async function carry(request: CarriedRequest, signal: AbortSignal): Promise<CarriedResponse> {
  const address = inContainer(request.url);
  if (address === undefined) return { ok: false, message: `${request.url} is not in the container` };
  try {
    const headers = new Headers(request.headers.map(([name, value]): [string, string] => [name, value]));
    headers.set(REFERRER_HEADER, location.href);
    const response = await fetch(address, { method: request.method, headers, body: request.body, signal });
    const { status, statusText, redirected, body } = response;
    return { ok: true, status, statusText, redirected, url: response.url || address, headers: [...response.headers], body: canTransferStreams() ? body : await response.arrayBuffer() };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

let transfers: boolean | undefined;
/** Whether this browser can post a stream to another document. */
function canTransferStreams(): boolean {
  if (transfers === undefined) {
    try {
      const stream = new ReadableStream();
      structuredClone(stream, { transfer: [stream] });
      transfers = true;
    } catch {
      transfers = false;
    }
  }
  return transfers;
}

function serve(port: MessagePort): void {
  port.onmessage = ({ data }: MessageEvent<InsideToShell>) => {
    switch (data.type) {
      case 'fetch': {
        const abort = new AbortController();
        underWay.set(data.id, abort);
        void carry(data.request, abort.signal).then((response) => {
          const message: ShellToInside = { type: 'response', id: data.id, response };
          port.postMessage(message, response.ok && response.body instanceof ReadableStream ? [response.body] : []);
        });
        return;
      }
      case 'abort':
        underWay.get(data.id)?.abort();
        return;
      case 'go':
        return go(data.url, data.newTab);
      case 'submit':
        return submit(data);
      case 'title':
        document.title = data.title;
        return;
    }
  };
}

let greeted = false;
const frame = document.createElement('iframe');
frame.title = document.title;
frame.setAttribute('sandbox', 'allow-scripts allow-forms allow-modals allow-downloads allow-popups allow-popups-to-escape-sandbox allow-pointer-lock');
addEventListener('message', ({ source, data, ports: [port] }) => {
  if (source !== frame.contentWindow || data !== INSIDE_HELLO || port === undefined) return;
  // The document loaded itself again: its program is asked again.
  if (greeted) return location.reload();
  greeted = true;
  serve(port);
  for (const forward of held) forward(port);
  held = [];
  inside = port;
});
// What the page that embeds this one posts to the preview is for the document within.
let inside: MessagePort | undefined;
let held: ((port: MessagePort) => void)[] = [];
addEventListener('message', ({ source, data, origin, ports }: MessageEvent<unknown>) => {
  if (source !== parent || parent === window || isReload(data)) return;
  const message: ShellToInside = { type: 'message', data, origin };
  const forward = (port: MessagePort): void => port.postMessage(message, [...ports]);
  if (inside === undefined) held.push(forward);
  else forward(inside);
});
// Apps built on `@webcontainer/api` ask for this with its `reloadPreview`.
const isReload = (data: unknown): boolean => typeof data === 'object' && data !== null && 'type' in data && data.type === 'LOCALSERVICE_RELOAD_WINDOW';
addEventListener('message', ({ data, ports: [port] }: MessageEvent<unknown>) => {
  if (!isReload(data)) return;
  port?.postMessage({ type: 'LOCALSERVICE_WINDOW_RELOADED' });
  location.reload();
});
// Where a script of the document sends its own window (`location = '/x'`), this page's policy stops it and tells where it wanted to go.
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
  if (effectiveDirective === 'frame-src' && /^https?:/.test(blockedURI)) go(blockedURI, inContainer(blockedURI) === undefined);
});

const asked = async (address: string): Promise<Response | undefined> => {
  const inside = inContainer(address);
  return inside === undefined ? undefined : fetch(inside, { headers: { [REFERRER_HEADER]: location.href } });
};
void prepareDocument(html, location.href, asked).then((prepared) => {
  frame.srcdoc = `<!doctype html>\n<script>${insideScript.replaceAll('</script', '<\\/script')}</script>${prepared}`;
  document.body.append(frame);
});
