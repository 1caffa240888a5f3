// Which verdicts are about the files as they are now.
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { useApp } from '../app-context.ts';

/**
 * Ids of the checks whose verdict is about the present files. Every keystroke makes the files others, so whoever asks is only rendered anew when the
 * answer is another.
 */
export function useCurrentVerdicts(): readonly string[] {
  const { playground, workspace } = useApp();
  const verdicts = useStore(playground.state, (state) => state.verdicts);
  return useStore(workspace.state, useShallow(({ version }) => Object.keys(verdicts).filter((id) => verdicts[id]?.version === version)));
}
