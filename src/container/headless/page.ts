// The page at /headless: hands the page that embeds it a port to the server of containers (serve.ts), as `@webcontainer/api` expects.
import { bootContainer } from '../boot.ts';
import type { PageToEmbedder } from './protocol.ts';
import { headlessServer } from './serve.ts';
import { expose } from './wire.ts';

/** The site's folder: this script lies one folder below it, wherever the page itself was found (/headless, /headless/, ...). */
const site = import.meta.env.DEV ? new URL('/', location.href) : new URL('../', import.meta.url);
const PATH = '/usr/local/bin:/usr/bin:/bin';

function tellEmbedder(message: PageToEmbedder, transfer: Transferable[] = []): void {
  // Whoever embeds this page may use it: the container holds nothing of the site's.
  parent.postMessage(message, '*', transfer);
}

if (parent !== window) {
  const { port1, port2 } = new MessageChannel();
  expose(
    headlessServer({
      boot: (workdir) => bootContainer({ workdir, site }),
      warn: (level, message) => tellEmbedder({ type: 'warning', level, message }),
      preview: async () => () => {},
      path: PATH,
    }),
    port1,
  );
  tellEmbedder({ type: 'init' }, [port2]);
}
