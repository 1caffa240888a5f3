// The page's heading while the lesson, whose title it is, is out of sight: a page has one for whoever goes by headings.
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { CONTENT_LANGUAGE } from '../locale.ts';
import { strings } from '../strings.ts';

export function HiddenTitle(): ReactNode {
  const { playground } = useApp();
  const title = useStore(playground.state, ({ lesson }) => (lesson.kind === 'open' ? lesson.lesson.title : null));
  return title === null ? <h1 className="visually-hidden">{strings.appName}</h1> : <h1 className="visually-hidden" lang={CONTENT_LANGUAGE}>{title}</h1>;
}
