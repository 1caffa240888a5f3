// The console: what the program printed, run by run. Follows the newest line until the learner scrolls away.
import { memo, useDeferredValue, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { ArrowDownToLine, Check, Copy, Eraser, Search, X } from 'lucide-react';
import { Input } from 'react-aria-components/Input';
import { SearchField } from 'react-aria-components/SearchField';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { IconButton } from '../controls/button.tsx';
import { copyText } from '../controls/clipboard.ts';
import { PanelTools } from '../shell/panel-frame.tsx';
import { strings } from '../strings.ts';
import type { ConsoleBlock, ConsoleLine } from './console-log.ts';
import { findLines, plainText } from './console-search.ts';
import { ProgramText } from './program-text.tsx';
import { namesAddress } from './stack-links.ts';
import { ThrownNote } from './thrown-note.tsx';
import styles from './console-panel.module.css';

export default function ConsolePanel(): ReactNode {
  const { console: log, problems, session, ui } = useApp();
  const { blocks: allBlocks, dropped, lineCount } = useSyncExternalStore(log.subscribe, log.snapshot);
  const problem = useStore(session.state, (state) => state.problem);
  const thrown = useStore(problems.state, (state) => state.thrown[0]);
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const search = useStore(ui.state, (state) => state.consoleSearch);
  // A long console is searched when the page has time for it: typing does not wait.
  const sought = useDeferredValue(search ?? '');
  const found = useMemo(() => findLines(allBlocks, sought), [allBlocks, sought]);
  const { blocks } = found;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && following) element.scrollTop = element.scrollHeight;
  }, [blocks, following, problem, thrown]);

  return (
    <div className={styles.panel}>
      <PanelTools>
        {following ? null : (
          <IconButton size="small" label={strings.scrollToEnd} onPress={() => setFollowing(true)}>
            <ArrowDownToLine />
          </IconButton>
        )}
        {search === null ? (
          <IconButton size="small" label={strings.searchConsole} onPress={() => ui.state.setState({ consoleSearch: '' })}>
            <Search />
          </IconButton>
        ) : (
          <div className={styles.search}>
            <SearchField aria-label={strings.searchConsole} autoFocus value={search} onChange={(text) => ui.state.setState({ consoleSearch: text })} onKeyDown={(event) => event.key === 'Escape' && ui.state.setState({ consoleSearch: null })}>
              <Input placeholder={strings.searchConsole} />
            </SearchField>
            <span className={styles.found} role="status">{sought === '' ? '' : strings.matchingLines(found.count)}</span>
            <IconButton size="small" label={strings.endSearch} onPress={() => ui.state.setState({ consoleSearch: null })}>
              <X />
            </IconButton>
          </div>
        )}
        <CopyAll isDisabled={lineCount === 0} text={() => plainText(blocks)} />
        <IconButton size="small" label={strings.clearConsole} isDisabled={lineCount === 0} onPress={() => log.clear()}>
          <Eraser />
        </IconButton>
      </PanelTools>
      <div
        ref={scroller}
        className={styles.lines}
        role="log"
        aria-label={strings.console}
        aria-live="off"
        tabIndex={0}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          const atEnd = scrollHeight - scrollTop - clientHeight < 24;
          if (atEnd !== following) setFollowing(atEnd);
        }}
      >
        {lineCount === 0 ? (
          <p className={styles.empty}>
            {strings.consoleEmpty} {strings.consoleEmptyHint}
          </p>
        ) : null}
        {dropped > 0 ? <p className={styles.dropped}>{strings.droppedLines(dropped)}</p> : null}
        {blocks.map((block) => (
          <Block key={block.id} block={block} />
        ))}
        {problem ? (
          <div className={styles.problem} role="alert">
            <p>
              {problem.message}
              {problem.hint ? ` ${problem.hint}` : ''}
            </p>
            {problem.kind === 'exited' && thrown ? <ThrownNote error={thrown} /> : null}
          </div>
        ) : null}
      </div>
    </div>
  );
}

function CopyAll({ isDisabled, text }: { readonly isDisabled: boolean; readonly text: () => string }): ReactNode {
  const { ui } = useApp();
  const [copied, setCopied] = useState(false);
  return (
    <IconButton
      size="small"
      label={strings.copyConsole}
      isDisabled={isDisabled}
      onPress={() =>
        void copyText(text()).then((done) => {
          if (!done) return;
          setCopied(true);
          ui.announce(strings.copied);
          setTimeout(() => setCopied(false), 1500);
        })
      }
    >
      {copied ? <Check /> : <Copy />}
    </IconButton>
  );
}

/** Consecutive lines that are one element: those of a plain kind together, the others alone. */
interface Run {
  readonly id: number;
  readonly kind: ConsoleLine['kind'];
  readonly text: string;
  readonly isPlain: boolean;
  /** the first of a row of lines of stderr: it says so in a word, not in colour alone */
  readonly isFirstOfErrors: boolean;
}

const Block = memo(function Block({ block }: { readonly block: ConsoleBlock }): ReactNode {
  const workdir = useApp().session.booted?.workdir;
  return (
    <div className={styles.block}>
      {runsOf(block.lines, workdir).map((run) => (
        <div key={run.id} className={styles.line} data-kind={run.kind} translate={run.kind === 'stdout' || run.kind === 'stderr' ? 'no' : undefined}>
          {run.isFirstOfErrors ? <span className={styles.mark}>{strings.stderrMark}</span> : null}
          {run.isPlain ? run.text : run.kind === 'stdout' || run.kind === 'stderr' ? <ProgramText text={run.text} /> : <span>{run.text}</span>}
        </div>
      ))}
    </div>
  );
});

/** Lines without colours and places are one text: an element for each would cost too much where a program prints without end. */
function runsOf(lines: readonly ConsoleLine[], workdir: string | undefined): readonly Run[] {
  const runs: { id: number; kind: ConsoleLine['kind']; texts: string[]; isPlain: boolean }[] = [];
  for (const line of lines) {
    const isPlain = (line.kind === 'stdout' || line.kind === 'stderr') && !line.text.includes('\u001b') && !namesAddress(line.text) && !(workdir !== undefined && line.text.includes(workdir));
    const last = runs.at(-1);
    if (last && last.isPlain && isPlain && last.kind === line.kind) last.texts.push(line.text);
    else runs.push({ id: line.id, kind: line.kind, texts: [line.text], isPlain });
  }
  return runs.map(({ texts, ...run }, index) => ({ ...run, text: texts.join('\n'), isFirstOfErrors: run.kind === 'stderr' && runs[index - 1]?.kind !== 'stderr' }));
}
