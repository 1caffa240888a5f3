// The learner's server as a browser shows it: an address bar over a frame. The frame's page is the site's own, the document within it is not
// (src/service-worker/previews.ts).
import { useState, type ReactNode } from 'react';
import { ExternalLink, RotateCw } from 'lucide-react';
import { Input } from 'react-aria-components/Input';
import { TextField } from 'react-aria-components/TextField';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { IconButton } from '../controls/button.tsx';
import { strings } from '../strings.ts';
import { openPreview } from './open-preview.ts';
import styles from './preview-panel.module.css';

/** What is typed into the address bar: a path, or the address of a port of this machine. */
function readAddress(text: string, port: number): { port: number; target: string } {
  const given = text.trim();
  const [, digits, target = ''] = /^(?:https?:\/\/)?localhost:(\d+)(.*)$/.exec(given) ?? [];
  const path = digits === undefined ? given : target;
  return { port: digits === undefined ? port : Number(digits), target: path.startsWith('/') ? path : `/${path}` };
}

export default function PreviewPanel(): ReactNode {
  const app = useApp();
  const { preview, problem, frame, asked } = useStore(app.preview.state);
  const lessonPort = useStore(app.playground.state, (state) => (state.lesson.kind === 'open' ? state.lesson.lesson.port : 3000));
  const ports = useStore(app.session.state, (state) => state.ports);
  const port = ports.includes(lessonPort) ? lessonPort : (ports[0] ?? lessonPort);
  const [typed, setTyped] = useState<string | null>(null);
  const shown = asked.address ?? { port, target: '/' };
  const at = frame ?? shown;
  // The frame goes with the program, so that the next one's page is loaded anew.
  const listening = ports.includes(shown.port);

  return (
    <div className={styles.panel}>
      <form
        className={styles.bar}
        onSubmit={(event) => {
          event.preventDefault();
          app.preview.show(readAddress(typed ?? at.target, at.port));
          setTyped(null);
        }}
      >
        <IconButton size="small" label={strings.previewReload} onPress={() => app.preview.show(at)}>
          <RotateCw />
        </IconButton>
        <TextField aria-label={strings.previewAddress} className={styles.address ?? ''} value={typed ?? `localhost:${at.port}${at.target}`} onChange={setTyped} onBlur={() => setTyped(null)}>
          <Input className={styles.input ?? ''} spellCheck="false" autoCapitalize="off" />
        </TextField>
        <IconButton size="small" label={strings.openInTab} isDisabled={preview === null} onPress={() => void openPreview(app, at.port, at.target)}>
          <ExternalLink />
        </IconButton>
      </form>
      {problem !== null ? (
        <p className={styles.note} role="alert">{strings.previewImpossible(problem)}</p>
      ) : preview === null || !listening ? (
        <p className={styles.note}>{strings.previewNotYet(shown.port)} {strings.consoleEmptyHint}</p>
      ) : (
        <iframe key={`${preview.id} ${asked.turn}`} className={styles.frame} title={strings.previewFrame} src={preview.urlOf(shown.port, shown.target)} />
      )}
    </div>
  );
}
