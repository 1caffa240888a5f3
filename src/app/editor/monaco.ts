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
import { packageJsonSchema } from './package-json-schema.ts';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import JsonWorker from 'monaco-editor/languages/features/json/json.worker.js?worker';
import TypeScriptWorker from './typescript.worker.ts?worker';

let editorIsUsable: () => void = () => {};
/** The large workers wait until the learner can type. */
const usable = new Promise<void>((resolve) => (editorIsUsable = resolve));

self.MonacoEnvironment = {
  async getWorker(_workerId: string, label: string): Promise<Worker> {
    switch (label) {
      case 'typescript':
      case 'javascript':
        await usable;
        return new TypeScriptWorker();
      case 'json':
        await usable;
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

editor.defineTheme('backlot-light', {
  base: 'vs',
  inherit: true,
  rules: [
    { token: 'comment', foreground: '4f5a68', fontStyle: 'italic' },
    { token: 'keyword', foreground: '8a2bb8' },
    { token: 'string', foreground: '12702f' },
    { token: 'number', foreground: '9a4b00' },
    { token: 'regexp', foreground: 'a3263a' },
    { token: 'type', foreground: '1b5fa8' },
    { token: 'identifier', foreground: '1a1d24' },
    { token: 'delimiter', foreground: '454c59' },
    { token: 'string.key.json', foreground: '1b5fa8' },
    { token: 'string.value.json', foreground: '12702f' },
  ],
  colors: {
    'editor.background': '#ffffff',
    'editor.foreground': '#1a1d24',
    'editorLineNumber.foreground': '#69717f',
    'editorLineNumber.activeForeground': '#1a1d24',
    'editor.lineHighlightBackground': '#f6f7f9',
    'editor.lineHighlightBorder': '#00000000',
    'editor.selectionBackground': '#4a50d833',
    'editor.inactiveSelectionBackground': '#4a50d81c',
    'editorCursor.foreground': '#4a50d8',
    'editorIndentGuide.background1': '#e9ebef',
    'editorIndentGuide.activeBackground1': '#c9ced8',
    'editorWidget.background': '#ffffff',
    'editorWidget.border': '#e3e5ea',
    'diffEditor.insertedTextBackground': '#1a7f371f',
    'diffEditor.removedTextBackground': '#bd24311a',
    'diffEditor.insertedLineBackground': '#1a7f3712',
    'diffEditor.removedLineBackground': '#bd243110',
    'diffEditor.border': '#e3e5ea',
    'scrollbar.shadow': '#00000000',
    // What is never used is paler, but can be read (WCAG 1.4.3).
    'editorUnnecessaryCode.opacity': '#000000b8',
    focusBorder: '#4a50d8',
  },
});

editor.defineTheme('backlot-dark', {
  base: 'vs-dark',
  inherit: true,
  rules: [
    { token: 'comment', foreground: 'a5adba', fontStyle: 'italic' },
    { token: 'keyword', foreground: 'c9a2f7' },
    { token: 'string', foreground: '93d39f' },
    { token: 'number', foreground: 'eab07a' },
    { token: 'regexp', foreground: 'f29aa3' },
    { token: 'type', foreground: '8dbcf5' },
    { token: 'identifier', foreground: 'e6e8ee' },
    { token: 'delimiter', foreground: 'b4bac7' },
    { token: 'string.key.json', foreground: '8dbcf5' },
    { token: 'string.value.json', foreground: '93d39f' },
  ],
  colors: {
    'editor.background': '#15171c',
    'editor.foreground': '#e6e8ee',
    'editorLineNumber.foreground': '#8b93a2',
    'editorLineNumber.activeForeground': '#e6e8ee',
    'editor.lineHighlightBackground': '#1b1e25',
    'editor.lineHighlightBorder': '#00000000',
    'editor.selectionBackground': '#7f86f54d',
    'editor.inactiveSelectionBackground': '#7f86f526',
    'editorCursor.foreground': '#979dfa',
    'editorIndentGuide.background1': '#272b34',
    'editorIndentGuide.activeBackground1': '#434956',
    'editorWidget.background': '#24272f',
    'editorWidget.border': '#2c303a',
    'diffEditor.insertedTextBackground': '#57c78533',
    'diffEditor.removedTextBackground': '#ff8a8f33',
    'diffEditor.insertedLineBackground': '#57c78514',
    'diffEditor.removedLineBackground': '#ff8a8f14',
    'diffEditor.border': '#2c303a',
    'scrollbar.shadow': '#00000000',
    // What is never used is paler, but can be read (WCAG 1.4.3).
    'editorUnnecessaryCode.opacity': '#000000b8',
    focusBorder: '#979dfa',
  },
});

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

export { editor, editorIsUsable, getJavaScriptWorker, getTypeScriptWorker, javascriptDefaults, KeyCode, languages, MarkerSeverity, Range, typescriptDefaults, Uri };
