// Types of the parts of Monaco that the editor builds on and that come without: the TypeScript worker, a language. Facts: monaco-editor 0.57.
declare module 'monaco-editor/languages/features/typescript/ts.worker.js' {
  import type typescript from 'typescript';
  import type { worker } from 'monaco-editor';

  /** `lib.esnext.d.ts` and the like -> text */
  export const libFileMap: Readonly<Record<string, string>>;
  export function initialize(create: (context: worker.IWorkerContext, data: unknown) => TypeScriptWorker): void;
  export class TypeScriptWorker {
    constructor(context: worker.IWorkerContext, data: unknown);
    protected readonly _ctx: worker.IWorkerContext;
    getLanguageService(): typescript.LanguageService;
    getScriptFileNames(): string[];
    getScriptVersion(fileName: string): string;
    _getScriptText(fileName: string): string | undefined;
    getSemanticDiagnostics(fileName: string): Promise<typescript.Diagnostic[]>;
    getSuggestionDiagnostics(fileName: string): Promise<typescript.Diagnostic[]>;
  }
}

declare module 'monaco-editor/languages/definitions/typescript/typescript.js' {
  import type { languages } from 'monaco-editor';

  export const language: languages.IMonarchLanguage;
}
