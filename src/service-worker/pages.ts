// The two pages of ours that stand at the address of a preview: the frame around an HTML document, and the one that says why there is nothing to show.
import type { PreviewPlace } from '../preview/address.ts';
import { PORT_CHANNEL, type EmbedderPolicy } from '../preview/messages.ts';
import type { ShellData } from '../preview/shell/channel.ts';

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; justify-items: center; gap: 1rem; padding: 2rem; box-sizing: border-box; }
  p { margin: 0; max-width: 40rem; text-align: center; }
  nav { display: flex; gap: .75rem; flex-wrap: wrap; justify-content: center; }
  a, button { font: inherit; padding: .4rem 1rem; border: 1px solid currentColor; border-radius: 6px; background: none; color: inherit; text-decoration: none; cursor: pointer; }`;

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** JSON that can stand inside a script element. */
const jsonInScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** Lets an isolated page show a document. @param policy that page's own; undefined: it is not isolated */
export function allowEmbedding(headers: Headers, policy: EmbedderPolicy | undefined): void {
  if (policy === undefined) return;
  headers.set('cross-origin-embedder-policy', policy);
  // The app that shows it may live on another site (/headless).
  headers.set('cross-origin-resource-policy', 'cross-origin');
}

function page(html: string, status: number, policy: EmbedderPolicy | undefined, more: Headers = new Headers()): Response {
  const headers = new Headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  for (const [name, value] of more) headers.set(name, value);
  allowEmbedding(headers, policy);
  return new Response(html, { status, headers });
}

export interface ProblemPage {
  readonly message: string;
  /** the site's first page */
  readonly site: string;
  readonly port: number;
  readonly status: number;
  readonly embedderPolicy: EmbedderPolicy | undefined;
}

/** Says why there is nothing to show, with ways on. Loads itself again when a program begins to listen on the port. */
export function problemPage({ message, site, port, status, embedderPolicy }: ProblemPage): Response {
  return page(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>Port ${port}</title><style>${STYLE}</style></head>
<body><main style="display:contents"><p role="status">${escapeHtml(message)}</p>
<nav><button type="button" id="again">Try again</button><a id="back" href="${escapeHtml(site)}" target="_top">Back to Backlot</a></nav></main>
<script>
  document.getElementById('again').onclick = () => location.reload();
  if (window.top !== window) document.getElementById('back').hidden = true;
  new BroadcastChannel(${JSON.stringify(PORT_CHANNEL)}).onmessage = ({ data }) => { if (data === ${port}) location.reload(); };
</script></body></html>`,
    status,
    embedderPolicy,
  );
}

export interface ShellPage {
  readonly place: PreviewPlace;
  readonly scope: string;
  readonly html: string;
  readonly script: string;
  readonly embedderPolicy: EmbedderPolicy | undefined;
}

/** The page around an HTML document, with the status of the program's answer. */
export function shellPage(answer: Response, { place, scope, html, script, embedderPolicy }: ShellPage): Response {
  const data: ShellData = { place, scope, html };
  return page(
    `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>localhost:${place.port}${escapeHtml(place.target)}</title>
<style>html,body,iframe{margin:0;border:0;width:100%;height:100%;display:block}body{overflow:hidden}</style></head><body>
<script type="application/json" id="preview">${jsonInScript(data)}</script><script>${script.replaceAll('</script', '<\\/script')}</script></body></html>`,
    answer.status,
    embedderPolicy,
    // The frame within may go nowhere by itself: where it wants to go is reported to the shell, which goes there instead of it.
    new Headers({ 'content-security-policy': "frame-src 'none'; object-src 'none'; base-uri 'none'" }),
  );
}
