import { describe, expect, it } from '@jest/globals';
import { slotsOf } from '../timeline/fill-slots.js';
import { SamplePeople } from '../timeline/sample-person.js';
import { SeededRandom } from '../timeline/seeded-random.js';
import { chats } from './chats.js';
import { comments } from './comments.js';
import { directMessages } from './direct-messages.js';
import { germanMails } from './mails-de.js';
import { englishMails } from './mails-en.js';
import { fill, type Script, type Wording } from './script.js';

const all: readonly Script[] = [...englishMails, ...germanMails, ...chats, ...directMessages, ...comments];
const listed = (wording: Wording) => (typeof wording === 'string' ? [wording] : wording);

function wordingsOf(script: Script): string[] {
  const { subject = [], opening, exchanges, joins } = script;
  return [
    ...listed(subject),
    ...opening.flatMap(listed),
    ...exchanges.flatMap(({ answer, reaction = [] }) => [...listed(answer), ...reaction.flatMap(listed)]),
    ...(joins === undefined ? [] : [...listed(joins.says), ...listed(joins.answer)]),
  ];
}

describe('the texts of the demo', () => {
  const random = new SeededRandom(3);
  const person = new SamplePeople(random).make('de');
  const slots = { ...slotsOf(person, Date.parse('2026-03-01T09:00:00Z'), random), member: 'Mia' };

  it('name only slots that are filled, and are no two alike', () => {
    for (const script of all)
      for (const wording of wordingsOf(script)) expect(fill(wording, slots)).not.toBe('');
    const openings = all.map(({ medium, opening }) => `${medium}: ${JSON.stringify(opening)}`);
    expect(new Set(openings).size).toBe(openings.length);
  });

  it('are enough for a lively inbox in both languages', () => {
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(({ language }) => language === 'de').length).toBeGreaterThan(40);
  });

  it('give every letter a subject and every comment a post', () => {
    for (const { medium, subject, post } of all) {
      expect(subject !== undefined).toBe(medium === 'email');
      expect(post !== undefined).toBe(medium === 'comment');
    }
  });

  it('name no address outside the reserved domains', () => {
    const text = JSON.stringify(all);
    for (const [, host] of text.matchAll(/(?:https?:\/\/|@)([a-z0-9.-]+\.[a-z]+)/g)) {
      expect(host).toMatch(/(?:^|\.)example\.(?:com|net|org)$|\.test$/);
    }
  });
});

it('a slot nobody fills is a mistake', () => {
  expect(() => fill('Hello {nobody}', {})).toThrow(RangeError);
});
