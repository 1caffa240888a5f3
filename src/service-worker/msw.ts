// MSW's worker script, unchanged, in a world of its own within ours: it gets the requests that are meant for it and hears its own messages, but the
// life of the worker (install, activate, unregister) is not its business, because the same worker also keeps the site for use without a network.
import { runMsw } from 'virtual:msw-worker';
import type { MessageFromClient, WorkerClient, WorkerScope } from './scope.ts';

interface MswFetchEvent {
  readonly request: Request;
  readonly clientId: string;
  respondWith(response: Promise<Response>): void;
}

/** How often it is looked whether the page that is to answer is still there, in milliseconds. */
const LOOK_EVERY = 1000;

/** Thrown when the page that was to answer is gone. */
export class OwnerGoneError extends Error {
  constructor() {
    super('The page that was to answer is gone.');
    this.name = 'OwnerGoneError';
  }
}

export interface Msw {
  /** Passes on a message of MSW's page side. @returns whether it was one */
  message(event: Pick<MessageFromClient, 'data' | 'source'>): boolean;
  /** Has a page's handlers answer a request. @param owner the page @throws OwnerGoneError */
  respond(request: Request, owner: WorkerClient): Promise<Response>;
}

/** MSW's worker within ours. */
export function createMsw(scope: Pick<WorkerScope, 'clients'>): Msw {
  const listeners = new Map<string, (event: never) => void>();
  /** pages that MSW was told of since this worker was started */
  const known = new Set<string>();
  const wrap = (client: WorkerClient): WorkerClient => ({
    id: client.id,
    url: client.url,
    type: client.type,
    frameType: client.frameType,
    visibilityState: client.visibilityState ?? 'visible',
    postMessage: (message, transfer = []) => {
      if (!isResponseMessage(message)) return client.postMessage(message, transfer);
      // For its life-cycle events MSW sends a second copy of each answer, which would keep the whole of an endless one in memory, and keep the
      // program from hearing that its reader has left. Nobody listens to them here.
      void message.payload.response.body?.cancel();
      const slim = { ...message, payload: { ...message.payload, response: { ...message.payload.response, body: null } } };
      return client.postMessage(slim, transfer.filter((item) => !(item instanceof ReadableStream)));
    },
  });
  const world = {
    skipWaiting: () => Promise.resolve(),
    registration: { unregister: () => Promise.resolve(false) },
    clients: {
      claim: () => Promise.resolve(),
      get: async (id: string) => {
        const client = await scope.clients.get(id);
        return client && wrap(client);
      },
      matchAll: async (options: Parameters<WorkerScope['clients']['matchAll']>[0]) => (await scope.clients.matchAll(options)).map(wrap),
    },
  };
  runMsw(world, (type, listener) => listeners.set(type, listener));
  const dispatch = (type: string, event: unknown): void => (listeners.get(type) as ((event: unknown) => void) | undefined)?.(event);

  return {
    message({ data, source }) {
      if (typeof data !== 'string' || source === null) return false;
      if (data === 'MOCK_ACTIVATE') known.add(source.id);
      if (data === 'CLIENT_CLOSED') known.delete(source.id);
      dispatch('message', { data, source });
      return true;
    },
    async respond(request, owner) {
      if (!known.has(owner.id)) {
        // This worker was started anew since the page has told MSW of itself.
        known.add(owner.id);
        dispatch('message', { data: 'MOCK_ACTIVATE', source: owner });
        // MSW looks the page up before it takes it down.
        await scope.clients.get(owner.id);
        await Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const timer = setInterval(() => {
          void scope.clients.get(owner.id).then((client) => {
            if (client === undefined) reject(new OwnerGoneError());
          });
        }, LOOK_EVERY);
        const event: MswFetchEvent = {
          request,
          clientId: owner.id,
          respondWith: (response) => void response.then(resolve, reject).finally(() => clearInterval(timer)),
        };
        dispatch('fetch', event);
      });
    },
  };
}

interface ResponseMessage {
  readonly type: 'RESPONSE';
  readonly payload: { readonly response: { readonly body: ReadableStream | null } };
}

function isResponseMessage(message: unknown): message is ResponseMessage {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'RESPONSE';
}
