// Monaco, with the parts that a lesson needs: the editor's core, JavaScript, TypeScript, JSON, CSS, HTML, Markdown, shell and YAML.
// Loaded by dynamic import once the prose can be read. Facts: monaco-editor 0.57, esm/vs/features and esm/vs/languages.
import { editor, KeyCode, KeyMod, languages, MarkerSeverity, Range, Uri } from 'monaco-editor/editor.js';
// All features: the language modes import each of them later anyway, and a feature that comes after the editor was made lacks its services.
import 'monaco-editor/features/register.all.js';
import 'monaco-editor/languages/definitions/css/register.js';
import 'monaco-editor/languages/definitions/html/register.js';
import 'monaco-editor/languages/definitions/javascript/register.js';
import 'monaco-editor/languages/definitions/markdown/register.js';
import 'monaco-editor/languages/definitions/shell/register.js';
import 'monaco-editor/languages/definitions/sql/register.js';
import 'monaco-editor/languages/definitions/typescript/register.js';
import 'monaco-editor/languages/definitions/yaml/register.js';
import { jsonDefaults } from 'monaco-editor/languages/features/json/register.js';
import { getJavaScriptWorker, getTypeScriptWorker, javascriptDefaults, ScriptTarget, typescriptDefaults, type CompilerOptions } from 'monaco-editor/languages/features/typescript/register.js';
import { editorReady } from './editor-ready.ts';
import { packageJsonSchema } from './package-json-schema.ts';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import JsonWorker from 'monaco-editor/languages/features/json/json.worker.js?worker';
import TypeScriptWorker from './typescript.worker.ts?worker';

self.MonacoEnvironment = {
  // The large workers wait until the learner can type.
  async getWorker(_workerId: string, label: string): Promise<Worker> {
    switch (label) {
      case 'typescript':
      case 'javascript':
        await editorReady;
        return new TypeScriptWorker();
      case 'json':
        await editorReady;
        return new JsonWorker();
      default:
        return new EditorWorker();
    }
  },
};

/** As Node 24 takes a project: TypeScript's names for these values are newer than Monaco's types. */
const compilerOptions: CompilerOptions = {
  target: ScriptTarget.ESNext,
  /** NodeNext: package.json's `type` and a file's ending say what a module is */
  module: 199 as CompilerOptions['module'],
  moduleResolution: 99 as CompilerOptions['moduleResolution'],
  allowJs: true,
  checkJs: true,
  allowNonTsExtensions: true,
  esModuleInterop: true,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  // Node's globals come as a file of their own; those of other packages when they are imported.
  types: [],
  // A server has no DOM: completing `document` in it would mislead.
  lib: ['esnext'],
};

for (const [defaults, strict] of [[javascriptDefaults, false], [typescriptDefaults, true]] as const) {
  defaults.setCompilerOptions({ ...compilerOptions, strict });
  defaults.setDiagnosticsOptions({ noSemanticValidation: false, noSyntaxValidation: false, noSuggestionDiagnostics: false, onlyVisible: true });
  defaults.setEagerModelSync(true);
  // Definitions lead into the packages too (language-support.ts), and Prettier formats.
  defaults.setModeConfiguration({ ...defaults.modeConfiguration, definitions: false, documentRangeFormattingEdits: false });
}

jsonDefaults.setDiagnosticsOptions({
  validate: true,
  allowComments: false,
  enableSchemaRequest: false,
  schemas: [{ uri: 'backlot:package.json', fileMatch: ['package.json'], schema: packageJsonSchema }],
});

// The page's own shortcuts (src/app/commands) come before Monaco's for the same keys.
editor.addKeybindingRules([
  { keybinding: KeyMod.CtrlCmd | KeyCode.Enter, command: null },
  { keybinding: KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.Enter, command: null },
  { keybinding: KeyMod.CtrlCmd | KeyCode.KeyK, command: null },
]);

/** The colours in which the two themes differ. */
interface Palette {
  readonly comment: string;
  readonly keyword: string;
  readonly string: string;
  readonly number: string;
  readonly regexp: string;
  readonly type: string;
  readonly delimiter: string;
  readonly ink: string;
  readonly surface: string;
  readonly widget: string;
  readonly line: string;
  readonly lineNumber: string;
  readonly currentLine: string;
  readonly accent: string;
  readonly selection: string;
  readonly inactiveSelection: string;
  readonly indent: string;
  readonly activeIndent: string;
  readonly inserted: string;
  readonly removed: string;
  readonly insertedLine: string;
  readonly removedLine: string;
}

const light: Palette = {
  comment: '#4f5a68', keyword: '#8a2bb8', string: '#12702f', number: '#9a4b00', regexp: '#a3263a', type: '#1b5fa8', delimiter: '#454c59',
  ink: '#1a1d24', surface: '#ffffff', widget: '#ffffff', line: '#e3e5ea', lineNumber: '#69717f', currentLine: '#f6f7f9',
  accent: '#4a50d8', selection: '#4a50d833', inactiveSelection: '#4a50d81c', indent: '#e9ebef', activeIndent: '#c9ced8',
  inserted: '#1a7f371f', removed: '#bd24311a', insertedLine: '#1a7f3712', removedLine: '#bd243110',
};

const dark: Palette = {
  comment: '#a5adba', keyword: '#c9a2f7', string: '#93d39f', number: '#eab07a', regexp: '#f29aa3', type: '#8dbcf5', delimiter: '#b4bac7',
  ink: '#e6e8ee', surface: '#15171c', widget: '#24272f', line: '#2c303a', lineNumber: '#8b93a2', currentLine: '#1b1e25',
  accent: '#979dfa', selection: '#7f86f54d', inactiveSelection: '#7f86f526', indent: '#272b34', activeIndent: '#434956',
  inserted: '#57c78533', removed: '#ff8a8f33', insertedLine: '#57c78514', removedLine: '#ff8a8f14',
};

/** @returns a theme of Monaco's, whose token rules want their colours without `#` */
function theme(base: editor.BuiltinTheme, palette: Palette): editor.IStandaloneThemeData {
  const rule = (token: string, colour: string, fontStyle?: string): editor.ITokenThemeRule => ({ token, foreground: colour.slice(1), ...(fontStyle === undefined ? {} : { fontStyle }) });
  return {
    base,
    inherit: true,
    rules: [
      rule('comment', palette.comment, 'italic'),
      rule('keyword', palette.keyword),
      rule('string', palette.string),
      rule('number', palette.number),
      rule('regexp', palette.regexp),
      rule('type', palette.type),
      rule('identifier', palette.ink),
      rule('delimiter', palette.delimiter),
      rule('string.key.json', palette.type),
      rule('string.value.json', palette.string),
    ],
    colors: {
      'editor.background': palette.surface,
      'editor.foreground': palette.ink,
      'editorLineNumber.foreground': palette.lineNumber,
      'editorLineNumber.activeForeground': palette.ink,
      'editor.lineHighlightBackground': palette.currentLine,
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': palette.selection,
      'editor.inactiveSelectionBackground': palette.inactiveSelection,
      'editorCursor.foreground': palette.accent,
      'editorIndentGuide.background1': palette.indent,
      'editorIndentGuide.activeBackground1': palette.activeIndent,
      'editorWidget.background': palette.widget,
      'editorWidget.border': palette.line,
      'diffEditor.insertedTextBackground': palette.inserted,
      'diffEditor.removedTextBackground': palette.removed,
      'diffEditor.insertedLineBackground': palette.insertedLine,
      'diffEditor.removedLineBackground': palette.removedLine,
      'diffEditor.border': palette.line,
      'scrollbar.shadow': '#00000000',
      // What is never used is paler, but can be read (WCAG 1.4.3).
      'editorUnnecessaryCode.opacity': '#000000b8',
      focusBorder: palette.accent,
    },
  };
}

editor.defineTheme('backlot-light', theme('vs', light));
editor.defineTheme('backlot-dark', theme('vs-dark', dark));

/** Options that the editor and the comparison share. */
export const sharedOptions = {
  fontFamily: "'JetBrains Mono Variable', ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  fontSize: 13,
  lineHeight: 20,
  fontLigatures: false,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  automaticLayout: true,
  tabSize: 2,
  renderLineHighlight: 'line',
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 14,
  renderFinalNewline: 'on',
  folding: false,
  overviewRulerLanes: 0,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  padding: { top: 10, bottom: 10 },
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
  fixedOverflowWidgets: true,
  guides: { indentation: true },
  stickyScroll: { enabled: false },
  wordBasedSuggestions: 'currentDocument',
  // A name that is declared in several places leads to the first.
  gotoLocation: { multipleDefinitions: 'goto' },
} satisfies editor.IEditorOptions & editor.IGlobalEditorOptions;

/** The address of a learner's file in Monaco. */
export function uriOf(path: string): Uri {
  return Uri.file(`/${path}`);
}

/** The learner's path of a model; null for other models. */
export function pathOf(uri: Uri): string | null {
  return uri.scheme === 'file' ? uri.path.slice(1) : null;
}

/** Puts Monaco's theme in line with the page's. */
export function setMonacoTheme(dark: boolean): void {
  editor.setTheme(dark ? 'backlot-dark' : 'backlot-light');
}

/** Fonts have arrived: widths must be measured anew. */
export async function remeasureWhenFontsAreThere(): Promise<void> {
  await document.fonts.ready;
  editor.remeasureFonts();
}

export { editor, getJavaScriptWorker, getTypeScriptWorker, javascriptDefaults, KeyCode, languages, MarkerSeverity, Range, typescriptDefaults, Uri };
