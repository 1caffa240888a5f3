// The outside world of whichever lesson is open: its module is loaded when a program first asks for another machine.
import type { RequestHandler } from 'msw';
import type { OutsideWorld } from '../container/container.ts';

export interface LessonUpstreamOptions {
  /** the module of a lesson's upstream.ts; undefined where it has none */
  readonly load: (lesson: string) => Promise<unknown> | undefined;
  /** told what goes wrong outside: a request that nobody answers, a handler that fails */
  readonly onProblem: (message: string) => void;
}

export interface LessonUpstream {
  readonly world: OutsideWorld;
  /** The handlers are made anew, as the world is when a program starts. */
  begin(lesson: string | null): void;
}

/** The world of no lesson, until `begin` names one. */
export function lessonUpstream({ load, onProblem }: LessonUpstreamOptions): LessonUpstream {
  let lesson: string | null = null;
  let playing: Promise<OutsideWorld> | undefined;

  async function start(): Promise<OutsideWorld> {
    const { handlersOf, playUpstream } = await import('./upstream.ts');
    let handlers: readonly RequestHandler[] = [];
    try {
      const module = lesson === null ? undefined : await load(lesson);
      if (module !== undefined) handlers = handlersOf(module as Record<string, unknown>);
      // The same module serves several runs: what was answered `once` may be answered again.
      for (const handler of handlers) handler.isUsed = false;
    } catch (error) {
      onProblem(`The lesson's upstream.ts could not be used: ${error instanceof Error ? error.message : String(error)}`);
    }
    return playUpstream({ handlers: () => handlers, onProblem });
  }

  return {
    begin(next) {
      lesson = next;
      playing = undefined;
    },
    world: async (request) => (await (playing ??= start()))(request),
  };
}
