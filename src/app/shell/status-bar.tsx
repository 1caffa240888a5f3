// The line at the bottom: what runs and where, whether the work is saved, where the cursor is, the theme.
import type { ReactNode } from 'react';
import { Check, CheckCheck, CircleAlert, CloudOff, ExternalLink, LoaderCircle, Monitor, Moon, Sun } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { chosenContainer } from '../container-choice.ts';
import { MenuButton } from '../controls/menu.tsx';
import { openPreview } from '../preview/open-preview.ts';
import { settings, type Theme } from '../settings.ts';
import type { ProgramState } from '../session.ts';
import { strings } from '../strings.ts';
import { useSiteConfig } from './site-config.ts';
import styles from './status-bar.module.css';

const nextTheme: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const;

function programText(program: ProgramState): string {
  switch (program.kind) {
    case 'idle':
      return strings.programStates.idle;
    case 'booting':
      return program.message;
    case 'starting':
      return strings.programStates.starting;
    case 'running':
      return strings.programStates.running;
    case 'exited':
      return program.by === 'learner' ? strings.programStates.stopped : strings.programStates.exited(program.code);
    case 'failed':
      return strings.programStates.failed;
  }
}

/** Names of languages are the same in every language. */
const languageNames: Readonly<Record<string, string>> = {
  js: 'JavaScript', mjs: 'JavaScript', cjs: 'JavaScript', ts: 'TypeScript', mts: 'TypeScript', cts: 'TypeScript', json: 'JSON', md: 'Markdown', yml: 'YAML', yaml: 'YAML', sql: 'SQL', html: 'HTML', css: 'CSS', sh: 'Shell', txt: 'Text',
};

/** The language of a file by its ending; the ending itself for those that the editor does not know. */
function languageName(path: string): string {
  const ending = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return languageNames[ending] ?? ending;
}

/** What runs programs, and the choice of something else. */
function ContainerChoice({ label }: { readonly label: string | null }): ReactNode {
  const { session, playground } = useApp();
  const lesson = useStore(playground.state, (state) => (state.lesson.kind === 'open' ? state.lesson.lesson : null));
  const chosen = useStore(settings, (state) => state.container);
  const site = useSiteConfig().container;
  const current = chosenContainer({ learner: chosen, lesson, site });
  const entries = (['embedded', 'webcontainer'] as const).map((kind) => ({
    id: kind,
    label: strings.containers[kind],
    icon: kind === current ? <Check aria-hidden="true" /> : undefined,
    disabled: kind === current,
    perform: () => {
      settings.setState({ container: kind });
      void session.changeContainer();
    },
  }));
  const name = label ?? strings.containers[current];
  return (
    <MenuButton label={strings.containerMenu} entries={entries}>
      <AriaButton className={styles.theme ?? ''} aria-label={strings.containerMenuOf(name)} translate="no">
        {name}
      </AriaButton>
    </MenuButton>
  );
}

// What changes with every keystroke is a component of its own, so that a key renders no more than that.

function SavedState(): ReactNode {
  const { workspace } = useApp();
  const saved = useStore(workspace.state, (state) => state.saved);
  const problem = useStore(workspace.state, (state) => state.savedProblem);
  return (
    <span className={styles.item} data-saved={saved} title={saved === 'memory' ? strings.memoryOnly(problem ?? '') : strings.savedHint}>
      {saved === 'saved' ? <CheckCheck aria-hidden="true" /> : saved === 'saving' ? <LoaderCircle aria-hidden="true" /> : <CloudOff aria-hidden="true" />}
      {strings.savedStates[saved]}
    </span>
  );
}

function Cursor(): ReactNode {
  const { ui } = useApp();
  const cursor = useStore(ui.state, (state) => state.cursor);
  return <span className={`${styles.item ?? ''} ${styles.cursor ?? ''}`}>{cursor ? strings.cursor(cursor.line, cursor.column) : ''}</span>;
}

export function StatusBar({ narrow }: { readonly narrow: boolean }): ReactNode {
  const app = useApp();
  const { session, workspace, playground } = app;
  const { program, ports, label } = useStore(session.state);
  const active = useStore(workspace.state, (state) => state.active);
  const theme = useStore(settings, (state) => state.theme);
  const lesson = useStore(playground.state, (state) => (state.lesson.kind === 'open' ? state.lesson.lesson : null));
  const ThemeIcon = themeIcons[theme];
  const wrongPorts = lesson && ports.length > 0 && !ports.includes(lesson.port) ? ports : [];
  return (
    <footer className={styles.bar} data-narrow={narrow ? '' : undefined} aria-label={strings.statusBar}>
      <span className={`${styles.item ?? ''} ${styles.program ?? ''}`} data-program={program.kind} title={program.kind === 'failed' ? program.message : undefined}>
        <span className={styles.dot} aria-hidden="true" />
        <span>{programText(program)}</span>
      </span>
      {narrow ? null : <ContainerChoice label={label} />}
      {ports.map((port) => (
        <span key={port} className={styles.item} title={strings.portHint(port)} data-wrong={wrongPorts.includes(port) ? '' : undefined}>
          {wrongPorts.includes(port) ? <CircleAlert aria-hidden="true" /> : null}
          {strings.port(port)}
          <AriaButton className={styles.theme ?? ''} aria-label={strings.openPortInTab(port)} onPress={() => void openPreview(app, port)}>
            <ExternalLink aria-hidden="true" />
            {narrow ? null : strings.openInTab}
          </AriaButton>
        </span>
      ))}
      <span className={styles.spring} />
      <SavedState />
      {narrow || active === null ? null : <span className={styles.item} translate="no">{languageName(active)}</span>}
      {narrow ? null : <Cursor />}
      <AriaButton
        className={styles.theme ?? ''}
        aria-label={`${strings.theme}: ${strings.themes[theme]}`}
        onPress={() => settings.setState({ theme: nextTheme[theme] })}
      >
        <ThemeIcon aria-hidden="true" />
        {narrow ? null : strings.themes[theme]}
      </AriaButton>
    </footer>
  );
}
