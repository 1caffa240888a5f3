// Which container the addresses of previews lead to.
import { expect, test, vi } from 'vitest';
import type { Container } from '../../container/container.ts';
import type { Preview, PreviewNavigation } from '../../preview/preview.ts';
import { PreviewLink } from './preview-link.ts';

const container = (): Container => ({}) as Container;

function setup() {
  const previews: { close: () => void; navigate: (navigation: PreviewNavigation) => void }[] = [];
  const link = new PreviewLink({
    serve: async () => {
      let listener: (navigation: PreviewNavigation) => void = () => undefined;
      const close = vi.fn<() => void>();
      previews.push({ close, navigate: (navigation) => listener(navigation) });
      const preview: Preview = { id: String(previews.length), urlOf: () => '', onNavigation: (heard) => ((listener = heard), () => undefined), close };
      return preview;
    },
  });
  return { link, previews };
}

test('a new container takes the place of the one before', async () => {
  const { link, previews } = setup();
  link.follow(container());
  await link.ready();
  link.follow(container());
  expect((await link.ready())?.id).toBe('2');
  expect(previews[0]?.close).toHaveBeenCalledOnce();
  expect(link.state.getState().preview?.id).toBe('2');
});

test('a container that is gone before it is served is not offered', async () => {
  const { link, previews } = setup();
  link.follow(container());
  const first = link.ready();
  link.follow(null);
  expect(await first).toBeNull();
  expect(previews[0]?.close).toHaveBeenCalledOnce();
  expect(link.state.getState().preview).toBeNull();
});

test('why there are no previews is kept for whoever asks', async () => {
  const link = new PreviewLink({ serve: () => Promise.reject(new Error('no service workers here')) });
  link.follow(container());
  expect(await link.ready()).toBeNull();
  expect(link.state.getState().problem).toBe('no service workers here');
});

test('the address bar follows the frame and not other tabs', async () => {
  const { link, previews } = setup();
  link.follow(container());
  await link.ready();
  previews[0]?.navigate({ kind: 'document', port: 3000, target: '/tab' });
  expect(link.state.getState().frame).toBeNull();
  previews[0]?.navigate({ kind: 'iframe', port: 3000, target: '/frame' });
  expect(link.state.getState().frame).toEqual({ port: 3000, target: '/frame' });
});
