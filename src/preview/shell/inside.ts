// Runs first in the document of a preview. The document's origin is opaque, so nothing of it reaches the site's worker: requests, links and forms go to
// the page around it (shell.ts) over a port.
import { BatchInterceptor } from '@mswjs/interceptors';
import { FetchInterceptor } from '@mswjs/interceptors/fetch';
import { XMLHttpRequestInterceptor } from '@mswjs/interceptors/XMLHttpRequest';
import { EventSource as FetchedEventSource } from 'eventsource';
import { INSIDE_HELLO, type CarriedResponse, type FormEntry, type InsideToShell, type ShellToInside } from './channel.ts';

/** The addresses that mean the container: the site's own origin, and every port of this machine. */
const isContainers = (address: string): boolean => {
  const url = new URL(address, document.baseURI);
  return url.origin === new URL(document.baseURI).origin || (url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname));
};
const NULL_BODY = new Set([101, 103, 204, 205, 304]);

const { port1: shell, port2 } = new MessageChannel();
parent.postMessage(INSIDE_HELLO, '*', [port2]);
// The parent that a program's page knows of is the page that embeds the preview, not ours around it: what it posts goes there directly, with this
// document's own (opaque) origin, and what that page posts to the preview is heard here. A preview in a tab of its own has none.
const embedder: Window = parent.parent === parent ? window : parent.parent;
Object.assign(window, { parent: embedder });
const send = (message: InsideToShell, transfer: Transferable[] = []): void => shell.postMessage(message, transfer);

// ---- requests ----

const waiting = new Map<number, (response: CarriedResponse) => void>();
let nextId = 1;

shell.onmessage = ({ data: message, ports }: MessageEvent<ShellToInside>) => {
  if (message.type === 'message') {
    window.dispatchEvent(new MessageEvent('message', { data: message.data, origin: message.origin, source: embedder, ports: [...ports] }));
    return;
  }
  waiting.get(message.id)?.(message.response);
  waiting.delete(message.id);
};

/** Sends a request by way of the page around. @throws TypeError as fetch does */
async function carry(request: Request): Promise<Response> {
  const id = nextId++;
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : await request.arrayBuffer();
  const answered = new Promise<CarriedResponse>((resolve) => waiting.set(id, resolve));
  send({ type: 'fetch', id, request: { url: request.url, method: request.method, headers: [...request.headers], body } }, body === null ? [] : [body]);
  const aborted = new Promise<never>((_resolve, reject) => {
    request.signal.addEventListener('abort', () => {
      waiting.delete(id);
      send({ type: 'abort', id });
      reject(request.signal.reason);
    });
  });
  const answer = await Promise.race([answered, aborted]);
  if (!answer.ok) throw new TypeError(answer.message);
  const response = new Response(NULL_BODY.has(answer.status) ? null : answer.body, { status: answer.status, statusText: answer.statusText, headers: answer.headers.map(([name, value]): [string, string] => [name, value]) });
  Object.defineProperty(response, 'url', { value: answer.url });
  Object.defineProperty(response, 'redirected', { value: answer.redirected });
  return response;
}

const interceptor = new BatchInterceptor({ name: 'backlot', interceptors: [new FetchInterceptor(), new XMLHttpRequestInterceptor()] });
interceptor.apply();
async function answer(request: Request, controller: { respondWith(response: Response): unknown; errorWith(error: Error): unknown }): Promise<void> {
  try {
    controller.respondWith(await carry(request));
  } catch (error) {
    controller.errorWith(error instanceof Error ? error : new TypeError('Failed to fetch'));
  }
}
// MSW's interceptors wait for what a listener returns, although their types promise nothing of it.
interceptor.on('request', ({ request, controller }): unknown => (isContainers(request.url) ? answer(request, controller) : undefined));

class CarriedEventSource extends FetchedEventSource {
  constructor(url: string | URL, init?: EventSourceInit) {
    super(new URL(url, document.baseURI), { ...init, fetch: (address, request) => fetch(address, request) });
  }
}
Object.assign(window, { EventSource: CarriedEventSource });

const NativeWebSocket = window.WebSocket;
window.WebSocket = class extends NativeWebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    const address = new URL(url, document.baseURI);
    if (['localhost', '127.0.0.1', '[::1]', new URL(document.baseURI).hostname].includes(address.hostname)) {
      throw new DOMException(`A preview can't open a WebSocket to ${address.href}: service workers answer HTTP only. Inside the container programs can connect to it.`, 'NotSupportedError');
    }
    super(url, protocols);
  }
};

// ---- links and forms ----

addEventListener('click', (event) => {
  const link = event.composedPath().find((target): target is HTMLAnchorElement => target instanceof HTMLAnchorElement && target.href !== '');
  if (link === undefined || event.defaultPrevented || event.button !== 0 || !/^https?:$/.test(link.protocol)) return;
  event.preventDefault();
  const here = new URL(document.baseURI);
  if (link.hash !== '' && link.origin === here.origin && link.pathname === here.pathname && link.search === here.search) {
    document.getElementById(decodeURIComponent(link.hash.slice(1)))?.scrollIntoView();
    return;
  }
  send({ type: 'go', url: link.href, newTab: link.target === '_blank' || event.ctrlKey || event.metaKey || !isContainers(link.href) });
});

function submit(form: HTMLFormElement, submitter: HTMLElement | null): void {
  const button = submitter instanceof HTMLButtonElement || submitter instanceof HTMLInputElement ? submitter : null;
  const has = (name: string): boolean => button?.hasAttribute(name) ?? false;
  const method = (has('formmethod') ? button?.formMethod : form.method) ?? 'get';
  // `form.action` may be a field of that name.
  const action = has('formaction') ? (button?.formAction ?? '') : new URL(form.getAttribute('action') ?? '', document.baseURI).href;
  const entries: FormEntry[] = [...new FormData(form, button)];
  const newTab = (button?.getAttribute('formtarget') ?? form.getAttribute('target')) === '_blank';
  if (method === 'dialog') return;
  if (method !== 'get') {
    return send({ type: 'submit', url: action, method, enctype: (has('formenctype') ? button?.formEnctype : form.getAttribute('enctype')) ?? 'application/x-www-form-urlencoded', entries, newTab });
  }
  const url = new URL(action);
  url.search = new URLSearchParams(entries.map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : value.name])).toString();
  send({ type: 'go', url: url.href, newTab });
}

addEventListener('submit', (event) => {
  if (event.defaultPrevented || !(event.target instanceof HTMLFormElement) || event.target.method === 'dialog') return;
  event.preventDefault();
  submit(event.target, event.submitter);
});
HTMLFormElement.prototype.submit = function () {
  submit(this, null);
};
const nativeOpen = window.open.bind(window);
window.open = (url, target, features) => {
  if (url === undefined || url === '' || !isContainers(String(url))) return nativeOpen(url, target, features);
  send({ type: 'go', url: new URL(url, document.baseURI).href, newTab: true });
  return null;
};

// ---- what scripts add later ----

const KEPT = new WeakMap<Element, string>();

/** Gives an element that came later the picture, sound or style that it names. Scripts that are added later can't be had this way. */
async function provide(element: Element, attribute: 'src' | 'href'): Promise<void> {
  const address = element.getAttribute(attribute);
  if (address === null || !/^(https?:|[^:]*$)/.test(address) || !isContainers(address) || KEPT.get(element) === address) return;
  KEPT.set(element, address);
  try {
    const response = await carry(new Request(new URL(address, document.baseURI)));
    if (response.ok) element.setAttribute(attribute, URL.createObjectURL(await response.blob()));
  } catch {
    // The browser's own attempt has failed as well, and the page has heard of it.
  }
}

new MutationObserver((records) => {
  for (const record of records) {
    const elements = record.type === 'attributes' ? [record.target as Element] : [...record.addedNodes].filter((node) => node instanceof Element).flatMap((node) => [node, ...node.querySelectorAll('*')]);
    for (const element of elements) {
      if (element.matches('img[src], audio[src], video[src], source[src]')) void provide(element, 'src');
      else if (element.matches('link[rel~="stylesheet" i][href]')) void provide(element, 'href');
    }
  }
  if (document.title !== title) send({ type: 'title', title: (title = document.title) });
}).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['src', 'href'] });
let title = '';
