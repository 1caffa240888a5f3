// Every lesson of the course, with how far the learner is in each stack.
import { useState, type ReactNode } from 'react';
import { Input, SearchField } from 'react-aria-components';
import { CircleCheck, CircleDashed, CircleDot, Search } from 'lucide-react';
import { useStore } from 'zustand';
import type { LessonSummary } from '../../lesson/lesson.ts';
import { progressState, type ProgressState } from '../../lesson/progress.ts';
import { useApp } from '../app-context.ts';
import { Dialog } from '../controls/dialog.tsx';
import { useSiteConfig } from '../shell/site-config.ts';
import { goTo } from '../navigation.ts';
import { progressName } from '../playground.ts';
import { formatRoute } from '../route.ts';
import { strings } from '../strings.ts';
import styles from './catalogue.module.css';

const icons: Readonly<Record<ProgressState, typeof CircleDot>> = { new: CircleDashed, begun: CircleDot, solved: CircleCheck };

export function Catalogue(): ReactNode {
  const { playground, ui } = useApp();
  const [search, setSearch] = useState('');
  const { course } = playground;
  const { links } = useSiteConfig();
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const matches = (lesson: LessonSummary, part: string): boolean => {
    const text = `${part} ${lesson.title} ${lesson.summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const parts = course.parts
    .map((part) => ({ part, lessons: part.lessons.filter((lesson) => matches(lesson, part.title)) }))
    .filter(({ lessons }) => lessons.length > 0);
  return (
    <Dialog title={strings.catalogueTitle} shape="drawer" onClose={() => ui.close()}>
      <SearchField aria-label={strings.searchLessons} value={search} onChange={setSearch} autoFocus className={styles.search ?? ''}>
        <Search aria-hidden="true" />
        <Input placeholder={strings.searchLessons} />
      </SearchField>
      <div className={styles.parts}>
        {parts.length === 0 ? <p className={styles.none}>{strings.noLessonFound}</p> : null}
        {parts.map(({ part, lessons }) => (
          <section key={part.id} aria-labelledby={`part-${part.id}`}>
            <h3 id={`part-${part.id}`} className={styles.part}>{part.title}</h3>
            <ol className={styles.lessons}>
              {lessons.map((lesson) => (
                <LessonRow key={lesson.id} lesson={lesson} />
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

function LessonRow({ lesson }: { readonly lesson: LessonSummary }): ReactNode {
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
        <span className={styles.title}>{lesson.title}</span>
        <span className={styles.time}>{strings.minutes(lesson.time)}</span>
        <span className={styles.summary}>{lesson.summary}</span>
        <span className={styles.stacks}>
          {playground.course.stacks
            .filter((candidate) => lesson.stacks.includes(candidate.id))
            .map((candidate) => {
              const state = progressState(progress[progressName(lesson.id, candidate.id)]);
              const Icon = icons[state];
              return (
                <span key={candidate.id} className={styles.stack} data-state={state}>
                  <Icon aria-hidden="true" />
                  {candidate.title}
                  <span className="visually-hidden">({strings.progressStates[state]})</span>
                </span>
              );
            })}
        </span>
      </a>
    </li>
  );
}
