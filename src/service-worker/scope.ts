// What this project uses of ServiceWorkerGlobalScope (https://w3c.github.io/ServiceWorker/). TypeScript's own declarations of it can't stand beside
// those of a page.

export interface WorkerClient {
  readonly id: string;
  readonly url: string;
  readonly frameType: 'auxiliary' | 'top-level' | 'nested' | 'none';
  readonly type: 'window' | 'worker' | 'sharedworker' | 'all';
  readonly visibilityState?: 'hidden' | 'visible';
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

export interface WorkerClients {
  get(id: string): Promise<WorkerClient | undefined>;
  matchAll(options?: { includeUncontrolled?: boolean; type?: 'window' | 'all' }): Promise<readonly WorkerClient[]>;
  claim(): Promise<void>;
}

export interface LifeEvent {
  waitUntil(work: Promise<unknown>): void;
}

export interface MessageFromClient extends LifeEvent {
  readonly data: unknown;
  readonly source: WorkerClient | null;
}

export interface RequestEvent extends LifeEvent {
  readonly request: Request;
  readonly clientId: string;
  readonly resultingClientId: string;
  respondWith(response: Response | Promise<Response>): void;
}

interface EventMap {
  install: LifeEvent;
  activate: LifeEvent;
  message: MessageFromClient;
  fetch: RequestEvent;
}

export interface WorkerScope {
  readonly clients: WorkerClients;
  readonly registration: { readonly scope: string; readonly waiting: unknown; readonly installing: unknown };
  readonly caches: CacheStorage;
  skipWaiting(): Promise<void>;
  addEventListener<K extends keyof EventMap>(type: K, listener: (event: EventMap[K]) => void): void;
}
