// A line that a program printed: ANSI colours as the terminal would show them, places in the learner's files as links.
import { Fragment, memo, type ReactNode } from 'react';
import Anser from 'anser';
import { useApp } from '../app-context.ts';
import { openAt, openPackageFile } from '../editor/file-actions.ts';
import { showPreview } from '../preview/open-preview.ts';
import { strings } from '../strings.ts';
import { namesAddress, splitPlaces } from './stack-links.ts';
import styles from './program-text.module.css';

const ESCAPE = '\u001b';

export const ProgramText = memo(function ProgramText({ text }: { readonly text: string }): ReactNode {
  if (!text.includes(ESCAPE)) return <Places text={text} />;
  return Anser.ansiToJson(text, { use_classes: true, remove_empty: true, json: true }).map((piece, index) => {
    const classes = [piece.fg, piece.bg && `${piece.bg}-bg`, ...piece.decorations].filter((name) => name).map((name) => styles[name ?? ''] ?? '');
    return (
      <span key={index} className={classes.join(' ')}>
        <Places text={piece.content} />
      </span>
    );
  });
});

function Places({ text }: { readonly text: string }): ReactNode {
  const app = useApp();
  const workdir = app.session.booted?.workdir;
  if (workdir === undefined || (!text.includes(workdir) && !namesAddress(text))) return text;
  const { files } = app.workspace.state.getState();
  return splitPlaces(text, workdir, (path) => files[path] !== undefined || path.startsWith('node_modules/')).map((part, index) => {
    const { place, address } = part;
    if (address) {
      return (
        <button key={index} type="button" className={styles.place} title={strings.showInPreview} onClick={() => showPreview(app, address)}>
          {part.text}
        </button>
      );
    }
    if (!place) return <Fragment key={index}>{part.text}</Fragment>;
    return (
      <button key={index} type="button" className={styles.place} title={strings.openAt(place.path, place.line)} data-library={files[place.path] === undefined ? '' : undefined} onClick={() => (files[place.path] === undefined ? void openPackageFile(app, place.path, place.line, place.column) : openAt(app, place.path, place.line, place.column))}>
        {part.text}
      </button>
    );
  });
}
