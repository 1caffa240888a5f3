// Every lesson of the course, with how far the learner is in each stack.
import { useEffect, useState, type ReactNode } from 'react';
import { Input } from 'react-aria-components/Input';
import { SearchField } from 'react-aria-components/SearchField';
import { ArrowRight, CircleCheck, CircleDashed, CircleDot, RotateCcw, Search } from 'lucide-react';
import { useStore } from 'zustand';
import type { LessonSummary } from '../../lesson/lesson.ts';
import { progressState, type ProgressState } from '../../lesson/progress.ts';
import { useApp } from '../app-context.ts';
import { IconButton } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { useSiteConfig } from '../shell/site-config.ts';
import { goTo } from '../navigation.ts';
import { progressName } from '../playground.ts';
import { formatRoute } from '../route.ts';
import { CONTENT_LANGUAGE } from '../locale.ts';
import { strings } from '../strings.ts';
import { findIn, nextToDo } from './search-lessons.ts';
import styles from './catalogue.module.css';

const icons: Readonly<Record<ProgressState, typeof CircleDot>> = { new: CircleDashed, begun: CircleDot, solved: CircleCheck };

/** The words of all lessons: loaded by the first search, and then there. */
function useProse(isWanted: boolean): Readonly<Record<string, string>> | null {
  const [texts, setTexts] = useState<Readonly<Record<string, string>> | null>(null);
  useEffect(() => {
    if (!isWanted || texts !== null) return;
    let stale = false;
    import('virtual:lesson-search').then(
      (module) => !stale && setTexts(module.default),
      // Without the prose, titles and summaries are searched.
      () => !stale && setTexts({}),
    );
    return () => {
      stale = true;
    };
  }, [isWanted, texts]);
  return texts;
}

export function Catalogue(): ReactNode {
  const { playground, ui } = useApp();
  const [search, setSearch] = useState('');
  const { course } = playground;
  const { links } = useSiteConfig();
  const isSearching = search.trim() !== '';
  const prose = useProse(isSearching);
  const parts = course.parts
    .map((part) => ({
      part,
      lessons: part.lessons.flatMap((lesson) => {
        const found = findIn(search, lesson, part.title, prose?.[lesson.id] ?? null);
        return found === null ? [] : [{ lesson, excerpt: found.excerpt }];
      }),
    }))
    .filter(({ lessons }) => lessons.length > 0);
  return (
    <Dialog title={strings.catalogueTitle} shape="drawer" onClose={() => ui.close()}>
      <SearchField aria-label={strings.searchLessons} value={search} onChange={setSearch} autoFocus className={styles.search ?? ''}>
        <Search aria-hidden="true" />
        <Input placeholder={strings.searchLessons} />
      </SearchField>
      <div className={styles.parts}>
        {isSearching ? null : <Continue />}
        {parts.length === 0 ? <p className={styles.none} role="status">{isSearching && prose === null ? strings.searchingProse : strings.noLessonFound}</p> : null}
        {parts.map(({ part, lessons }) => (
          <section key={part.id} aria-labelledby={`part-${part.id}`}>
            <h3 id={`part-${part.id}`} className={styles.part} lang={CONTENT_LANGUAGE}>{part.title}</h3>
            <ol className={styles.lessons}>
              {lessons.map(({ lesson, excerpt }) => (
                <LessonRow key={lesson.id} lesson={lesson} excerpt={excerpt} />
              ))}
            </ol>
          </section>
        ))}
      </div>
      {links.length === 0 ? null : (
        <nav className={styles.links} aria-label={strings.siteLinks}>
          {links.map(({ title, url }) => (
            <a key={url} href={url} target="_blank" rel="noopener noreferrer">{title}</a>
          ))}
        </nav>
      )}
    </Dialog>
  );
}

/** What to go on with. */
function Continue(): ReactNode {
  const { playground, ui } = useApp();
  const progress = useStore(playground.state, (state) => state.progress);
  const stack = useStore(playground.state, (state) => state.stack);
  const next = nextToDo(playground.course, progress, stack);
  if (next === null) return <p className={styles.none}>{strings.allSolved}</p>;
  const { lesson, isBegun } = next;
  return (
    <a
      href={formatRoute(lesson.id, stack)}
      className={styles.continue}
      onClick={(event) => {
        event.preventDefault();
        goTo(lesson.id, stack);
        ui.close();
        ui.show('lesson');
      }}
    >
      <span className={styles.continueWord}>{isBegun ? strings.continueHere : strings.startHere}</span>
      <span className={styles.continueTitle}>{lesson.title}</span>
      <ArrowRight aria-hidden="true" />
    </a>
  );
}

/** @param excerpt where in the prose the search was found */
function LessonRow({ lesson, excerpt }: { readonly lesson: LessonSummary; readonly excerpt: string | null }): ReactNode {
  const { playground, ui } = useApp();
  const stack = useStore(playground.state, (state) => state.stack);
  const current = useStore(playground.state, (state) => state.lesson.kind === 'open' && state.lesson.lesson.id === lesson.id);
  const progress = useStore(playground.state, (state) => state.progress);
  const target = lesson.stacks.includes(stack) ? stack : null;
  return (
    <li>
      <a
        href={formatRoute(lesson.id, target)}
        className={styles.lesson}
        aria-current={current ? 'page' : undefined}
        onClick={(event) => {
          event.preventDefault();
          goTo(lesson.id, target);
          ui.close();
          ui.show('lesson');
        }}
      >
        <span className={styles.title} lang={CONTENT_LANGUAGE}>{lesson.title}</span>
        <span className={styles.time}>{strings.minutes(lesson.time)}</span>
        <span className={styles.summary} lang={CONTENT_LANGUAGE}>{excerpt ?? lesson.summary}</span>
        <span className={styles.stacks}>
          {playground.course.stacks
            .filter((candidate) => lesson.stacks.includes(candidate.id))
            .map((candidate) => {
              const state = progressState(progress[progressName(lesson.id, candidate.id)]);
              const Icon = icons[state];
              return (
                <span key={candidate.id} className={styles.stack} data-state={state}>
                  <Icon aria-hidden="true" />
                  <span translate="no">{candidate.title}</span>
                  <span className="visually-hidden">({strings.progressStates[state]})</span>
                </span>
              );
            })}
        </span>
      </a>
      {Object.values(progress).some((record) => record.lesson === lesson.id) ? (
        <span className={styles.reset}>
          <IconButton size="small" label={strings.resetProgress.of(lesson.title)} onPress={() => ui.open({ kind: 'reset-progress', lesson: lesson.id, title: lesson.title })}>
            <RotateCcw />
          </IconButton>
        </span>
      ) : null}
    </li>
  );
}
