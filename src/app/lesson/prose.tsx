// The lesson's prose: HTML made at build time (tools/lessons), with buttons on its code and ticks on its tasks. The HTML is safe by construction:
// authors' raw HTML is refused by the build.
import { memo, useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import type { Lesson } from '../../lesson/lesson.ts';
import { useApp, type App } from '../app-context.ts';
import { copyText } from '../controls/clipboard.ts';
import { goTo } from '../navigation.ts';
import { strings } from '../strings.ts';
import { lessonWords, useLocale } from './lesson-words.ts';
import { useTaskStates } from './task-states.ts';
import styles from './prose.module.css';

/** Languages whose code may go into the learner's file. */
const insertable: readonly string[] = ['js', 'ts', 'json', 'sql', 'html', 'yaml'];

export function Prose({ lesson, stack }: { readonly lesson: Lesson; readonly stack: string }): ReactNode {
  const app = useApp();
  const { words, language } = lessonWords(lesson, useLocale());
  const html = words.html[stack] ?? '';
  const root = useRef<HTMLDivElement>(null);
  const states = useTaskStates(lesson);

  // Before the first paint, so that nothing moves.
  useLayoutEffect(() => {
    if (root.current) addCodeButtons(root.current, app);
  }, [html, app]);

  useLayoutEffect(() => {
    for (const heading of root.current?.querySelectorAll<HTMLElement>('h2[data-task]') ?? []) {
      const done = states[Number(heading.dataset['task'])] === 'done';
      heading.dataset['state'] = done ? 'done' : 'open';
      let label = heading.querySelector<HTMLElement>('.visually-hidden');
      if (!label) {
        label = document.createElement('span');
        label.className = 'visually-hidden';
        heading.append(label);
      }
      label.lang = document.documentElement.lang;
      label.textContent = ` (${done ? strings.taskDone : strings.taskOpen})`;
    }
  });

  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const onClick = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      const href = link?.getAttribute('href');
      if (!link || !href?.startsWith('#')) return;
      // The fragment is the page's address; places within the lesson are scrolled to without it.
      event.preventDefault();
      const target = link.dataset['lesson'];
      if (target !== undefined) goTo(target, app.playground.state.getState().stack);
      else document.getElementById(href.slice(1))?.scrollIntoView({ block: 'start' });
    };
    element.addEventListener('click', onClick);
    return () => element.removeEventListener('click', onClick);
  }, [app]);

  return (
    <div ref={root} lang={language}>
      <Html key={`${lesson.id}@${stack}@${language}`} html={html} />
    </div>
  );
}

/** Rendered once for each text: the buttons that are added to it must not be thrown away by another render. */
const Html = memo(function Html({ html }: { readonly html: string }): ReactNode {
  return <div className={styles.prose} dangerouslySetInnerHTML={{ __html: html }} />;
});

function addCodeButtons(root: HTMLElement, app: App): void {
  for (const pre of root.querySelectorAll<HTMLElement>('pre[data-code]')) {
    if (pre.parentElement?.dataset['codeBlock'] !== undefined) continue;
    const block = document.createElement('div');
    block.dataset['codeBlock'] = '';
    block.className = styles.block ?? '';
    pre.replaceWith(block);
    const bar = document.createElement('div');
    bar.className = styles.bar ?? '';
    const text = pre.textContent ?? '';
    const copy = button(strings.copyCode, () => {
      void copyText(text).then((copied) => {
        if (!copied) return;
        copy.textContent = strings.copied;
        app.ui.announce(strings.copied);
        setTimeout(() => (copy.textContent = strings.copyCode), 1500);
      });
    });
    bar.append(copy);
    if (insertable.includes(pre.dataset['language'] ?? '')) {
      const insert = button(strings.insertCode, () => {
        app.ui.state.setState({ comparing: null, viewing: null });
        app.ui.show('editor');
        app.editorLink.use((editor) => editor.insert(text));
      });
      insert.title = strings.insertCodeHint;
      bar.append(insert);
    }
    // A wide block is scrolled with the keyboard too.
    pre.tabIndex = 0;
    block.append(pre, bar);
  }
}

function button(label: string, perform: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.lang = document.documentElement.lang;
  element.textContent = label;
  element.addEventListener('click', perform);
  return element;
}
