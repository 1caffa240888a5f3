// XML and HTML documents and XPath 1.0 over them. Its libraries are loaded only where an entry has such a query.
import type { Span } from './ast.ts';
import { HurlRunError } from './errors.ts';
import { boolean, float, string, type Value } from './value.ts';

/** A parsed document with the prefixes that its elements declare. */
export interface Markup {
  readonly root: Node;
  /** prefix -> namespace; `_` is the first default namespace; empty for HTML, whose elements have none */
  readonly namespaces: ReadonlyMap<string, string>;
  /** number of elements */
  readonly size: number;
}

interface HtmlNode {
  readonly nodeName: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly data?: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly HtmlNode[];
}

async function parseHtml(text: string): Promise<Markup> {
  const [{ parse }, { DOMImplementation }] = await Promise.all([import('parse5'), import('@xmldom/xmldom')]);
  const document = new DOMImplementation().createDocument(null, '');
  let size = 0;
  const copy = (from: HtmlNode, to: { appendChild(node: never): unknown }): void => {
    for (const child of from.childNodes ?? []) {
      if (child.tagName !== undefined) {
        const element = document.createElement(child.tagName);
        size++;
        for (const attribute of child.attrs ?? []) {
          // HTML allows attribute names that the DOM of XML does not.
          if (/^[\p{L}_:][\p{L}\p{N}_:.-]*$/u.test(attribute.name)) element.setAttribute(attribute.name, attribute.value);
        }
        to.appendChild(element as never);
        copy(child, element);
      } else if (child.nodeName === '#text') to.appendChild(document.createTextNode(child.value ?? '') as never);
      else if (child.nodeName === '#comment') to.appendChild(document.createComment(child.data ?? '') as never);
    }
  };
  copy(parse(text), document);
  return { root: document as unknown as Node, namespaces: new Map(), size };
}

async function parseXml(text: string): Promise<Markup | undefined> {
  const { DOMParser, onErrorStopParsing } = await import('@xmldom/xmldom');
  try {
    const document = new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml');
    if (document.documentElement === null) return undefined;
    const namespaces = new Map<string, string>();
    const elements = document.getElementsByTagName('*');
    for (let i = 0; i < elements.length; i++) {
      const attributes = elements.item(i)?.attributes;
      for (let j = 0; j < (attributes?.length ?? 0); j++) {
        const attribute = attributes?.item(j);
        const prefix = attribute?.name === 'xmlns' ? '_' : /^xmlns:(.+)$/.exec(attribute?.name ?? '')?.[1];
        if (prefix !== undefined && !(prefix === '_' && namespaces.has('_'))) namespaces.set(prefix, attribute?.value ?? '');
      }
    }
    return { root: document as unknown as Node, namespaces, size: elements.length };
  } catch {
    return undefined;
  }
}

/** Longer documents are not parsed. In UTF-16 code units. */
const MAX_MARKUP = 5_000_000;

/** The document is too long to be parsed in a page. */
class MarkupLimitError extends Error {}

/** @returns undefined when the text is no such document. @throws MarkupLimitError */
export async function parseMarkup(text: string, format: 'html' | 'xml'): Promise<Markup | undefined> {
  if (text.length > MAX_MARKUP) {
    throw new MarkupLimitError(`a document of ${text.length} characters is too long for XPath: the limit is ${MAX_MARKUP}`);
  }
  if (text.trim() === '') return undefined;
  return format === 'html' ? parseHtml(text) : parseXml(text);
}

/** Steps that an expression may need, by the estimate below: some seconds. */
const MAX_STEPS = 5_000_000;

/** Each search below a node visits all of its descendants; one inside a predicate does so for each node that is tested. */
function refuseEndless(expression: string, size: number, span: Span): void {
  let depth = 0;
  let deepest = 0;
  let searches = 0;
  for (const [token] of expression.matchAll(/"[^"]*"|'[^']*'|[[\]]|\/\/|::/g)) {
    if (token === '[') depth++;
    else if (token === ']') depth--;
    else if (token === '//' || token === '::') {
      searches++;
      deepest = Math.max(deepest, depth);
    }
  }
  if (searches * size ** (1 + deepest) <= MAX_STEPS) return;
  const detail = `the XPath expression '${expression}' needs too many steps for a document of ${size} elements`;
  throw new HurlRunError('LIMIT', 'Limit exceeded', detail, span);
}

/** @throws HurlRunError when the expression is not valid, or asks for too much */
export async function evaluateXPath(markup: Markup, expression: string, span: Span): Promise<Value> {
  const { default: xpath } = await import('xpath');
  refuseEndless(expression, markup.size, span);
  try {
    const resolver = { lookupNamespaceURI: (prefix: string | null) => markup.namespaces.get(prefix ?? '') ?? null };
    const found = xpath.selectWithResolver(expression, markup.root, resolver);
    if (typeof found === 'number') return float(found);
    if (typeof found === 'boolean') return boolean(found);
    if (typeof found === 'string') return string(found);
    return { kind: 'nodeset', size: Array.isArray(found) ? found.length : found === null ? 0 : 1 };
  } catch (cause) {
    throw new HurlRunError('INVALID_XPATH', 'Invalid XPath expression', 'XPath expression is not valid', span, { cause });
  }
}
