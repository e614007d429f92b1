import type { VisitorSays } from '@parley/shared/livechat.js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Refused } from './backend.js';
import { Memory } from './memory.js';
import { Outbox } from './outbox.js';

const words = (text: string) => ({ text, files: [], page: null, language: 'en' });
/** A server that may fail; what it has taken it never takes twice. */
class Server {
  taken: VisitorSays[] = [];
  failures: (Refused | 'answer lost')[] = [];
  say = async (says: VisitorSays) => {
    const failure = this.failures.shift();
    if (failure instanceof Refused) throw failure;
    if (!this.taken.some((one) => one.clientId === says.clientId)) this.taken.push(says);
    if (failure) throw new Refused('offline');
  };
  get texts() {
    return this.taken.map((one) => one.text);
  }
}
let server: Server;
const boxes: Outbox[] = [];
const open = (memory = new Memory('a.')) => {
  const box = new Outbox(memory, server.say, () => {});
  boxes.push(box);
  return box;
};

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  server = new Server();
});
afterEach(() => {
  for (const box of boxes.splice(0)) box.stop();
  vi.useRealTimers();
});
const settle = () => vi.advanceTimersByTimeAsync(0);

it('sends in the order things were said, and keeps each until it is seen in the conversation', async () => {
  const box = open();
  for (const text of ['one', 'two', 'three']) box.add(words(text));
  await settle();
  expect(server.texts).toEqual(['one', 'two', 'three']);
  expect(box.entries.map((entry) => entry.state)).toEqual(['accepted', 'accepted', 'accepted']);
  box.arrived([box.entries[0]?.clientId ?? '', 'of-somebody-else']);
  expect(box.entries.map((entry) => entry.text)).toEqual(['two', 'three']);
});

it('waits for the net, and nothing overtakes', async () => {
  server.failures = [new Refused('offline'), new Refused('unavailable')];
  const box = open();
  box.add(words('one'));
  await settle();
  box.add(words('two'));
  await settle();
  expect(server.texts).toEqual([]);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(server.texts).toEqual(['one', 'two']);
});

it('sends again when the answer was lost, as the same message', async () => {
  server.failures = ['answer lost'];
  const box = open();
  box.add(words('one'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.texts).toEqual(['one']);
  expect(box.entries[0]?.state).toBe('accepted');
});

it('waits as long as the server asks for', async () => {
  server.failures = [new Refused('too_many_requests', 90_000)];
  open().add(words('one'));
  await vi.advanceTimersByTimeAsync(89_000);
  expect(server.texts).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(server.texts).toEqual(['one']);
});

it('survives a reload with what was not sent', async () => {
  server.failures = [new Refused('offline')];
  const box = open();
  box.add(words('one'));
  box.add(words('two'));
  await settle();
  box.stop();
  const after = open();
  expect(after.entries.map((entry) => entry.text)).toEqual(['one', 'two']);
  after.flush();
  await settle();
  expect(server.texts).toEqual(['one', 'two']);
});

it('keeps what was refused with its reason; the rest goes on', async () => {
  server.failures = [new Refused('too_large')];
  const box = open();
  box.add(words('one'));
  box.add(words('two'));
  await settle();
  expect(server.texts).toEqual(['two']);
  expect(box.entries[0]).toMatchObject({ text: 'one', state: 'refused', code: 'too_large' });
  box.retry(box.entries[0]?.clientId ?? '');
  await settle();
  expect(server.texts).toEqual(['two', 'one']);
  expect(box.entries[0]).not.toHaveProperty('code');
  box.remove(box.entries[0]?.clientId ?? '');
  expect(box.entries.map((entry) => entry.text)).toEqual(['two']);
});

it('shows in one tab what another has said, and takes away what it has seen arrive', async () => {
  const [one, other] = [open(new Memory('a.')), open(new Memory('a.'))];
  const tell = () => window.dispatchEvent(new StorageEvent('storage', { key: null }));
  one.add(words('one'));
  await settle();
  tell();
  expect(other.entries.map((entry) => entry.text)).toEqual(['one']);
  other.arrived(other.entries.map((entry) => entry.clientId));
  tell();
  expect(one.entries).toEqual([]);
});

it('two tabs that wake at once send everything once, in order', async () => {
  server.failures = [new Refused('offline')];
  const one = open();
  for (const text of ['one', 'two', 'three']) one.add(words(text));
  await settle();
  const other = open();
  one.flush();
  other.flush();
  await vi.advanceTimersByTimeAsync(1);
  expect(server.texts).toEqual(['one', 'two', 'three']);
});

it('forgets after a day what was accepted and never seen', async () => {
  const box = open();
  box.add(words('one'));
  await settle();
  box.stop();
  vi.setSystemTime(Date.now() + 25 * 3_600_000);
  expect(open().entries).toEqual([]);
});

it('says nothing any more once it is stopped', async () => {
  server.failures = [new Refused('offline')];
  const box = open();
  box.add(words('one'));
  await settle();
  box.stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(server.texts).toEqual([]);
});
