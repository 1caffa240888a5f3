// Hints, one rung at a time: from a nudge to nearly the answer.
import { useState, type ReactNode } from 'react';
import { Lightbulb } from 'lucide-react';
import { Button } from '../controls/button.tsx';
import { CONTENT_LANGUAGE } from '../locale.ts';
import { strings } from '../strings.ts';
import type { InLanguage } from './lesson-words.ts';
import styles from './hints.module.css';

/** @param hints rungs as HTML, made at build time; @param title the check they are for, where several stand together */
export function Hints({ hints: { words: rungs, language }, title }: { readonly hints: InLanguage<readonly string[]>; readonly title: string | null }): ReactNode {
  const [shown, setShown] = useState(0);
  if (rungs.length === 0) return null;
  return (
    <div className={styles.hints}>
      {title !== null && shown > 0 ? <p className={styles.title} lang={CONTENT_LANGUAGE}>{title}</p> : null}
      <div aria-live="polite">
        {rungs.slice(0, shown).map((html, index) => (
          <div key={index} className={styles.hint}>
            <p className={styles.number}>{strings.hintNumber(index + 1, rungs.length)}</p>
            <div className={styles.text} lang={language} dangerouslySetInnerHTML={{ __html: html }} />
          </div>
        ))}
      </div>
      {shown < rungs.length ? (
        <Button size="small" variant="quiet" icon={<Lightbulb />} onPress={() => setShown(shown + 1)} {...(title === null ? {} : { 'aria-label': `${shown === 0 ? strings.showHint : strings.nextHint(shown + 1, rungs.length)}: ${title}` })}>
          {shown === 0 ? strings.showHint : strings.nextHint(shown + 1, rungs.length)}
        </Button>
      ) : null}
    </div>
  );
}
