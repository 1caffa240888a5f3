// The lesson: prose, tasks that tick themselves, hints, and the way to the lessons beside it.
import { useEffect, useRef, type ReactNode } from 'react';
import { ArrowLeft, ArrowRight, Circle, CircleCheckBig, TriangleAlert } from 'lucide-react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { formatRoute } from '../route.ts';
import { lessonsOf, type LessonState } from '../playground.ts';
import { Button } from '../controls/button.tsx';
import { useNarrow } from '../controls/use-media.ts';
import { StackSwitch } from '../shell/header.tsx';
import { CONTENT_LANGUAGE } from '../locale.ts';
import { strings } from '../strings.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { Hints } from './hints.tsx';
import { hintsOf, lessonWords, useLocale } from './lesson-words.ts';
import { Prose } from './prose.tsx';
import { useTaskStates } from './task-states.ts';
import styles from './lesson-panel.module.css';

export function LessonPanel(): ReactNode {
  const { playground } = useApp();
  // The stack switch stands here where the header has no room for it.
  const withStacks = useNarrow();
  const lesson = useStore(playground.state, (state) => state.lesson);
  const scroller = useRef<HTMLDivElement>(null);
  const id = idOf(lesson);
  const shown = useRef(id);
  useEffect(() => {
    // A panel that has just been drawn is at its top, and asking it to go there would lay out the page once more.
    if (shown.current === id) return;
    shown.current = id;
    scroller.current?.scrollTo(0, 0);
  }, [id]);
  return (
    <div className={styles.panel}>
      <div ref={scroller} className={styles.scroller} tabIndex={0} role="group" aria-label={strings.lesson}>
        {lesson.kind === 'open' ? <OpenLesson lesson={lesson.lesson} withStacks={withStacks} /> : <OtherState lesson={lesson} />}
      </div>
      {id === null ? null : <Neighbours id={id} />}
    </div>
  );
}

/** The lesson of the course that is shown, or that was to be; null: there is none. */
function idOf(lesson: LessonState): string | null {
  switch (lesson.kind) {
    case 'open':
      return lesson.lesson.id;
    case 'broken':
      return lesson.bundle.id;
    case 'failed':
      return lesson.id;
    case 'unknown':
    case 'loading':
      return null;
  }
}

function OpenLesson({ lesson, withStacks }: { readonly lesson: Lesson; readonly withStacks: boolean }): ReactNode {
  const { playground, workspace } = useApp();
  const stack = useStore(playground.state, (state) => state.stack);
  const outdated = useStore(workspace.state, (state) => state.outdated);
  const part = playground.course.parts.find((candidate) => candidate.id === lesson.partId);
  const { words, language } = lessonWords(lesson, useLocale());
  return (
    <article className={styles.article}>
      <header className={styles.head}>
        <p className={styles.kicker}>
          <span lang={CONTENT_LANGUAGE}>{part?.title}</span> · {strings.minutes(lesson.time)}
        </p>
        <h1 className={styles.title} lang={language}>{words.title}</h1>
        {withStacks ? <div className={styles.stacks}><StackSwitch /></div> : null}
        {outdated.length > 0 ? (
          <p className={styles.changed} role="note">
            <TriangleAlert aria-hidden="true" />
            <span>{strings.lessonChanged(outdated)}</span>
          </p>
        ) : null}
      </header>
      <Prose lesson={lesson} stack={stack} />
      <Tasks lesson={lesson} />
    </article>
  );
}

/** The tasks with their state, and the hints of what is not yet done. */
function Tasks({ lesson }: { readonly lesson: Lesson }): ReactNode {
  const { playground } = useApp();
  const checks = useStore(playground.state, (state) => state.checks);
  const stack = useStore(playground.state, (state) => state.stack);
  const states = useTaskStates(lesson);
  const locale = useLocale();
  const { words, language } = lessonWords(lesson, locale);
  if (words.tasks.length === 0) return null;
  return (
    <section className={styles.tasks} aria-labelledby="lesson-tasks">
      <h2 id="lesson-tasks" className={styles.tasksTitle}>{strings.tasks}</h2>
      <ol className={styles.taskList}>
        {words.tasks.map((task) => {
          const done = states[task.number] === 'done';
          const withHints = (checks ?? []).filter((check) => check.task === task.number && hintsOf(lesson, stack, check.id, locale).words.length > 0);
          return (
            <li key={task.number} className={styles.task} data-done={done ? '' : undefined}>
              {done ? <CircleCheckBig aria-hidden="true" /> : <Circle aria-hidden="true" />}
              <div className={styles.taskBody}>
                <a
                  lang={language}
                  href={`#${task.anchor}`}
                  onClick={(event) => {
                    event.preventDefault();
                    document.getElementById(task.anchor)?.scrollIntoView({ block: 'start' });
                  }}
                >
                  {task.title}
                </a>
                <span className="visually-hidden"> ({done ? strings.taskDone : strings.taskOpen})</span>
                {done ? null : withHints.map((check) => <Hints key={check.id} title={withHints.length > 1 ? check.title : null} hints={hintsOf(lesson, stack, check.id, locale)} />)}
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** The way to the lessons before and after one, which itself need not be readable. */
function Neighbours({ id }: { readonly id: string }): ReactNode {
  const { playground } = useApp();
  const stack = useStore(playground.state, (state) => state.stack);
  const lessons = lessonsOf(playground.course);
  const at = lessons.findIndex((candidate) => candidate.id === id);
  const before = at > 0 ? lessons[at - 1] : undefined;
  const after = lessons[at + 1];
  return (
    <nav className={styles.neighbours} aria-label={strings.lesson}>
      {before ? (
        <a href={formatRoute(before.id, stack)} aria-label={`${strings.previous}: ${before.title}`}>
          <ArrowLeft aria-hidden="true" />
          <span lang={CONTENT_LANGUAGE}>{before.title}</span>
        </a>
      ) : <span />}
      {after ? (
        <a href={formatRoute(after.id, stack)} aria-label={`${strings.next}: ${after.title}`}>
          <span lang={CONTENT_LANGUAGE}>{after.title}</span>
          <ArrowRight aria-hidden="true" />
        </a>
      ) : <span />}
    </nav>
  );
}

/** Loading, broken, unknown or failed. */
function OtherState({ lesson }: { readonly lesson: Exclude<LessonState, { kind: 'open' }> }): ReactNode {
  const { playground, ui } = useApp();
  switch (lesson.kind) {
    case 'loading':
      return (
        <div className={styles.skeleton} aria-busy="true" aria-label={strings.lesson}>
          {[38, 72, 0, 96, 92, 88, 94, 60, 0, 90, 95, 40].map((width, index) => (
            <span key={index} style={{ width: `${width}%` }} />
          ))}
        </div>
      );
    case 'broken':
      return (
        <div className={styles.problem} role="alert">
          <TriangleAlert aria-hidden="true" />
          <h1>{strings.lessonBroken}</h1>
          <p>{strings.lessonBrokenWhy}</p>
          <ul>
            {lesson.bundle.problems.map((problem, index) => (
              <li key={index}>
                <code>
                  {problem.file}
                  {problem.line === undefined ? '' : `:${problem.line}`}
                </code>
                <p lang={CONTENT_LANGUAGE}>{problem.message}</p>
              </li>
            ))}
          </ul>
        </div>
      );
    case 'unknown':
      return (
        <div className={styles.problem} role="alert">
          <TriangleAlert aria-hidden="true" />
          <h1>{strings.lessonUnknown(lesson.id)}</h1>
          <p>{strings.lessonUnknownHint}</p>
          <Button onPress={() => ui.open({ kind: 'catalogue' })}>{strings.catalogue}</Button>
        </div>
      );
    case 'failed':
      return (
        <div className={styles.problem} role="alert">
          <TriangleAlert aria-hidden="true" />
          <h1>{strings.lessonLoadFailed}</h1>
          <p lang={CONTENT_LANGUAGE}>{lesson.message}</p>
          <Button onPress={() => void playground.open(lesson.id, playground.state.getState().stack)}>{strings.tryAgain}</Button>
        </div>
      );
  }
}

