// Answers of a page that may run out of memory. Playwright counts a page as crashed when one of its frames has, although it lives, and hears no more of it:
// such a page tells a server of ours what it has to say.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';

/**
 * Runs a function in a page that may come to count as crashed.
 * @param code text of an async function, which no compiler has added anything to; what it returns must be JSON
 * @throws what the function throws while the page is whole
 */
export function answerOf<T>(page: Page, code: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const ear = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => {
        response.end();
        ear.close();
        resolve(JSON.parse(body) as T);
      });
    }).listen(0, '127.0.0.1', () => {
      const address = `http://127.0.0.1:${(ear.address() as AddressInfo).port}/`;
      page.evaluate(`(${code})().then((answer) => fetch('${address}', { method: 'POST', mode: 'no-cors', body: JSON.stringify(answer) })).then(() => undefined)`).catch((error: Error) => {
        if (!/crashed|detached/.test(error.message)) reject(error);
      });
    });
  });
}
