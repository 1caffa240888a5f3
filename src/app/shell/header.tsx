// The bar at the top: where one is, the stack, and the three commands that matter.
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { TooltipTrigger } from 'react-aria-components/Tooltip';
import { CircleStop, Ellipsis, ListChecks, Play, Zap } from 'lucide-react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { commandOf, listCommands, type Command, type CommandId } from '../commands/commands.ts';
import { keysOf } from '../commands/shortcut.ts';
import { Button, Hint, IconButton, Keys } from '../controls/button.tsx';
import { MenuButton } from '../controls/menu.tsx';
import { goTo } from '../navigation.ts';
import { isActive } from '../session.ts';
import { settings } from '../settings.ts';
import { lessonWords, useLocale } from '../lesson/lesson-words.ts';
import { CONTENT_LANGUAGE } from '../locale.ts';
import { strings } from '../strings.ts';
import { useSiteTitle } from './site-config.ts';
import { Progress } from './progress.tsx';
import styles from './header.module.css';

/** The commands of the menu, what belongs together in a group. */
const menuGroups: readonly (readonly CommandId[])[] = [
  ['palette', 'catalogue', 'toggle-auto-check'],
  ['compare-solution', 'compare-start', 'earlier-versions', 'format-file', 'reset-file'],
  ['new-file', 'rename-file', 'delete-file', 'toggle-files'],
  ['share', 'download-zip', 'backup'],
  ['clear-console', 'shortcuts'],
];

function hintOf(command: Command, text: string): ReactNode {
  return (
    <>
      {text}
      {command.shortcut ? <Keys keys={keysOf(command.shortcut)} /> : null}
    </>
  );
}

/** @param narrow below 900 px: only what must always be in reach */
export function Header({ narrow }: { readonly narrow: boolean }): ReactNode {
  const app = useApp();
  const { playground, session, ui } = app;
  const lessonState = useStore(playground.state, (state) => state.lesson);
  const pending = useStore(playground.state, (state) => state.pending.size > 0);
  const isRunning = useStore(session.state, (state) => isActive(state.program));
  const autoCheck = useStore(settings, (state) => state.autoCheck);
  const title = useSiteTitle();
  const locale = useLocale();
  const commands = listCommands(app);
  const command = (id: CommandId): Command => commandOf(commands, id);
  const lesson = lessonState.kind === 'open' ? lessonState.lesson : null;
  const named = lesson === null ? null : lessonWords(lesson, locale);
  const part = playground.course.parts.find((candidate) => candidate.id === lesson?.partId);
  const active = isRunning || pending;
  const run = command('run');
  const stop = command('stop');
  const check = command('check');

  return (
    <header className={styles.header}>
      <AriaButton className={styles.place ?? ''} onPress={() => ui.open({ kind: 'catalogue' })} aria-label={named ? `${strings.catalogue}, ${part?.title ?? ''}, ${named.words.title}` : strings.catalogue}>
        <Mark />
        {narrow ? <span className={styles.title} lang={named?.language}>{named?.words.title}</span> : (
          <>
            <span className={styles.brand} translate="no">{title}</span>
            {named ? (
              <span className={styles.trail} lang={CONTENT_LANGUAGE}>
                <span className={styles.part}>{part?.title}</span>
                <span className={styles.slash} aria-hidden="true">/</span>
                <span className={styles.title} lang={named.language}>{named.words.title}</span>
              </span>
            ) : null}
          </>
        )}
      </AriaButton>
      {narrow ? null : <StackSwitch />}
      <div className={styles.spring} />
      {narrow ? null : <Progress />}
      <div className={styles.actions}>
        <Button icon={<Play />} isDisabled={!lesson} onPress={run.perform} hint={hintOf(run, active ? strings.runAgainHint : strings.runHint)}>
          {strings.run}
        </Button>
        {narrow ? (
          <IconButton label={strings.stop} isDisabled={!active} onPress={stop.perform}>
            <CircleStop />
          </IconButton>
        ) : (
          <Button variant="quiet" icon={<CircleStop />} isDisabled={!active} onPress={stop.perform} hint={hintOf(stop, strings.stopHint)}>
            {strings.stop}
          </Button>
        )}
        {narrow ? null : (
          <TooltipTrigger delay={500}>
            <ToggleButton className={styles.auto ?? ''} aria-label={strings.autoCheck} isSelected={autoCheck} onChange={(on) => settings.setState({ autoCheck: on })}>
              <Zap aria-hidden="true" />
            </ToggleButton>
            <Hint>{strings.autoCheckHint}</Hint>
          </TooltipTrigger>
        )}
        <Button variant="primary" icon={<ListChecks />} isDisabled={!lesson} onPress={check.perform} hint={hintOf(check, strings.checkHint)}>
          {strings.check}
        </Button>
      </div>
      <MenuButton
        label={strings.more}
        entries={menuGroups.flatMap((group, at) => group.map((id, index) => {
          const entry = command(id);
          const Icon = entry.icon;
          return {
            id, beginsGroup: at > 0 && index === 0, label: entry.label, icon: <Icon />, perform: entry.perform, disabled: !(entry.isEnabled?.() ?? true),
            ...(entry.shortcut && !narrow ? { keys: keysOf(entry.shortcut) } : {}),
          };
        }))}
      >
        <IconButton label={strings.more}>
          <Ellipsis />
        </IconButton>
      </MenuButton>
    </header>
  );
}

/** Express | Fastify | ... : each keeps its own work. */
export function StackSwitch(): ReactNode {
  const { playground } = useApp();
  const lessonState = useStore(playground.state, (state) => state.lesson);
  const stack = useStore(playground.state, (state) => state.stack);
  const lesson = lessonState.kind === 'open' ? lessonState.lesson : null;
  if (!lesson || lesson.stacks.length < 2) return null;
  return (
    <ToggleButtonGroup
      aria-label={strings.stack}
      className={styles.stacks ?? ''}
      disallowEmptySelection
      selectedKeys={[stack]}
      onSelectionChange={(keys) => {
        const [next] = keys;
        if (next !== undefined && next !== stack) goTo(lesson.id, String(next));
      }}
    >
      {playground.course.stacks
        .filter((candidate) => lesson.stacks.includes(candidate.id))
        .map((candidate) => (
          <ToggleButton key={candidate.id} id={candidate.id} className={styles.stack ?? ''} translate="no">
            {candidate.title}
          </ToggleButton>
        ))}
    </ToggleButtonGroup>
  );
}

function Mark(): ReactNode {
  return (
    <svg className={styles.mark} viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--accent)" />
      <path
        d="M9 8h8.2c3.4 0 5.6 1.7 5.6 4.4 0 1.8-1 3-2.5 3.5 2 .4 3.3 1.8 3.3 3.9 0 3-2.3 4.7-6 4.7H9V8Zm3.6 6.6h4c1.5 0 2.4-.7 2.4-1.8s-.9-1.8-2.4-1.8h-4v3.6Zm0 6.9h4.5c1.6 0 2.6-.8 2.6-2s-1-2-2.6-2h-4.5v4Z"
        fill="var(--accent-ink)"
      />
    </svg>
  );
}
