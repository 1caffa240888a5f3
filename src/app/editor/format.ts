// Formats a file with Prettier, in the style of the lessons. Loaded when it is first asked for, each language's part on its own.
import type { Options, Plugin } from 'prettier';
import { format } from 'prettier/standalone';

/** The style of the lessons: formatting a lesson's start changes little. */
const style: Options = { singleQuote: true, printWidth: 110 };

/** File endings -> Prettier's parser and the plugins that it needs. */
async function languageOf(path: string): Promise<{ readonly parser: string; readonly plugins: readonly Plugin[] } | null> {
  const ending = /\.([a-z]+)$/.exec(path.toLowerCase())?.[1] ?? '';
  switch (ending) {
    case 'js':
    case 'mjs':
    case 'cjs':
    case 'jsx':
      return { parser: 'babel', plugins: await Promise.all([import('prettier/plugins/babel'), import('prettier/plugins/estree')]) };
    case 'json':
      return { parser: 'json', plugins: await Promise.all([import('prettier/plugins/babel'), import('prettier/plugins/estree')]) };
    case 'ts':
    case 'mts':
    case 'cts':
    case 'tsx':
      return { parser: 'typescript', plugins: await Promise.all([import('prettier/plugins/typescript'), import('prettier/plugins/estree')]) };
    case 'md':
      return { parser: 'markdown', plugins: [await import('prettier/plugins/markdown')] };
    case 'yaml':
    case 'yml':
      return { parser: 'yaml', plugins: [await import('prettier/plugins/yaml')] };
    case 'html':
      return { parser: 'html', plugins: [await import('prettier/plugins/html')] };
    case 'css':
      return { parser: 'css', plugins: [await import('prettier/plugins/postcss')] };
    default:
      return null;
  }
}

/**
 * @param config the text of the learner's .prettierrc (JSON), which goes before the lessons' style; null: there is none
 * @returns the text as Prettier writes it
 * @throws where the text or the configuration has a syntax error; the message says where
 */
export async function formatText(path: string, text: string, config: string | null): Promise<string> {
  const language = await languageOf(path);
  if (!language) return text;
  const own = config === null ? {} : (JSON.parse(config) as Options);
  return format(text, { ...style, ...own, parser: language.parser, plugins: [...language.plugins] });
}
