// The page's heading while the lesson, whose title it is, is out of sight: a page has one for whoever goes by headings.
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { lessonWords, useLocale } from '../lesson/lesson-words.ts';
import { strings } from '../strings.ts';

export function HiddenTitle(): ReactNode {
  const { playground } = useApp();
  const lesson = useStore(playground.state, (state) => (state.lesson.kind === 'open' ? state.lesson.lesson : null));
  const locale = useLocale();
  if (lesson === null) return <h1 className="visually-hidden">{strings.appName}</h1>;
  const { words, language } = lessonWords(lesson, locale);
  return <h1 className="visually-hidden" lang={language}>{words.title}</h1>;
}
