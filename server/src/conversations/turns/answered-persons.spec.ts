import { describe, expect, it } from '@jest/globals';
import { answeredPersons } from './answered-persons.js';

describe('rule 5: whom a reply answers', () => {
  const none = { repliedToPersonId: null, recipientPersonIds: [], group: false };

  it('a comment, public or private: the author it replies to', () => {
    expect(answeredPersons({ ...none, medium: 'comment', repliedToPersonId: 'anna' })).toEqual(['anna']);
    expect(answeredPersons({ ...none, medium: 'comment' })).toEqual([]);
  });

  it('an email: everyone in To and Cc, and nobody else', () => {
    const recipientPersonIds = ['anna', 'ben', 'anna'];
    const mail = { ...none, medium: 'email', repliedToPersonId: 'carl', recipientPersonIds } as const;
    expect(answeredPersons(mail)).toEqual(['anna', 'ben']);
  });

  it('a direct message or chat: everyone in it', () => {
    expect(answeredPersons({ ...none, medium: 'dm', repliedToPersonId: 'anna' })).toBe('everyone');
    expect(answeredPersons({ ...none, medium: 'chat' })).toBe('everyone');
  });

  it('in a group: the author it replies to, if it replies to one', () => {
    const group = { ...none, medium: 'dm', group: true } as const;
    expect(answeredPersons({ ...group, repliedToPersonId: 'anna' })).toEqual(['anna']);
    expect(answeredPersons(group)).toBe('everyone');
  });
});
