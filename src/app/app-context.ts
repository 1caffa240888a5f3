// What every component may reach: the one set of stores and services that the page is made of.
import { createContext, useContext } from 'react';
import type { ConsoleLog } from './console/console-log.ts';
import type { DatabaseExplorer } from './database/database-explorer.ts';
import type { RuntimeProblems } from './console/runtime-problems.ts';
import type { EditorLink } from './editor/editor-link.ts';
import type { Interface } from './interface-state.ts';
import type { Playground } from './playground.ts';
import type { PreviewLink } from './preview/preview-link.ts';
import type { ExchangeLog } from './network/exchange-log.ts';
import type { RequestsClient } from './requests/requests-client.ts';
import type { Session } from './session.ts';
import type { LearnerDatabase } from '../lesson/saved-work-database.ts';
import type { Tabs } from '../lesson/tabs.ts';
import type { Workspace } from './workspace.ts';

export interface App {
  readonly workspace: Workspace;
  readonly session: Session;
  readonly preview: PreviewLink;
  readonly console: ConsoleLog;
  readonly problems: RuntimeProblems;
  readonly playground: Playground;
  readonly editorLink: EditorLink;
  /** what went in and out of the container, for the Network panel */
  readonly exchanges: ExchangeLog;
  readonly requests: RequestsClient;
  /** what the Database panel shows and asks of the lesson's Postgres */
  readonly explorer: DatabaseExplorer;
  readonly database: LearnerDatabase;
  /** other tabs of the site; null where the browser cannot tell */
  readonly tabs: Tabs | null;
  readonly ui: Interface;
}

export const AppContext = createContext<App | null>(null);

/** @throws when there is no AppContext above the component */
export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('useApp needs an AppContext above it');
  return app;
}
