// The page at /headless: hands the page that embeds it a port to the server of containers (container/headless/), as `@webcontainer/api`
// expects, and gives the ports of its containers addresses (preview/).
import { bootContainer, packedPackages } from './container/boot.ts';
import { nobody, type Container } from './container/container.ts';
import { APP_ADDRESS, withAppHost } from './container/headless/app-host.ts';
import { withScripts, type PreviewScripts } from './container/headless/preview-script.ts';
import type { PageToEmbedder } from './container/headless/protocol.ts';
import { headlessServer, type HeadlessPreview } from './container/headless/serve.ts';
import { expose } from './container/headless/wire.ts';
import { REGISTRY_ADDRESS, withRegistry } from './upstream/registry.ts';

/** The site's folder: this script lies one folder below it, wherever the page itself was found (/headless, /headless/, ...). */
const site = import.meta.env.DEV ? new URL('/', location.href) : new URL(/* @vite-ignore */ '../', import.meta.url);
const PATH = '/usr/local/bin:/usr/bin:/bin';

function tellEmbedder(message: PageToEmbedder, transfer: Transferable[] = []): void {
  // Whoever embeds this page may use it: the container holds nothing of the site's.
  parent.postMessage(message, '*', transfer);
}

/** Gives a container's ports addresses; HTML that they answer gets the preview scripts, whose reports are passed on. */
async function servePreview(container: Container, scripts: PreviewScripts, report: (message: unknown) => void): Promise<HeadlessPreview> {
  const { servePreviews } = await import('./preview/preview.ts');
  const scripted = Object.create(container, {
    request: {
      value: async (...[port, wire, options]: Parameters<Container['request']>) =>
        withScripts(await container.request(port, wire, options), wire.method, scripts.html(port, new URL(preview.urlOf(port)).pathname)),
    },
  }) as Container;
  const preview = await servePreviews(scripted, site.href);
  const listen = ({ data }: MessageEvent<unknown>): void => {
    const message = scripts.read(data);
    if (message !== undefined) report(message);
  };
  addEventListener('message', listen);
  return {
    urlOf: (port) => preview.urlOf(port),
    close() {
      removeEventListener('message', listen);
      preview.close();
    },
  };
}

/** The registry that the site's owner lets `npm install` fetch from; null: none. */
let registry: Promise<string | null> | undefined;

async function readRegistry(): Promise<string | null> {
  const response = await fetch(new URL('backlot.config.json', site)).catch(() => undefined);
  if (response?.ok !== true) return null;
  const { npmRegistry } = (await response.json().catch(() => ({}))) as { npmRegistry?: unknown };
  if (npmRegistry === undefined) return null;
  if (typeof npmRegistry === 'string' && /^https?:\/\/\S+$/.test(npmRegistry)) return npmRegistry;
  tellEmbedder({ type: 'warning', level: 'warn', message: `npmRegistry in backlot.config.json is ${JSON.stringify(npmRegistry)}; expected the address of a registry. Nothing is fetched from one.` });
  return null;
}

const allowedRegistry = (): Promise<string | null> => (registry ??= readRegistry());

if (parent !== window) {
  const { port1, port2 } = new MessageChannel();
  expose(
    headlessServer({
      boot: (workdir) => bootContainer({ workdir, site }),
      warn: (level, message) => tellEmbedder({ type: 'warning', level, message }),
      preview: servePreview,
      packed: () => packedPackages(site),
      playOutside(container, open) {
        void allowedRegistry().then((address) => container.playOutside?.(withAppHost(open, withRegistry(() => address, nobody))));
      },
      environment: async () => ({ BACKLOT_APP: APP_ADDRESS, ...((await allowedRegistry()) !== null && { npm_config_registry: REGISTRY_ADDRESS }) }),
      path: PATH,
    }),
    port1,
  );
  tellEmbedder({ type: 'init' }, [port2]);
}
