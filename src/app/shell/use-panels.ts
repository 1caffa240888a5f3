// The panels of the open lesson, for those who draw them.
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { panelsFor, type PanelDescription, type PanelSide } from './panels.ts';

/** @param side only those that stand there on a wide screen; absent: all */
export function usePanels(side?: PanelSide): readonly PanelDescription[] {
  const { playground } = useApp();
  const lesson = useStore(playground.state, (state) => (state.lesson.kind === 'open' ? state.lesson.lesson : null));
  return useMemo(() => panelsFor(lesson).filter((panel) => side === undefined || panel.side === side), [lesson, side]);
}
