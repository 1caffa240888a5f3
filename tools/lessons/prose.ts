// Prose and hints: Markdown (CommonMark, GFM) to HTML, one rendering per stack. The HTML is safe by construction: raw HTML is refused, link
// targets are checked, and what is left is made of the nodes that remark knows. Code is highlighted here, at build time, by shiki; its
// colours are CSS variables (--shiki-light, --shiki-dark), so that the page switches the theme without new HTML.
import type { Element, Root as HtmlRoot } from 'hast';
import type { Code, Heading, Nodes, Root, RootContent } from 'mdast';
import type {} from 'mdast-util-directive';
import { toString } from 'mdast-util-to-string';
import rehypeStringify from 'rehype-stringify';
import remarkDirective from 'remark-directive';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { createHighlighter, type Highlighter } from 'shiki';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import type { LessonProblem, StackId, Task } from '../../src/lesson/lesson.ts';
import { suggest } from './problems.ts';

/** Languages that a code block may name. `text` is not highlighted. */
const languages = ['js', 'ts', 'json', 'http', 'bash', 'sql', 'yaml', 'html', 'csv', 'diff', 'hurl', 'python', 'dockerfile'] as const;
/** Languages that the doctor can run; a block of these runs or says `runnable=no`. */
const runnableLanguages: readonly string[] = ['js'];

let highlighter: Promise<Highlighter> | undefined;

/** The one highlighter of this process: its grammars take a while to load. */
function loadHighlighter(): Promise<Highlighter> {
  highlighter ??= createHighlighter({ themes: ['github-light', 'github-dark'], langs: [...languages] });
  return highlighter;
}

/** A code block, for the doctor. */
export interface ProseCode {
  readonly language: string;
  readonly value: string;
  /** 1-based line of the opening fence */
  readonly line: number;
  /** false where the block is marked `runnable=no` or its language is not run */
  readonly runnable: boolean;
  /** the stack whose block it stands in, or undefined: every stack's */
  readonly stack?: StackId;
}

/** Where a relative link or image leads. */
export type LinkTarget = { readonly kind: 'lesson'; readonly id: string } | { readonly kind: 'image'; readonly dataUrl: string };

export interface ProseContext {
  /** path below lessons/, for the problems */
  readonly file: string;
  /** stacks of the lesson: those that get a rendering */
  readonly stacks: readonly StackId[];
  /** stacks of the course: those that a block may name */
  readonly knownStacks: readonly StackId[];
  /** resolves a relative link; undefined where nothing is there */
  readonly resolve: (target: string) => LinkTarget | undefined;
}

export interface Prose {
  readonly html: Record<StackId, string>;
  readonly tasks: readonly Task[];
  readonly code: readonly ProseCode[];
}

/** The id of a heading: a prefix keeps it apart from the page's own ids (and from the globals that ids become). */
function anchorOf(title: string, taken: Set<string>): string {
  const base = `lesson-${title.toLowerCase().replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-').replaceAll(/^-|-$/g, '')}`;
  let anchor = base;
  for (let number = 2; taken.has(anchor); number++) anchor = `${base}-${number}`;
  taken.add(anchor);
  return anchor;
}

/** The words after the language of a fence, `runnable=no`, as a map; a problem for each that is not known. */
function fenceOptions(node: Code, context: ProseContext, problems: LessonProblem[]): { runnable: boolean } {
  const line = node.position?.start.line;
  const language = node.lang ?? '';
  let runnable = runnableLanguages.includes(language);
  if (language === '') {
    problems.push({ file: context.file, line, message: `a code block without a language: write it after the fence, for example \`\`\`js. Known: text, ${languages.join(', ')}.` });
  } else if (language !== 'text' && !(languages as readonly string[]).includes(language)) {
    problems.push({ file: context.file, line, message: `a code block in an unknown language "${language}".${suggest(language, ['text', ...languages])}` });
  }
  for (const word of (node.meta ?? '').split(/\s+/).filter(Boolean)) {
    if (word === 'runnable=no') runnable = false;
    else problems.push({ file: context.file, line, message: `unknown word "${word}" after the language of a code block.${suggest(word, ['runnable=no'])}` });
  }
  return { runnable };
}

function checkTarget(node: Nodes & { url: string }, what: string, context: ProseContext, problems: LessonProblem[]): void {
  const line = node.position?.start.line;
  const { url } = node;
  if (/^(https?|mailto):/i.test(url)) {
    if (!URL.canParse(url)) problems.push({ file: context.file, line, message: `the ${what} "${url}" is not a valid URL` });
    else if (what === 'image') problems.push({ file: context.file, line, message: `the image "${url}" is on another site: put it into the lesson's images/ folder, lessons work offline` });
    return;
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) {
    problems.push({ file: context.file, line, message: `the ${what} "${url}" has a scheme that is not allowed: use https:, mailto: or a path relative to this file` });
    return;
  }
  if (url.startsWith('#')) return;
  const target = context.resolve(url);
  if (!target || (what === 'image') !== (target.kind === 'image')) {
    problems.push({ file: context.file, line, message: `the ${what} "${url}" leads nowhere: expected ${what === 'image' ? 'an image file (svg, png, jpg, webp) of this lesson' : 'the lesson.md of another lesson, relative to this file'}` });
  }
}

/** Parses Markdown and reports whatever a lesson may not contain. Text like `/users/:id`, which looks like a directive, stays text. */
function parse(source: string, context: ProseContext, problems: LessonProblem[]): Root {
  const tree = unified().use(remarkParse).use(remarkFrontmatter, ['yaml']).use(remarkGfm).use(remarkDirective).parse(source);
  visit(tree, (node, index, parent) => {
    const line = node.position?.start.line;
    switch (node.type) {
      case 'html':
        if (!/^<!--[\s\S]*-->$/.test(node.value.trim())) {
          problems.push({ file: context.file, line, message: `raw HTML is not allowed in lessons: ${node.value.split('\n')[0] ?? ''}. Use Markdown, or put it in backquotes to show it` });
        }
        break;
      case 'textDirective':
        if (parent && index !== undefined) {
          const { position } = node;
          const value = source.slice(position?.start.offset ?? 0, position?.end.offset ?? 0);
          (parent as { children: Nodes[] }).children[index] = { type: 'text', value, position };
          return [SKIP, index + 1];
        }
        break;
      case 'leafDirective':
        problems.push({ file: context.file, line, message: `"::${node.name}" is not known. A block for one stack begins with three colons: :::express` });
        break;
      case 'containerDirective':
        if (!context.knownStacks.includes(node.name)) {
          problems.push({ file: context.file, line, message: `the block ":::${node.name}" names no stack of this course.${suggest(node.name, context.knownStacks)}` });
        }
        break;
      case 'link':
      case 'definition':
        checkTarget(node, 'link', context, problems);
        break;
      case 'image':
        checkTarget(node, 'image', context, problems);
        break;
      default: // plain Markdown
    }
    return undefined;
  });
  return tree;
}

/** The tree as one stack's readers see it. */
function forStack(tree: Root, stack: StackId): Root {
  const resolve = (nodes: RootContent[]): RootContent[] =>
    nodes.flatMap((node): RootContent[] => {
      if (node.type === 'html' || node.type === 'yaml') return [];
      if (node.type === 'containerDirective') return node.name === stack ? resolve(node.children) : [];
      if ('children' in node) return [{ ...node, children: resolve(node.children) } as RootContent];
      return [node];
    });
  return { ...tree, children: resolve(tree.children) };
}

/** A code block as an element that the page can give buttons to: `<pre class="shiki" data-code data-language="js">`. */
function codeElement(node: Code, shiki: Highlighter): Element {
  const language = node.lang ?? 'text';
  const known = (languages as readonly string[]).includes(language);
  const root = shiki.codeToHast(node.value, {
    lang: known ? language : 'text',
    themes: { light: 'github-light', dark: 'github-dark' },
    defaultColor: false,
  });
  const pre = root.children.find((child): child is Element => child.type === 'element');
  if (!pre) throw new Error(`shiki gave no element for a ${language} block`);
  pre.properties = { ...pre.properties, dataCode: '', dataLanguage: language };
  return pre;
}

function toHtml(tree: Root, context: ProseContext, shiki: Highlighter): string {
  const processor = unified()
    .use(remarkRehype, { handlers: { code: (_state: unknown, node: Code) => codeElement(node, shiki) }, clobberPrefix: 'lesson-' })
    .use(() => (html: HtmlRoot) => {
      visit(html, 'element', (element) => {
        if (element.tagName === 'a') {
          const href = String(element.properties['href'] ?? '');
          if (/^https?:/i.test(href)) element.properties = { ...element.properties, target: '_blank', rel: ['noopener', 'noreferrer'] };
          else if (!href.startsWith('#') && !href.startsWith('mailto:')) {
            const target = context.resolve(href);
            if (target?.kind === 'lesson') element.properties = { href: `#${target.id}`, dataLesson: target.id };
          }
        }
        if (element.tagName === 'img') {
          const target = context.resolve(String(element.properties['src'] ?? ''));
          if (target?.kind === 'image') element.properties = { ...element.properties, src: target.dataUrl, loading: 'lazy' };
        }
      });
    })
    .use(rehypeStringify);
  const html = processor.runSync(tree);
  return processor.stringify(html);
}

/**
 * Reads the prose of a lesson.
 * @param source the whole lesson.md, front matter included, so that lines are right
 * @returns what could be read; entries of `problems` say what is wrong
 */
export async function readProse(source: string, context: ProseContext, problems: LessonProblem[]): Promise<Prose> {
  const shiki = await loadHighlighter();
  const tree = parse(source, context, problems);
  const tasks: Task[] = [];
  const code: ProseCode[] = [];
  const taken = new Set<string>();

  const collect = (nodes: readonly RootContent[], stack: StackId | undefined): void => {
    for (const node of nodes) {
      if (node.type === 'heading') readHeading(node, stack);
      else if (node.type === 'code') {
        const { runnable } = fenceOptions(node, context, problems);
        code.push({ language: node.lang ?? '', value: node.value, line: node.position?.start.line ?? 1, runnable, ...(stack === undefined ? {} : { stack }) });
      } else if (node.type === 'containerDirective') collect(node.children, node.name);
      else if ('children' in node) collect(node.children, stack);
    }
  };
  const readHeading = (node: Heading, stack: StackId | undefined): void => {
    const title = toString(node);
    const anchor = anchorOf(title, taken);
    node.data = { ...node.data, hProperties: { id: anchor } };
    const line = node.position?.start.line;
    if (node.depth === 1) {
      problems.push({ file: context.file, line, message: 'a heading of level 1: the lesson\'s title stands in the front matter. Tasks begin with "## ", other sections with "### "' });
    }
    if (node.depth === 2) {
      if (stack !== undefined) problems.push({ file: context.file, line, message: `the task "${title}" stands in a :::${stack} block: tasks belong to every stack, because the checks do` });
      tasks.push({ number: tasks.length + 1, title, anchor });
      node.data = { ...node.data, hProperties: { id: anchor, dataTask: String(tasks.length) } };
    }
  };
  collect(tree.children, undefined);

  const html: Record<StackId, string> = {};
  for (const stack of context.stacks) html[stack] = toHtml(forStack(tree, stack), context, shiki);
  return { html, tasks, code };
}

export interface Hints {
  /** stack -> check id -> rungs as HTML */
  readonly rungs: Record<StackId, Record<string, readonly string[]>>;
  /** check id -> 1-based line of its heading */
  readonly lines: ReadonlyMap<string, number>;
}

/**
 * Reads hints.md: `## <check id>`, then one rung a paragraph. A code block, a list or a quotation belongs to the paragraph above it.
 * @returns what could be read; entries of `problems` say what is wrong
 */
export async function readHints(source: string, context: ProseContext, problems: LessonProblem[]): Promise<Hints> {
  const shiki = await loadHighlighter();
  const tree = parse(source, context, problems);
  const lines = new Map<string, number>();
  for (const node of tree.children) {
    const line = node.position?.start.line;
    if (node.type === 'heading') {
      const id = toString(node).trim();
      if (node.depth !== 2) problems.push({ file: context.file, line, message: `a heading of level ${node.depth}: each check's hints begin with "## " and its id` });
      else if (lines.has(id)) problems.push({ file: context.file, line, message: `hints for "${id}" stand here and in line ${lines.get(id) ?? 1}: put them together` });
      else lines.set(id, line ?? 1);
    } else if (lines.size === 0 && node.type !== 'html') {
      problems.push({ file: context.file, line, message: 'a hint above the first "## <check id>": which check is it for?' });
    }
    if (node.type === 'code') fenceOptions(node, context, problems);
  }
  const rungs: Hints['rungs'] = {};
  for (const stack of context.stacks) {
    const ofStack: Record<string, string[]> = {};
    let current: string[] | undefined;
    let rung: RootContent[] = [];
    const finish = () => {
      if (current && rung.length > 0) current.push(toHtml({ type: 'root', children: rung }, context, shiki));
      rung = [];
    };
    for (const node of forStack(tree, stack).children) {
      if (node.type === 'heading') {
        finish();
        current = [];
        ofStack[toString(node).trim()] = current;
      } else {
        if (node.type === 'paragraph') finish();
        rung.push(node);
      }
    }
    finish();
    rungs[stack] = ofStack;
  }
  for (const [id, line] of lines) {
    if (context.stacks.some((stack) => (rungs[stack]?.[id]?.length ?? 0) === 0)) problems.push({ file: context.file, line, message: `no hints follow "## ${id}": write at least one paragraph` });
  }
  return { rungs, lines };
}
