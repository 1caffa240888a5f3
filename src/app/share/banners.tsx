// What stands above the panels when the files are not simply the learner's own in this one tab: somebody else's files, or another tab.
import { useEffect, useState, type ReactNode } from 'react';
import { Play } from 'lucide-react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { Button } from '../controls/button.tsx';
import { formatRoute } from '../route.ts';
import { strings } from '../strings.ts';
import styles from './share.module.css';

export function Banners(): ReactNode {
  const { workspace } = useApp();
  const foreign = useStore(workspace.state, (state) => state.foreign);
  return foreign === null ? <OtherTabs /> : <ForeignFiles from={foreign} />;
}

function ForeignFiles({ from }: { readonly from: 'link' | 'zip' }): ReactNode {
  const { playground, ui, workspace } = useApp();
  const { lesson } = playground;
  const stack = useStore(playground.state, (state) => state.stack);
  const showOwn = (): void => {
    if (lesson) history.replaceState(null, '', formatRoute(lesson.id, stack));
  };
  return (
    <section className={styles.banner} aria-label={strings.share.region}>
      <p>
        <strong>{strings.share.foreign[from]}</strong> {strings.share.foreignHint}
      </p>
      <div className={styles.bannerButtons}>
        <Button size="small" icon={<Play />} onPress={() => void playground.run()}>{strings.share.run}</Button>
        <Button size="small" variant="primary" onPress={() => void workspace.makeForeignMine().then(() => {
          showOwn();
          ui.notify(strings.share.madeMine);
        })}>
          {strings.share.makeMine}
        </Button>
        <Button size="small" onPress={() => {
          showOwn();
          if (lesson) void playground.open(lesson.id, stack).then(() => playground.readChecks());
        }}>
          {strings.share.leave}
        </Button>
      </div>
    </section>
  );
}

function OtherTabs(): ReactNode {
  const { tabs, workspace } = useApp();
  const key = useStore(workspace.state, (state) => state.key);
  const [others, setOthers] = useState(0);
  const [dismissed, setDismissed] = useState<unknown>(null);
  useEffect(() => tabs?.onOthers(setOthers), [tabs]);
  if (others === 0 || dismissed === key) return null;
  return (
    <section className={styles.banner} aria-label={strings.tabs.region}>
      <p role="status">{strings.tabs.open(others)}</p>
      <div className={styles.bannerButtons}>
        <Button size="small" onPress={() => setDismissed(key)}>{strings.tabs.dismiss}</Button>
      </div>
    </section>
  );
}
