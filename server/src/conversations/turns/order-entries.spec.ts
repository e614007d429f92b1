import { describe, expect, it } from '@jest/globals';
import { Entries } from '../../../test/entry-builders.js';
import type { Entry } from './entry.js';
import { orderEntries } from './order-entries.js';

const idsOf = (entries: readonly Entry[]) => orderEntries(entries).map((entry) => entry.id);

describe('rule 1: the order of entries', () => {
  const e = new Entries();

  it('goes by the platform time, whatever came first', () => {
    const entries = [e.inbound({ id: 'late', at: 20 }), e.reply({ id: 'early', at: 10 })];
    expect(idsOf(entries)).toEqual(['early', 'late']);
  });

  it('lets a reply follow what it replies to at equal times, against the platform ids', () => {
    const question = e.inbound({ id: 'question', at: 10, platformId: '9' });
    const answer = e.reply({ id: 'answer', at: 10, platformId: '3', replyTo: 'question' });
    const thanks = e.inbound({ id: 'thanks', at: 10, platformId: '1', replyTo: 'answer' });
    expect(idsOf([thanks, answer, question])).toEqual(['question', 'answer', 'thanks']);
  });

  it('does not hang on messages that reply to each other', () => {
    const a = e.inbound({ id: 'a', at: 10, platformId: '1', replyTo: 'b' });
    const b = e.inbound({ id: 'b', at: 10, platformId: '2', replyTo: 'a' });
    expect(idsOf([b, a])).toEqual(['a', 'b']);
  });

  it("then goes by the platform's id, numbers by value, and acts after utterances", () => {
    const entries = [
      e.act('closed', 10),
      e.inbound({ id: 'word', at: 10, platformId: 'm_abc' }),
      e.inbound({ id: 'ten', at: 10, platformId: '10' }),
      e.inbound({ id: 'nine', at: 10, platformId: '09' }),
    ];
    expect(idsOf(entries)).toEqual(['nine', 'ten', 'word', entries[0]?.id]);
  });

  it('then by arrival', () => {
    const second = e.inbound({ id: 'second', at: 10, arrival: 8 });
    const first = e.inbound({ id: 'first', at: 10, arrival: 7 });
    expect(idsOf([second, first])).toEqual(['first', 'second']);
  });

  it('never lets a deletion stand before its message', () => {
    const message = e.inbound({ id: 'message', at: 30 });
    const deletion = e.deletion(message, { id: 'deletion', at: 20, messageAt: null });
    const between = e.reply({ id: 'between', at: 25 });
    const ordered = orderEntries([deletion, between, message]);
    expect(ordered.map((entry) => entry.id)).toEqual(['between', 'message', 'deletion']);
    expect(ordered[2]).toMatchObject({ at: 20, messageAt: 30 });
  });
});
