// Passing one's files on: as a link that carries them, or as a zip; and opening a zip.
import { useEffect, useId, useState, type ReactNode } from 'react';
import { Copy, FileArchive, FolderOpen } from 'lucide-react';
import { useStore } from 'zustand';
import { ForeignFilesError } from '../../lesson/foreign-files.ts';
import { encodeShared, LONG_LINK } from '../../lesson/share.ts';
import { useApp } from '../app-context.ts';
import { Button } from '../controls/button.tsx';
import { copyText } from '../controls/clipboard.ts';
import { Dialog } from '../controls/dialog.tsx';
import { lessonsOf } from '../playground.ts';
import { formatRoute, formatShared } from '../route.ts';
import { strings } from '../strings.ts';
import { downloadZip } from './download-zip.ts';
import styles from './share.module.css';

const text = strings.share;

type Link = { readonly kind: 'making' } | { readonly kind: 'made'; readonly url: string } | { readonly kind: 'refused'; readonly reason: string };

export function ShareDialog(): ReactNode {
  const app = useApp();
  const { playground, ui, workspace } = app;
  const files = useStore(workspace.state, (state) => state.files);
  const stack = useStore(playground.state, (state) => state.stack);
  const lesson = playground.lesson?.id ?? '';
  const [link, setLink] = useState<Link>({ kind: 'making' });
  const field = useId();

  useEffect(() => {
    let stale = false;
    encodeShared({ lesson, stack, files }).then(
      (shared) => !stale && setLink({ kind: 'made', url: new URL(formatShared(lesson, stack, shared), location.href).href }),
      (error: unknown) => !stale && setLink({ kind: 'refused', reason: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      stale = true;
    };
  }, [files, lesson, stack]);

  const openZip = async (file: File): Promise<void> => {
    try {
      const { readZip } = await import('../../lesson/zip.ts');
      const shared = readZip(new Uint8Array(await file.arrayBuffer()));
      if (!lessonsOf(playground.course).some(({ id }) => id === shared.lesson)) throw new ForeignFilesError(text.unknownLesson(shared.lesson));
      ui.close();
      await playground.open(shared.lesson, shared.stack, { files: shared.files, from: 'zip' });
      history.replaceState(null, '', formatRoute(shared.lesson, playground.state.getState().stack));
      void playground.readChecks();
    } catch (error) {
      if (!(error instanceof ForeignFilesError)) throw error;
      ui.notify(text.zipRefused(error.message));
    }
  };

  return (
    <Dialog title={text.title} onClose={() => ui.close()}>
      <div className={styles.content}>
        <p>{text.intro}</p>
        <label htmlFor={field} className={styles.label}>{text.link}</label>
        <div className={styles.link}>
          <input id={field} className={styles.field} readOnly value={link.kind === 'made' ? link.url : link.kind === 'making' ? text.making : ''} onFocus={(event) => event.target.select()} />
          <Button variant="primary" icon={<Copy />} isDisabled={link.kind !== 'made'} onPress={() => {
            if (link.kind !== 'made') return;
            void copyText(link.url).then((done) => ui.notify(done ? text.linkCopied : strings.networkPanel.notCopied));
          }}>
            {text.copyLink}
          </Button>
        </div>
        {link.kind === 'refused' ? <p className={styles.problem} role="alert">{link.reason}</p> : null}
        {link.kind === 'made' && link.url.length > LONG_LINK ? <p className={styles.hint}>{text.longLink(link.url.length)}</p> : null}
        <p>{text.zipIntro}</p>
        <div className={styles.buttons}>
          <Button icon={<FileArchive />} onPress={() => void downloadZip(app)}>{text.downloadZip}</Button>
          <OpenFile label={text.openZip} accept=".zip,application/zip" onFile={(file) => void openZip(file)} />
        </div>
      </div>
    </Dialog>
  );
}

/** A button that asks for one file. */
export function OpenFile({ label, accept, onFile }: { readonly label: string; readonly accept: string; readonly onFile: (file: File) => void }): ReactNode {
  const id = useId();
  return (
    <>
      <Button icon={<FolderOpen />} onPress={() => document.getElementById(id)?.click()}>{label}</Button>
      <input
        id={id} type="file" accept={accept} className="visually-hidden" tabIndex={-1} aria-hidden="true"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
    </>
  );
}
