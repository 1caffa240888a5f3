// The terminal: shells over the container's files, in tabs. Opening the panel opens the first shell.
import { useEffect, useRef, type ReactNode } from 'react';
import { Ear, Eraser, Plus, RotateCcw, X } from 'lucide-react';
import { useStore } from 'zustand';
import { useApp, type App } from '../app-context.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { followAddress } from '../preview/open-preview.ts';
import { PanelTools } from '../shell/panel-frame.tsx';
import { REGISTRY_ADDRESS } from '../../upstream/registry.ts';
import { settings } from '../settings.ts';
import { siteConfig } from '../shell/site-config.ts';
import { strings } from '../strings.ts';
import { LearnerDisk } from './disk-sync.ts';
import { XtermScreen } from './screen.ts';
import { HISTORY_FILE, ShellHistory } from './shell-history.ts';
import { Terminals, type OpenShell } from './terminals.ts';
import styles from './terminal-panel.module.css';

/** The shells of a page; they live as long as it. */
const made = new WeakMap<App, Terminals<XtermScreen>>();

function terminalsOf(app: App): Terminals<XtermScreen> {
  let terminals = made.get(app);
  if (terminals === undefined) {
    const disk = new LearnerDisk(app.workspace, () => app.playground.openDisk(), (message) => app.ui.notify(strings.diskFailed(message)));
    const history = new ShellHistory();
    terminals = new Terminals({
      async container() {
        const container = await disk.container();
        await history.follow(container);
        return container;
      },
      environment: (): Record<string, string> => ({ HISTFILE: HISTORY_FILE, ...(siteConfig().npmRegistry === null ? {} : { npm_config_registry: REGISTRY_ADDRESS }) }),
      createScreen: () => new XtermScreen((address) => followAddress(app, address)),
    });
    made.set(app, terminals);
  }
  return terminals;
}

export default function TerminalPanel(): ReactNode {
  const app = useApp();
  const terminals = terminalsOf(app);
  const { shells, active } = useStore(terminals.state);
  const screenReader = useStore(settings, (state) => state.screenReader);
  const shown = shells.find(({ id }) => id === active);

  useEffect(() => {
    if (terminals.state.getState().shells.length === 0) terminals.open();
  }, [terminals]);

  return (
    <div className={styles.panel}>
      <PanelTools>
        <IconButton size="small" label={screenReader ? strings.screenReaderOff : strings.screenReaderOn} aria-pressed={screenReader} onPress={() => settings.setState({ screenReader: !screenReader })}>
          <Ear />
        </IconButton>
        <IconButton size="small" label={strings.restartShell} isDisabled={!shown} onPress={() => shown && void terminals.restart(shown.id)}>
          <RotateCcw />
        </IconButton>
        <IconButton size="small" label={strings.clearTerminal} isDisabled={!shown} onPress={() => shown?.screen.clear()}>
          <Eraser />
        </IconButton>
        <IconButton size="small" label={strings.newShell} onPress={() => terminals.open()}>
          <Plus />
        </IconButton>
      </PanelTools>
      {shells.length > 1 ? (
        <div className={styles.tabs} role="group" aria-label={strings.shells}>
          {shells.map(({ id }, index) => (
            <span key={id} className={styles.tab} data-active={id === active}>
              <button type="button" aria-pressed={id === active} onClick={() => terminals.show(id)}>
                {strings.shellTab(index + 1)}
              </button>
              <IconButton size="small" label={strings.closeShell(index + 1)} onPress={() => terminals.close(id)}>
                <X />
              </IconButton>
            </span>
          ))}
        </div>
      ) : null}
      {shown ? <ShellScreen key={shown.id} shell={shown} onRestart={() => void terminals.restart(shown.id)} /> : (
        <p className={styles.empty}>
          {strings.noShell} <Button size="small" onPress={() => terminals.open()}>{strings.newShell}</Button>
        </p>
      )}
    </div>
  );
}

function ShellScreen({ shell, onRestart }: { readonly shell: OpenShell<XtermScreen>; readonly onRestart: () => void }): ReactNode {
  const { ui } = useApp();
  const place = useRef<HTMLDivElement>(null);
  const { screen, status } = shell;

  useEffect(() => {
    const parent = place.current;
    if (!parent) return undefined;
    const detach = screen.attach(parent);
    screen.focus();
    return detach;
  }, [screen]);

  useEffect(() => {
    if (status.kind === 'ended') ui.announce(strings.shellEnded(status.code));
    if (status.kind === 'lost') ui.announce(strings.shellLost(status.message));
  }, [status, ui]);

  return (
    <>
      {/* Ctrl and a letter are the shell's here, not the page's (shell.tsx). */}
      <div ref={place} className={styles.screen} data-own-keys="" aria-busy={status.kind === 'starting'} />
      {status.kind === 'starting' ? <p className={styles.status} role="status">{strings.shellStarts}</p> : null}
      {status.kind === 'ended' || status.kind === 'lost' ? (
        <p className={styles.status} role="status" data-kind={status.kind}>
          {status.kind === 'ended' ? strings.shellEnded(status.code) : strings.shellLost(status.message)}
          <Button size="small" onPress={onRestart}>{strings.restartShell}</Button>
        </p>
      ) : null}
    </>
  );
}
