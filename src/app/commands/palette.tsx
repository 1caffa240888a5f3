// The command palette: every command and every lesson, found by typing.
import { useMemo, type ReactNode } from 'react';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { SearchField } from 'react-aria-components/SearchField';
import { BookOpen } from 'lucide-react';
import { useApp } from '../app-context.ts';
import { Keys } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { goTo } from '../navigation.ts';
import { lessonsOf } from '../playground.ts';
import { CONTENT_LANGUAGE } from '../locale.ts';
import { strings } from '../strings.ts';
import { listCommands } from './commands.ts';
import { keysOf } from './shortcut.ts';
import styles from './palette.module.css';

export function Palette(): ReactNode {
  const app = useApp();
  const { contains } = useFilter({ sensitivity: 'base' });
  const commands = useMemo(() => listCommands(app).filter((command) => command.id !== 'palette' && (command.isEnabled?.() ?? true)), [app]);
  const lessons = lessonsOf(app.playground.course);
  const perform = (act: () => void): void => {
    app.ui.close();
    // After the dialog has given the focus back, so that the command may move it.
    requestAnimationFrame(act);
  };
  return (
    <Dialog title={strings.commandPalette} shape="palette" onClose={() => app.ui.close()}>
      {/* Each word of what is typed must be found. */}
      <Autocomplete filter={(text, input) => input.split(/\s+/).every((word) => contains(text, word))}>
        <SearchField aria-label={strings.searchCommands} autoFocus className={styles.search ?? ''}>
          <Input placeholder={strings.searchCommands} />
        </SearchField>
        {/* The list itself is never focused (the search field names the active entry), so what scrolls it must be. */}
        <div className={styles.scroller} tabIndex={0} role="group" aria-label={strings.commandPalette}>
          <Menu aria-label={strings.commandPalette} className={styles.menu ?? ''} renderEmptyState={() => <p className={styles.none}>{strings.noCommandFound}</p>}>
            {[
              ...commands.map((command) => {
                const Icon = command.icon;
                return (
                  <MenuItem key={command.id} id={command.id} textValue={`${command.label} ${command.keywords ?? ''}`} className={styles.item ?? ''} onAction={() => perform(command.perform)}>
                    <Icon aria-hidden="true" />
                    <span className={styles.label}>{command.label}</span>
                    {command.shortcut ? <Keys keys={keysOf(command.shortcut)} /> : null}
                  </MenuItem>
                );
              }),
              ...lessons.map((lesson) => (
                <MenuItem key={`lesson:${lesson.id}`} id={`lesson:${lesson.id}`} textValue={`${strings.lesson} ${lesson.title}`} className={styles.item ?? ''} onAction={() => perform(() => goTo(lesson.id, app.playground.state.getState().stack))}>
                  <BookOpen aria-hidden="true" />
                  <span className={styles.label} lang={CONTENT_LANGUAGE}>{lesson.title}</span>
                  <span className={styles.kind}>{strings.lesson}</span>
                </MenuItem>
              )),
            ]}
          </Menu>
        </div>
      </Autocomplete>
    </Dialog>
  );
}
