// The script of the pages that tests use `@webcontainer/api` in: the unchanged client package, within reach of Playwright.
import { auth, configureAPIKey, reloadPreview, WebContainer, type WebContainerProcess } from '@webcontainer/api';

/** All that a process prints. */
async function outputOf(process: WebContainerProcess): Promise<string> {
  let text = '';
  for await (const chunk of process.output) text += chunk;
  return text;
}

const client = { WebContainer, auth, configureAPIKey, reloadPreview, outputOf };

declare global {
  var client: {
    WebContainer: typeof WebContainer;
    auth: typeof auth;
    configureAPIKey: typeof configureAPIKey;
    reloadPreview: typeof reloadPreview;
    outputOf: typeof outputOf;
  };
  // Where the client looks for its container's origin.
  var WEBCONTAINER_API_IFRAME_URL: string | undefined;
}

globalThis.client = client;
