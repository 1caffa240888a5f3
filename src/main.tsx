// The page begins here: stores and services are made, the address is followed, and the first lesson's prose is put on the screen. Everything
// heavy (editor, checks, container) is loaded after that.
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './app/style/tokens.css';
import './app/style/base.css';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import wholeCourse from 'virtual:course';
import { loadLesson, loadUpstream } from 'virtual:lessons';
import type { CheckRunner } from './app/checks/check-runner.ts';
import { autoCheck } from './app/auto-check.ts';
import { chosenContainer } from './app/container-choice.ts';
import { AppContext, type App } from './app/app-context.ts';
import { ConsoleLog } from './app/console/console-log.ts';
import { DatabaseExplorer } from './app/database/database-explorer.ts';
import { RuntimeProblems } from './app/console/runtime-problems.ts';
import { ExchangeLog } from './app/network/exchange-log.ts';
import { RequestsClient } from './app/requests/requests-client.ts';
import { SolutionServer } from './app/requests/solution-server.ts';
import { isNarrow } from './app/controls/use-media.ts';
import { editorReady } from './app/editor/editor-ready.ts';
import { EditorLink } from './app/editor/editor-link.ts';
import { firstPaint } from './app/first-paint.ts';
import { Interface } from './app/interface-state.ts';
import { PreviewLink } from './app/preview/preview-link.ts';
import { followLocale, shownLocale } from './app/locale.ts';
import { lessonsOf, Playground, type ForeignFiles } from './app/playground.ts';
import { formatRoute, formatShared, parseRoute } from './app/route.ts';
import { Session } from './app/session.ts';
import { followTheme, settings } from './app/settings.ts';
import { downloadZip } from './app/share/download-zip.ts';
import { preloadMenus } from './app/controls/menu.tsx';
import { loadTypedDialogs } from './app/shell/dialogs.tsx';
import { preloadPanels, Shell } from './app/shell/shell.tsx';
import { courseOfSite, readSiteConfig, siteConfig } from './app/shell/site-config.ts';
import { strings } from './app/strings.ts';
import { Workspace } from './app/workspace.ts';
import { localJournal, savedWork } from './lesson/saved-work.ts';
import { lessonUpstream } from './upstream/lesson-upstream.ts';
import { withRegistry } from './upstream/registry.ts';
import { openLearnerDatabase } from './lesson/saved-work-database.ts';
import { browserTabs } from './lesson/tabs.ts';

/** The checks' own code is large (XPath, JSONPath, the Hurl reader), so it comes after the prose. */
const runner: CheckRunner = {
  list: async (files) => (await import('./app/checks/hurl-runner.ts')).hurlRunner.list(files),
  run: async (run) => (await import('./app/checks/hurl-runner.ts')).hurlRunner.run(run),
};

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element with the id "root"');
  followTheme(() => undefined);
  await followLocale();

  // The prose is fetched while storage is opened and the site's settings are read; what is wrong with it is told when it is asked for.
  const wanted = parseRoute(location.hash).lesson ?? settings.getState().lesson ?? lessonsOf(wholeCourse)[0]?.id;
  if (wanted !== undefined) loadLesson(wanted).catch(() => undefined);
  const layout = preloadPanels();

  const ui = new Interface();
  const log = new ConsoleLog(soon);
  const [database, configProblems] = await Promise.all([openLearnerDatabase(), readSiteConfig()]);
  const { course, problems: courseProblems } = courseOfSite(wholeCourse, siteConfig());
  const tabs = browserTabs();
  const workspace = new Workspace(savedWork(database, localJournal()), tabs);
  const exchanges = new ExchangeLog(soon);
  if (database.kind === 'memory') workspace.setMemoryOnly(database.reason ?? '');
  const session: Session = new Session({
    boot: async (options) =>
      (await import('./container/boot.ts')).bootContainer({
        ...options,
        clientId: siteConfig().stackblitzClientId ?? undefined,
        onFallback: (reason) => ui.notify(strings.webContainerFailed(reason), undefined, { lasting: true }),
      }),
    wanted: () => chosenContainer({ learner: settings.getState().container, lesson: playground.lesson, site: siteConfig().container }),
    console: log,
    clock: () => new Date().toLocaleTimeString(document.documentElement.lang),
    onContainer: (container) => void container.exchanges.listen(exchanges.record),
    onRun: (title) => exchanges.divider(title),
  });
  const outsideOfSolution = lessonUpstream({ load: loadUpstream, onProblem: () => undefined });
  const solution: SolutionServer = new SolutionServer({
    boot: async (options) => {
      const container = await (await import('./container/boot.ts')).bootContainer({ ...options, kind: 'embedded' });
      container.playOutside?.(outsideOfSolution.world);
      return container;
    },
    solution: () => playground.solution(),
    onStart: () => outsideOfSolution.begin(playground.lesson?.id ?? null),
  });
  const requests = new RequestsClient({ database, container: () => session.booted, solution, schedule: soon });
  const playground: Playground = new Playground({ course, loadLesson, workspace, session, runner, database, announce: (text) => ui.announce(text) });
  const explorer = new DatabaseExplorer({
    connect: async (use) => {
      const [connection, { PostgresClient }] = await Promise.all([session.connectToDatabase(use), import('./container/postgres/client.ts')]);
      return PostgresClient.connect(connection);
    },
    now: () => performance.now(),
    announce: (message) => ui.announce(message),
  });
  const preview = new PreviewLink({ serve: async (container) => (await import('./preview/preview.ts')).servePreviews(container) });
  const upstream = lessonUpstream({ load: loadUpstream, onProblem: (message) => log.notice(message) });
  const outside = withRegistry(() => siteConfig().npmRegistry, upstream.world);
  session.state.subscribe((now, before) => {
    preview.follow(session.booted);
    session.booted?.playOutside?.(outside);
    // Each run of a program meets the outside world as it was at first.
    if (now.program.kind === 'starting' && before.program.kind !== 'starting') {
      upstream.begin(playground.lesson?.id ?? null);
      solution.renew();
    }
  });
  // However a lesson is opened (by its address, out of a zip): its requests come with it, and it is the one to go on with.
  playground.state.subscribe((now, before) => {
    if (now.lesson.kind !== 'open') return;
    const { lesson } = now.lesson;
    const isAnother = before.lesson.kind !== 'open' || before.lesson.lesson.id !== lesson.id;
    if (isAnother) void requests.open({ course: Playground.courseId, lesson: lesson.id }, lesson.port);
    // What ran was another lesson's solution, or another stack's; so was what its database held.
    if (isAnother || now.stack !== before.stack) {
      void solution.close();
      explorer.forget();
      settings.setState({ lesson: lesson.id, stack: now.stack });
    }
  });
  autoCheck({ workspace, playground });
  const problems = new RuntimeProblems(session, (path) => workspace.state.getState().files[path]);
  const app: App = { workspace, session, preview, console: log, problems, playground, editorLink: new EditorLink(), exchanges, requests, explorer, database, tabs, ui };

  /** The files that an address carries; null where there are none, or none that can be used: then the learner's own work opens. */
  const readShared = async (shared: string | null): Promise<ForeignFiles | null> => {
    if (shared === null) return null;
    const { decodeShared } = await import('./lesson/share.ts');
    try {
      return { files: (await decodeShared(shared)).files, from: 'link' };
    } catch (error) {
      ui.notify(strings.share.linkRefused(error instanceof Error ? error.message : String(error)));
      return null;
    }
  };

  const follow = async (): Promise<void> => {
    const route = parseRoute(location.hash);
    const known = lessonsOf(course);
    const { stack, lesson: last } = settings.getState();
    const id = route.lesson ?? known.find((lesson) => lesson.id === last)?.id ?? known[0]?.id;
    if (id === undefined) {
      playground.state.setState({ lesson: { kind: 'failed', id: '', message: strings.courseEmpty } });
      return;
    }
    const before = playground.lesson?.id;
    ui.state.setState({ comparing: null, viewing: null, openChecks: new Set(), ...(before === undefined || before === id ? {} : { panel: 'lesson' as const }) });
    const foreign = await readShared(route.shared);
    await playground.open(id, route.stack ?? stack, foreign);
    const opened = playground.lesson;
    if (!opened || opened.id !== id) return;
    const now = playground.state.getState().stack;
    // The address always says what is shown, so that it can be passed on.
    const hash = foreign === null || route.shared === null ? formatRoute(id, now) : formatShared(id, now, route.shared);
    if (location.hash !== hash) history.replaceState(null, '', hash);
    if (before !== undefined && before !== id) ui.announce(opened.title);
    void afterEditor().then(() => whenIdle(() => void playground.readChecks()));
  };
  window.addEventListener('hashchange', () => void follow());
  await follow();
  await layout;

  createRoot(root).render(
    <AppContext value={app}>
      <Localized />
    </AppContext>,
  );

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden') return;
    void workspace.flush(true);
    void requests.flush();
  });
  window.addEventListener('pagehide', () => void workspace.flush(true));
  // Storage that fails, now or later, is told once, in words; the status bar keeps saying it.
  const tellMemoryOnly = (reason: string | null): void => ui.notify(strings.memoryOnly(reason ?? ''), { label: strings.share.downloadZip, perform: () => void downloadZip(app) });
  if (database.kind === 'memory') tellMemoryOnly(database.reason ?? null);
  workspace.state.subscribe((now, before) => {
    if (now.saved === 'memory' && before.saved !== 'memory') tellMemoryOnly(now.savedProblem);
  });
  for (const problem of [...configProblems, ...courseProblems]) ui.notify(problem, undefined, { lasting: true });
  workspace.onOtherTabsWork(({ taken, conflicts }) => {
    const [conflict] = conflicts;
    if (conflict === undefined) {
      ui.announce(strings.tabs.taken(taken));
      return;
    }
    const { path, theirs } = conflict;
    if (theirs === null) ui.notify(strings.tabs.removedThere(path));
    else ui.notify(strings.tabs.conflict(path), { label: strings.tabs.takeTheirs, perform: () => workspace.write(path, theirs) });
  });
  void playground.readProgress();
  // Run should not have to wait for the container's parts: they are fetched while the learner reads.
  await afterEditor();
  whenIdle(() => {
    void loadTypedDialogs();
    const ready = playground.prepare();
    void ready.then(() =>
      whenIdle(() => {
        preloadMenus();
        // Last of all the rest of the site is fetched, for days without a network.
        void keepForOffline(ui);
      }),
    );
  });
}

/** The page in the language that is chosen; another language is another page. */
function Localized(): ReactNode {
  return <Shell key={useStore(shownLocale, (state) => state.id)} />;
}

/** Keeps the site for use without a network and tells of new versions. Where the browser has no service workers the page works as it is. */
async function keepForOffline(ui: Interface): Promise<void> {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  const [{ keepSite }, { registerWorker }] = await Promise.all([import('./offline/offline.ts'), import('./preview/register.ts')]);
  try {
    const registration = await registerWorker(new URL('./', document.baseURI).href);
    keepSite(registration, {
      // Seen by whoever waits for it (the journeys do); people need not be told of what they may expect.
      kept: () => void (document.documentElement.dataset['offline'] = 'ready'),
      notKept: (message) => ui.notify(strings.notKeptOffline(message)),
      update: (takeOver) => ui.notify(strings.updateReady, { label: strings.updateNow, perform: () => void takeOver().then(() => location.reload()) }, { lasting: true }),
    });
  } catch {
    // An insecure address, or storage that is denied: previews tell why when they are asked for.
  }
}

/** Milliseconds that the rest waits for an editor which does not come: it cannot be loaded, or a comparison is shown in its place. */
const EDITOR_TIME = 4_000;

/** Resolved when the learner can type. What comes later would slow that down; whoever presses Run or Check before gets it at once. */
async function afterEditor(): Promise<void> {
  await firstPaint;
  // On small screens the editor is a tab, which may never be opened.
  if (!isNarrow()) await Promise.race([editorReady, new Promise<void>((resolve) => setTimeout(resolve, EDITOR_TIME))]);
}

/** Milliseconds that the last showing of the console took, layout and paint included. */
let showing = 0;

/** Twenty times a second, or less often where showing costs much: a program that prints without end must leave the page its time. */
function soon(run: () => void): void {
  setTimeout(() => {
    requestAnimationFrame(() => {
      const begun = performance.now();
      run();
      setTimeout(() => (showing = performance.now() - begun), 0);
    });
  }, Math.min(400, Math.max(50, showing * 4)));
}

function whenIdle(run: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: 2000 });
  else setTimeout(run, 300);
}

void start();
