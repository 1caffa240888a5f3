// Makes an HTML document whole: what it loads from its own server (scripts, styles, pictures, modules) is put into it as data, because the sandboxed
// frame that shows it can ask no worker. What it loads from elsewhere stays as it is.
import { init, parse } from 'es-module-lexer/minimal';
import { latin1OfBytes } from '../../container/latin1.ts';

/** Asks the container. @returns undefined for an address that is not in it */
export type Ask = (address: string) => Promise<Response | undefined>;

/** Larger files than this are left out, in bytes: they would stand in the document as text. */
const LARGEST = 32 * 1024 * 1024;
const IMPORT_DEPTH = 8;

/** Elements whose file is fetched as it is, and the attribute that names it. */
const FILES: readonly (readonly [selector: string, attribute: string])[] = [
  ['img[src]', 'src'], ['input[type=image][src]', 'src'], ['audio[src]', 'src'], ['video[src]', 'src'], ['video[poster]', 'poster'],
  ['source[src]', 'src'], ['track[src]', 'src'], ['link[rel~=icon][href]', 'href'],
];

function dataUrl(type: string, bytes: Uint8Array): string {
  return `data:${type.replaceAll(' ', '')};base64,${btoa(latin1OfBytes(bytes))}`;
}

const dataUrlOfText = (type: string, text: string): string => dataUrl(`${type};charset=utf-8`, new TextEncoder().encode(text));

/** Replaces matches one after the other, for replacements that must be waited for. */
async function replaceAsync(text: string, pattern: RegExp, replace: (match: RegExpExecArray) => Promise<string>): Promise<string> {
  const parts: string[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(at, match.index), await replace(match));
    at = match.index + match[0].length;
  }
  return parts.join('') + text.slice(at);
}

/**
 * Prepares a document for the frame.
 * @param address the document's own, which its relative addresses begin from
 * @returns the document's inner HTML, head and body, without the doctype
 */
export async function prepareDocument(html: string, address: string, ask: Ask): Promise<string> {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const base = new URL(parsed.querySelector('base[href]')?.getAttribute('href') ?? '', address).href;
  const absolute = (given: string, from = base): string | undefined => {
    try {
      const url = new URL(given, from);
      return /^https?:$/.test(url.protocol) ? url.href : undefined;
    } catch {
      return undefined;
    }
  };

  async function fileAsData(given: string, from = base): Promise<string | undefined> {
    const url = absolute(given, from);
    const response = url === undefined ? undefined : await ask(url).catch(() => undefined);
    if (response === undefined || !response.ok) return undefined;
    const bytes = new Uint8Array(await response.arrayBuffer());
    return bytes.length > LARGEST ? undefined : dataUrl(response.headers.get('content-type') ?? 'application/octet-stream', bytes);
  }

  /** A style sheet with the pictures, fonts and sheets that it names. */
  async function style(text: string, from: string, depth = 0): Promise<string> {
    const withImports = await replaceAsync(text, /@import\s+(?:url\(\s*)?(["']?)([^"')\s;]+)\1\s*\)?/g, async ([whole, , given = '']) => {
      const sheet = depth < IMPORT_DEPTH ? await sheetAsData(given, from, depth + 1) : undefined;
      return sheet === undefined ? whole : `@import url("${sheet}")`;
    });
    return replaceAsync(withImports, /url\(\s*(["']?)(?!data:|#)([^"')]+)\1\s*\)/g, async ([whole, , given = '']) => {
      const data = await fileAsData(given.trim(), from);
      return data === undefined ? whole : `url("${data}")`;
    });
  }
  async function sheetAsData(given: string, from: string, depth = 0): Promise<string | undefined> {
    const url = absolute(given, from);
    const response = url === undefined ? undefined : await ask(url).catch(() => undefined);
    if (url === undefined || response === undefined || !response.ok) return undefined;
    return dataUrlOfText('text/css', await style(await response.text(), url, depth));
  }

  /** Modules by address: what is loaded in their place. */
  const modules: Record<string, string> = {};
  const modulesSeen = new Set<string>();
  const importMap = readImportMap(parsed);
  async function moduleText(text: string, from: string): Promise<string> {
    await init();
    const [imports] = parse(text);
    let out = '';
    let at = 0;
    for (const { n: name, s: start, e: end, d: dynamic } of imports) {
      if (name === undefined) continue;
      const mapped = importMap[name] ?? name;
      const url = /^(\.{0,2}\/|https?:)/.test(mapped) ? absolute(mapped, from) : undefined;
      if (url === undefined) continue;
      await addModule(url);
      out += text.slice(at, start) + (dynamic >= 0 ? JSON.stringify(url) : url);
      at = end;
    }
    return out + text.slice(at);
  }
  async function addModule(url: string): Promise<void> {
    if (modulesSeen.has(url)) return;
    modulesSeen.add(url);
    const response = await ask(url).catch(() => undefined);
    if (response === undefined || !response.ok) return;
    const type = response.headers.get('content-type')?.split(';')[0] ?? 'text/javascript';
    modules[url] = type === 'application/json' ? dataUrlOfText(type, await response.text()) : dataUrlOfText('text/javascript', `${await moduleText(await response.text(), url)}\n//# sourceURL=${url}`);
  }

  const work: Promise<unknown>[] = [];
  for (const [selector, attribute] of FILES) {
    for (const element of parsed.querySelectorAll(selector)) {
      work.push(fileAsData(element.getAttribute(attribute) ?? '').then((data) => data !== undefined && element.setAttribute(attribute, data)));
    }
  }
  for (const element of parsed.querySelectorAll('img[srcset], source[srcset]')) {
    work.push(replaceAsync(element.getAttribute('srcset') ?? '', /(?<=^|,)\s*([^\s,]+)/g, async ([, given = '']) => (await fileAsData(given)) ?? given).then((set) => element.setAttribute('srcset', set)));
  }
  for (const link of parsed.querySelectorAll('link[rel~=stylesheet][href]')) {
    work.push(sheetAsData(link.getAttribute('href') ?? '', base).then((sheet) => sheet !== undefined && link.setAttribute('href', sheet)));
  }
  for (const element of parsed.querySelectorAll('style')) work.push(style(element.textContent, base).then((text) => (element.textContent = text)));
  for (const element of parsed.querySelectorAll('[style*="url("]')) work.push(style(element.getAttribute('style') ?? '', base).then((text) => element.setAttribute('style', text)));
  for (const script of parsed.querySelectorAll('script')) {
    const given = script.getAttribute('src');
    if (script.type === 'module') {
      work.push(
        (async () => {
          const url = given === null ? undefined : absolute(given);
          if (url !== undefined) await addModule(url);
          if (url !== undefined && modules[url] !== undefined) {
            script.removeAttribute('src');
            script.textContent = `import ${JSON.stringify(url)};`;
          } else if (given === null) script.textContent = await moduleText(script.textContent, base);
        })(),
      );
    } else if (given !== null) {
      const url = absolute(given);
      work.push(
        (async () => {
          const response = url === undefined ? undefined : await ask(url).catch(() => undefined);
          if (response?.ok === true) script.setAttribute('src', dataUrlOfText('text/javascript', `${await response.text()}\n//# sourceURL=${url}`));
          script.removeAttribute('integrity');
        })(),
      );
    }
  }
  for (const meta of parsed.querySelectorAll('meta[http-equiv="content-security-policy" i]')) meta.remove();
  await Promise.all(work);
  if (Object.keys(modules).length > 0) {
    for (const old of parsed.querySelectorAll('script[type=importmap]')) old.remove();
    const map = parsed.createElement('script');
    map.type = 'importmap';
    map.textContent = JSON.stringify({ imports: { ...importMap, ...modules } });
    parsed.head.prepend(map);
  }
  return parsed.documentElement.outerHTML;
}

function readImportMap(parsed: Document): Record<string, string> {
  try {
    const { imports } = JSON.parse(parsed.querySelector('script[type=importmap]')?.textContent ?? '{}') as { imports?: Record<string, string> };
    return imports ?? {};
  } catch {
    return {};
  }
}
