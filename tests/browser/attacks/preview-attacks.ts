// Attacks of a page that the learner's server returns on the site at whose address it is shown (tests/browser/preview-attacks.spec.ts). Each is
// the body of an async function with the parameters `site` (the site's first page), `other` (a port of another container, as an address of the
// site) and `port` (the channel to the page around the document, which the attack has taken from its script). It returns true when it got what
// it wanted.

export interface PreviewAttack {
  readonly name: string;
  readonly body: string;
  /** false: it means nothing in a page that is no preview, so that it can't be shown to work there */
  readonly control?: false;
}

export const PREVIEW_ATTACKS: readonly PreviewAttack[] = [
  { name: 'the DOM of the page above', body: `return typeof (parent === window ? top : parent).document.title === 'string';` },
  { name: 'the DOM of the top page', body: `return typeof top.document.title === 'string';` },
  { name: 'a global of the page above', body: `const above = parent === window ? top : parent; above.attacked = true; return above.attacked === true;` },
  { name: 'the DOM of the page around it, by the list of frames', body: `for (let w = window; ; w = w.top) { try { if (w.frameElement) return true; } catch {} if (w === w.top) return false; }` },
  { name: 'the address of the top page', body: `return top.location.href.length > 0;` },
  { name: 'the page that opened the tab', control: false, body: `return typeof top.opener.document.title === 'string';` },
  { name: 'cookies', body: `document.cookie = 'attack=1'; return document.cookie.includes('attack=1');` },
  { name: 'localStorage', body: `localStorage.setItem('attack', '1'); return localStorage.getItem('attack') === '1';` },
  { name: 'sessionStorage', body: `sessionStorage.setItem('attack', '1'); return sessionStorage.getItem('attack') === '1';` },
  { name: 'IndexedDB', body: `return new Promise((resolve, reject) => { const open = indexedDB.open('attack'); open.onsuccess = () => resolve(true); open.onerror = () => reject(open.error); });` },
  { name: 'the caches', body: `await caches.open('attack'); return (await caches.keys()).includes('attack');` },
  { name: 'the origin’s private files', body: `return (await navigator.storage.getDirectory()) !== undefined;` },
  { name: 'the service worker’s registration', body: `return (await navigator.serviceWorker.getRegistrations()).length > 0;` },
  { name: 'the service worker that controls the site', body: `navigator.serviceWorker.controller.postMessage({ type: 'backlot:take-over' }); return true;` },
  { name: 'registering a service worker', body: `return (await navigator.serviceWorker.register(site + 'service-worker.js')) !== undefined;` },
  { name: 'a file of the site', body: `return 'title' in (await (await fetch(site + 'backlot.config.json', { credentials: 'include' })).json());` },
  { name: 'a file of the site by XMLHttpRequest', body: `return new Promise((resolve) => { const x = new XMLHttpRequest(); x.withCredentials = true; x.onload = () => resolve(x.responseText.includes('title')); x.onerror = () => resolve(false); x.open('GET', site + 'backlot.config.json'); x.send(); });` },
  { name: 'a file of the site through the page around it', control: false, body: `return (await ask(port, { url: site + 'backlot.config.json' })).includes('title');` },
  { name: 'a port of another container', body: `return (await (await fetch(other)).text()).includes('secret of the other');` },
  { name: 'a port of another container through the page around it', control: false, body: `return (await ask(port, { url: other })).includes('secret of the other');` },
  { name: 'a broadcast that the site hears', body: `new BroadcastChannel('backlot:attacks').postMessage('attacked'); await new Promise((resolve) => setTimeout(resolve, 300)); return false;` },
  { name: 'code in the page around it, by a link', control: false, body: `port.postMessage({ type: 'go', url: 'javascript:new BroadcastChannel("backlot:attacks").postMessage("attacked")', newTab: true }); port.postMessage({ type: 'go', url: 'javascript:new BroadcastChannel("backlot:attacks").postMessage("attacked")', newTab: false }); await new Promise((resolve) => setTimeout(resolve, 300)); return false;` },
  { name: 'code in the page around it, by a form', control: false, body: `for (const newTab of [true, false]) port.postMessage({ type: 'submit', url: 'javascript:new BroadcastChannel("backlot:attacks").postMessage("attacked")', method: 'post', enctype: 'text/plain', entries: [], newTab }); await new Promise((resolve) => setTimeout(resolve, 300)); return false;` },
  { name: 'code in the page around it, by its title', control: false, body: `port.postMessage({ type: 'title', title: '</title><script>new BroadcastChannel("backlot:attacks").postMessage("attacked")</script>' }); await new Promise((resolve) => setTimeout(resolve, 300)); return false;` },
  { name: 'a frame of the site', control: false, body: `const f = document.createElement('iframe'); f.src = site + 'early.js'; document.body.append(f); await new Promise((resolve) => setTimeout(resolve, 500)); return typeof f.contentDocument.body.textContent === 'string';` },
  { name: 'a frame without an address', control: false, body: `const f = document.createElement('iframe'); document.body.append(f); return typeof f.contentWindow.localStorage === 'object';` },
  { name: 'a worker of the site', body: `const w = new Worker(site + 'early.js'); return new Promise((resolve) => { w.onerror = (e) => resolve(e.message !== undefined && e.message !== ''); setTimeout(() => resolve(true), 700); });` },
  { name: 'sending the top page away', control: false, body: `top.location = site + 'early.js'; await new Promise((resolve) => setTimeout(resolve, 300)); return false;` },
];
