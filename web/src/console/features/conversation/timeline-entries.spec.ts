import type { Act, Turn } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { describe, expect, it } from 'vitest';
import { openTurn, timelineEntries } from './timeline-entries.js';

const at = (minute: number, day = 1) => new Date(2026, 0, day, 10, minute).toISOString();
const aMessage = (seq: number, over: Partial<Message> = {}) =>
  ({
    id: `m${seq}`,
    seq,
    direction: 'in',
    visibility: 'private',
    person: { id: 'ada' },
    member: null,
    at: at(seq),
    history: false,
    mail: null,
    clientId: null,
    ...over,
  }) as Message;
const anAct = (id: string, when: string) =>
  ({ id, at: when, kind: 'assigned', member: null, details: {} }) as Act;
const build = (messages: Message[], more: Partial<Parameters<typeof timelineEntries>[0]> = {}) =>
  timelineEntries({ messages, acts: [], turns: [], readSeq: 99, hasOlder: false, ...more });
const shape = (entries: ReturnType<typeof build>) =>
  entries.map((entry) => (entry.type === 'message' ? entry.id : entry.type)).join(' ');

describe('timelineEntries', () => {
  it('starts each day with a line', () => {
    expect(shape(build([aMessage(1), aMessage(2), aMessage(3, { at: at(0, 2) })]))).toBe('day m1 m2 day m3');
  });

  it('groups one speaker, and breaks for another, a note, a mail and a long silence', () => {
    const messages = [
      aMessage(1),
      aMessage(2),
      aMessage(3, { direction: 'note' }),
      aMessage(4, { mail: {} as Message['mail'] }),
      aMessage(20),
    ];
    const flags = build(messages).flatMap((entry) =>
      entry.type === 'message' ? [[entry.first, entry.last]] : [],
    );
    expect(flags).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
      [true, true],
    ]);
  });

  it('puts acts between the messages they happened between, consecutive ones together', () => {
    const entries = build([aMessage(1), aMessage(5)], {
      acts: [anAct('b', at(3)), anAct('a', at(2)), anAct('c', at(9))],
    });
    expect(shape(entries)).toBe('day m1 acts m5 acts');
    expect(entries.find((entry) => entry.type === 'acts')).toMatchObject({
      acts: [{ id: 'a' }, { id: 'b' }],
    });
  });

  it('keeps acts back that belong to messages not loaded yet', () => {
    expect(shape(build([aMessage(5)], { acts: [anAct('a', at(1))], hasOlder: true }))).toBe('day m5');
  });

  it('marks what is new once, but not on a first visit', () => {
    expect(shape(build([aMessage(1), aMessage(2), aMessage(3)], { readSeq: 1 }))).toBe('day m1 new m2 m3');
    expect(shape(build([aMessage(1), aMessage(2)], { readSeq: 0 }))).toBe('day m1 m2');
    expect(shape(build([aMessage(1), aMessage(2, { direction: 'out' })], { readSeq: 1 }))).toBe('day m1 m2');
  });

  it('says where history ends', () => {
    expect(shape(build([aMessage(1, { history: true }), aMessage(2)]))).toBe('day m1 history m2');
  });

  it('hangs the pause on the reply that ended it', () => {
    const turn = { id: 't', answeredByMessageId: 'm2' } as Turn;
    const entries = build([aMessage(1), aMessage(2, { direction: 'out' })], { turns: [turn] });
    expect(entries.at(-1)).toMatchObject({ answers: { id: 't' } });
  });
});

it('openTurn is the one due first', () => {
  const turns = [
    { id: 'a', outcome: null, answerBy: at(9) },
    { id: 'b', outcome: null, answerBy: at(3) },
    { id: 'c', outcome: 'answered', answerBy: at(1) },
  ] as Turn[];
  expect(openTurn({ turns })?.id).toBe('b');
});
