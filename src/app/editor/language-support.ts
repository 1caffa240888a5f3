// What the editor knows of the learner's language beyond Monaco itself: types of Node and of the lesson's packages, the way to a definition into
// those packages, and formatting with Prettier. Loaded with Monaco; the large parts come when the learner can type already.
import type { App } from '../app-context.ts';
import { strings } from '../strings.ts';
import { openAt, openLibrary } from './file-actions.ts';
import { editor, getJavaScriptWorker, getTypeScriptWorker, javascriptDefaults, languages, pathOf, Range, typescriptDefaults, Uri, uriOf } from './monaco.ts';
import type { LessonTypes } from './typescript.worker.ts';

type Language = 'javascript' | 'typescript';

/** Milliseconds from a change of a file to the worker's hearing of it. */
const SETTLE = 300;

/** The language of a declaration or a source file that is only read: coloured as TypeScript, but no worker looks at it. */
const LIBRARY = 'library';

languages.register({ id: LIBRARY });
languages.registerTokensProviderFactory(LIBRARY, {
  create: async () => (await import('monaco-editor/languages/definitions/typescript/typescript.js')).language,
});

const defaultsOf = { javascript: javascriptDefaults, typescript: typescriptDefaults } as const;

/** The worker of a language; it is started when it is first asked for. */
async function workerOf(language: Language, ...uris: Uri[]) {
  const get = await (language === 'javascript' ? getJavaScriptWorker() : getTypeScriptWorker());
  const worker = await get(...uris);
  return worker as typeof worker & LessonTypes;
}

function languageOf(path: string): Language | null {
  return /\.[cm]?jsx?$/.test(path) ? 'javascript' : /\.[cm]?tsx?$/.test(path) ? 'typescript' : null;
}

/** Keeps the workers informed and registers what they give. @returns ends it */
export function supportLanguages(app: App): () => void {
  const { workspace, playground } = app;
  const disposables: { dispose(): void }[] = [];
  /** language -> what its worker was told last */
  const told = new Map<Language, string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let ended = false;

  const tell = async (): Promise<void> => {
    const { files, key, active } = workspace.state.getState();
    if (!key) return;
    const base = new URL('packages/', document.baseURI).href;
    const packages = playground.lesson?.files[key.stack]?.packages ?? [];
    for (const language of new Set(Object.keys(files).map(languageOf))) {
      if (language === null) continue;
      try {
        const worker = await workerOf(language);
        // Monaco shows a worker the file that is edited, and some that are not; the others are what imports lead to, and package.json.
        const others = Object.entries(files).filter(([path]) => path !== active && (path.endsWith('.json') || languageOf(path) !== null));
        await worker.setFiles(Object.fromEntries(others));
        const wanted = JSON.stringify([packages, Object.keys(files)]);
        if (ended || told.get(language) === wanted) continue;
        await worker.loadTypes(base, packages);
        told.set(language, wanted);
        // All open files are judged anew.
        defaultsOf[language].setExtraLibs([]);
      } catch {
        // Without the worker or the declarations the editor completes less; the next change asks again.
      }
    }
  };
  const soon = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      void tell();
    }, SETTLE);
  };
  void tell();
  const unsubscribe = workspace.state.subscribe((now, before) => {
    if (now.key !== before.key) {
      told.clear();
      void tell();
    } else if (now.files !== before.files || now.active !== before.active) soon();
  });

  for (const language of ['javascript', 'typescript', LIBRARY] as const) {
    disposables.push(
      languages.registerDefinitionProvider(language, {
        async provideDefinition(model, position) {
          const from = language === LIBRARY ? (told.has('typescript') ? 'typescript' : 'javascript') : language;
          const worker = await workerOf(from, ...(language === LIBRARY ? [] : [model.uri]));
          if (model.isDisposed()) return [];
          type Definition = { readonly fileName: string; readonly textSpan: { readonly start: number; readonly length: number } };
          const found = ((await worker.getDefinitionAtPosition(language === LIBRARY ? model.uri.toString(true) : model.uri.toString(), model.getOffsetAt(position))) ?? []) as readonly Definition[];
          const places = await Promise.all(
            found.map(async ({ fileName, textSpan }) => {
              const uri = Uri.parse(fileName.includes('://') ? fileName : `file:///${fileName}`);
              const target = editor.getModel(uri) ?? libraryModel(uri, await worker.textOf(fileName));
              if (!target) return [];
              const start = target.getPositionAt(textSpan.start);
              return [{ uri, range: Range.fromPositions(start, target.getPositionAt(textSpan.start + textSpan.length)) }];
            }),
          );
          return places.flat();
        },
      }),
    );
  }
  disposables.push(
    editor.registerEditorOpener({
      openCodeEditor(_source, resource, where) {
        const path = pathOf(resource);
        if (path === null) return false;
        const { line, column } = !where ? { line: 1, column: 1 } : 'startLineNumber' in where ? { line: where.startLineNumber, column: where.startColumn } : { line: where.lineNumber, column: where.column };
        if (workspace.state.getState().files[path] !== undefined) openAt(app, path, line, column);
        else if (editor.getModel(resource)) openLibrary(app, path, editor.getModel(resource)?.getValue() ?? '', line, column);
        else return false;
        return true;
      },
    }),
  );

  for (const language of ['javascript', 'typescript', 'json', 'markdown', 'yaml', 'html', 'css']) {
    disposables.push(
      languages.registerDocumentFormattingEditProvider(language, {
        displayName: 'Prettier',
        async provideDocumentFormattingEdits(model) {
          const path = pathOf(model.uri);
          if (path === null || !workspace.isEditable(path)) return [];
          const { formatText } = await import('./format.ts');
          try {
            const text = await formatText(path, model.getValue(), workspace.state.getState().files['.prettierrc'] ?? null);
            // The cursor stays where it was: Monaco makes the smallest edits that lead from one text to the other.
            return [{ range: model.getFullModelRange(), text }];
          } catch (error) {
            app.ui.notify(strings.formatFailed(path, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)));
            return [];
          }
        },
      }),
    );
  }
  return () => {
    ended = true;
    if (timer !== null) clearTimeout(timer);
    unsubscribe();
    for (const disposable of disposables) disposable.dispose();
  };
}

/** The model of a file that is not the learner's; null when its text is unknown. */
function libraryModel(uri: Uri, text: string | undefined): editor.ITextModel | null {
  return text === undefined ? null : (editor.getModel(uri) ?? editor.createModel(text, LIBRARY, uri));
}

/** The model of a library file by its path. */
export function libraryModelOf(path: string, text: string): editor.ITextModel {
  return editor.getModel(uriOf(path)) ?? editor.createModel(text, LIBRARY, uriOf(path));
}
