// The checks with their verdicts. A verdict of older files is shown as such and never counts.
import { useEffect, useRef, type ReactNode } from 'react';
import { ArrowRight, ChevronRight, CircleCheck, CircleDashed, CircleMinus, CircleX, LoaderCircle, Play, TriangleAlert } from 'lucide-react';
import { useStore } from 'zustand';
import type { CheckInfo, VerdictState } from '../../checks/verdict.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { useApp } from '../app-context.ts';
import { IconButton } from '../controls/button.tsx';
import { hintsOf, lessonWords, useLocale, type InLanguage } from '../lesson/lesson-words.ts';
import { lessonsOf, type DatedVerdict } from '../playground.ts';
import { formatRoute } from '../route.ts';
import { CONTENT_LANGUAGE } from '../locale.ts';
import { strings } from '../strings.ts';
import { useCurrentVerdicts } from './current-verdicts.ts';
import { VerdictDetails } from './verdict-details.tsx';
import styles from './checks-panel.module.css';

export default function ChecksPanel(): ReactNode {
  const { playground, ui } = useApp();
  const lesson = useStore(playground.state, (state) => (state.lesson.kind === 'open' ? state.lesson.lesson : null));
  const checks = useStore(playground.state, (state) => state.checks);
  const problem = useStore(playground.state, (state) => state.checksProblem);
  const verdicts = useStore(playground.state, (state) => state.verdicts);
  const pending = useStore(playground.state, (state) => state.pending);
  const currentIds = useCurrentVerdicts();
  const stack = useStore(playground.state, (state) => state.stack);
  const locale = useLocale();

  // After a run the first check that did not pass is open, unless the learner has one open that did not pass either.
  const ran = useRef(false);
  useEffect(() => {
    if (pending.size > 0) {
      ran.current = true;
      return;
    }
    if (!ran.current || !checks) return;
    ran.current = false;
    const bad = checks.filter((check) => {
      const state = verdicts[check.id]?.verdict.state;
      return state === 'fail' || state === 'error';
    });
    const { openChecks } = ui.state.getState();
    if (bad[0] && !bad.some((check) => openChecks.has(check.id))) ui.toggleCheck(bad[0].id, true);
  }, [pending, checks, verdicts, ui]);

  const current = (checks ?? []).filter((check) => currentIds.includes(check.id) && !pending.has(check.id));
  const passed = current.filter((check) => verdicts[check.id]?.verdict.state === 'pass').length;
  const worst = (['fail', 'error', 'skipped'] as const).find((state) => current.some((check) => verdicts[check.id]?.verdict.state === state)) ?? 'pass';
  const complete = checks !== null && checks.length > 0 && current.length === checks.length;
  const tasks = groupByTask(lesson, checks ?? [], locale);

  return (
    <div className={styles.panel}>
      <div className={styles.scroller} tabIndex={0} role="group" aria-label={strings.checks}>
        {problem !== null ? (
          <p className={styles.problem} role="alert">
            {strings.checksBroken}: <span lang={CONTENT_LANGUAGE}>{problem}</span>
          </p>
        ) : checks === null ? (
          lesson === null ? null : <p className={styles.intro}>{strings.checksLoading}</p>
        ) : checks.length === 0 ? (
          <p className={styles.intro}>{strings.checksEmpty}</p>
        ) : (
          <>
            {lesson ? (
              <div className={styles.head}>
                <p>{strings.checksIntro(lesson.port)}</p>
                {/* Its place is kept before there is anything to say, so that nothing moves. */}
                <span className={styles.summary} data-state={worst} data-known={complete ? '' : undefined} aria-hidden={!complete}>
                  {complete ? strings.checkSummary(passed, current.length) : strings.checkSummary(checks.length, checks.length)}
                </span>
              </div>
            ) : null}
            {tasks.map(({ title, language, checks: group }, index) => (
              <div key={index} className={styles.group}>
                {title === null ? null : <h2 className={styles.groupTitle} lang={language}>{title}</h2>}
                <ul className={styles.list}>
                  {group.map((check) => (
                    <CheckRow
                      key={check.id}
                      check={check}
                      dated={verdicts[check.id]}
                      isPending={pending.has(check.id)}
                      isOutdated={verdicts[check.id] !== undefined && !currentIds.includes(check.id)}
                      hints={lesson ? hintsOf(lesson, stack, check.id, locale) : NO_HINTS}
                    />
                  ))}
                </ul>
              </div>
            ))}
            {complete && passed === current.length && lesson ? <GoOn lesson={lesson} stack={stack} /> : null}
          </>
        )}
      </div>
    </div>
  );
}

/** The way to the next lesson, once this one is solved. */
function GoOn({ lesson, stack }: { readonly lesson: Lesson; readonly stack: string }): ReactNode {
  const { playground } = useApp();
  const lessons = lessonsOf(playground.course);
  const next = lessons[lessons.findIndex(({ id }) => id === lesson.id) + 1];
  if (!next) return null;
  return (
    <a className={styles.goOn} href={formatRoute(next.id, stack)}>
      <span>{strings.goOnWith(next.title)}</span>
      <ArrowRight aria-hidden="true" />
    </a>
  );
}

const NO_HINTS: InLanguage<readonly string[]> = { words: [], language: CONTENT_LANGUAGE };

interface CheckGroup {
  readonly title: string | null;
  /** of the title; undefined: that of the interface */
  readonly language?: string;
  readonly checks: readonly CheckInfo[];
}

/** Checks under the task that they tick, in the lesson's order; those of no task last. */
function groupByTask(lesson: Lesson | null, checks: readonly CheckInfo[], locale: string): readonly CheckGroup[] {
  if (!lesson) return [];
  const { words, language } = lessonWords(lesson, locale);
  const groups: CheckGroup[] = words.tasks.map((task) => ({ title: task.title, language, checks: checks.filter((check) => check.task === task.number) }));
  const known = new Set(lesson.tasks.map((task) => task.number));
  groups.push({ title: lesson.tasks.length > 0 ? strings.otherChecks : null, checks: checks.filter((check) => check.task === undefined || !known.has(check.task)) });
  return groups.filter((group) => group.checks.length > 0);
}

const icons = { pass: CircleCheck, fail: CircleX, error: TriangleAlert, skipped: CircleMinus } as const;

function StateIcon({ state }: { readonly state: VerdictState | 'pending' | 'none' }): ReactNode {
  if (state === 'pending') return <LoaderCircle className={styles.spinning} aria-hidden="true" />;
  if (state === 'none') return <CircleDashed aria-hidden="true" />;
  const Icon = icons[state];
  return <Icon aria-hidden="true" />;
}

interface CheckRowProps {
  readonly check: CheckInfo;
  readonly dated: DatedVerdict | undefined;
  readonly isPending: boolean;
  readonly isOutdated: boolean;
  readonly hints: InLanguage<readonly string[]>;
}

function CheckRow({ check, dated, isPending, isOutdated, hints }: CheckRowProps): ReactNode {
  const { ui, playground } = useApp();
  const isOpen = useStore(ui.state, (state) => state.openChecks.has(check.id));
  const verdict = isPending ? undefined : dated?.verdict;
  const state = isPending ? 'pending' : (verdict?.state ?? 'none');
  const word = isPending ? strings.checkRunning : verdict ? strings.verdictStates[verdict.state] : strings.checkNotRun;
  const detailsId = `check-${check.id}`;
  return (
    <li className={styles.check} data-state={state} data-outdated={isOutdated && !isPending ? '' : undefined} aria-label={check.title}>
      <div className={styles.row}>
        <button type="button" className={styles.opener} aria-expanded={isOpen} aria-controls={detailsId} onClick={() => ui.toggleCheck(check.id)}>
          <StateIcon state={state} />
          <span className={styles.name} lang={CONTENT_LANGUAGE}>{check.title}</span>
          <span className={styles.meta}>
            <span className={styles.word}>{word}</span>
            {verdict && verdict.state !== 'skipped' && verdict.milliseconds > 0 ? <span className={styles.time}>{strings.milliseconds(verdict.milliseconds)}</span> : null}
            {isOutdated && !isPending ? <span className={styles.outdated} title={strings.outdated}>{strings.outdatedShort}</span> : null}
          </span>
          <ChevronRight className={styles.chevron} aria-hidden="true" />
        </button>
        <IconButton size="small" label={strings.runCheck(check.title)} isDisabled={isPending} onPress={() => void playground.check([check.id])}>
          <Play />
        </IconButton>
      </div>
      <div id={detailsId} hidden={!isOpen} className={styles.details}>
        {isOpen ? <VerdictDetails check={check} verdict={verdict ?? null} hints={hints} /> : null}
      </div>
    </li>
  );
}
