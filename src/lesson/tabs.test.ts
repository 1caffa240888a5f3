// Tabs of one browser: Node's own channels, and shared locks as the Web Locks API describes them.
import { afterEach, expect, test, vi } from 'vitest';
import { tabsOf, type Tabs, type TabsHost } from './tabs.ts';

const key = { course: 'c', lesson: 'l', stack: 's' };
const channels: BroadcastChannel[] = [];
afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
});

const held: { name: string }[] = [];
const locks = {
  async request(name: string, _options: unknown, callback: () => unknown) {
    await Promise.resolve();
    const lock = { name };
    held.push(lock);
    await callback();
    held.splice(held.indexOf(lock), 1);
  },
  query: async () => ({ held: [...held] }),
} as unknown as TabsHost['locks'];

function tab(name: string): Tabs & { others: () => number } {
  const channel = new BroadcastChannel(name);
  channels.push(channel);
  const tabs = tabsOf({ locks, channel });
  let others = 0;
  tabs.onOthers((count) => (others = count));
  return { ...tabs, others: () => others };
}

test('tabs with the same work open know of each other, and no longer when one goes on', async () => {
  const [first, second] = [tab('presence'), tab('presence')];
  first.open(key);
  second.open({ ...key, lesson: 'other' });
  await vi.waitFor(() => expect(held).toHaveLength(2));
  expect([first.others(), second.others()]).toEqual([0, 0]);
  second.open(key);
  await vi.waitFor(() => expect([first.others(), second.others()]).toEqual([1, 1]));
  second.open({ ...key, stack: 't' });
  await vi.waitFor(() => expect([first.others(), second.others()]).toEqual([0, 0]));
  second.open(key);
  await vi.waitFor(() => expect([first.others(), second.others()]).toEqual([1, 1]));
  second.open(null);
  await vi.waitFor(() => expect([first.others(), second.others()]).toEqual([0, 0]));
});

test('a tab that has saved is heard by the others, and not by itself', async () => {
  const [first, second] = [tab('saving'), tab('saving')];
  const heard: string[] = [];
  first.onSaved(() => heard.push('first'));
  second.onSaved(({ lesson }) => heard.push(`second: ${lesson}`));
  first.announceSaved(key);
  await vi.waitFor(() => expect(heard).toEqual(['second: l']));
});
