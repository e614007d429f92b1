import { describe, expect, it } from 'vitest';
import { closedName, type Trigger, triggerAt } from './trigger.js';

const all = new Set<Trigger['kind']>(['snippet', 'emoji', 'mention']);
const at = (before: string, allowed: ReadonlySet<Trigger['kind']> = all) => {
  const found = triggerAt(before, allowed);
  return found && `${found.kind} ${found.query} ${found.back}`;
};

describe('what begins at the caret', () => {
  it.each([
    ['/', 'snippet  1'],
    ['Hello /than', 'snippet than 5'],
    ['(/grüße', 'snippet grüße 6'],
    [':', 'emoji  1'],
    ['so :heart_ey', 'emoji heart_ey 9'],
    ['@', 'mention  1'],
    ['ask @Anna Sch', 'mention Anna Sch 9'],
  ])('%s is %s', (before, expected) => expect(at(before)).toBe(expected));

  it.each([
    'and/or',
    'https://example',
    '3:15',
    'Re: ',
    'nice :) ',
    ':-)',
    'me@example',
    '/a b',
    'x',
    '',
    '// no',
  ])('%s is nothing', (before) => expect(at(before)).toBeNull());

  it('is only what is offered here', () => {
    expect(at('@anna', new Set(['snippet', 'emoji']))).toBeNull();
  });

  it('ends with a second colon', () => {
    expect(closedName('well :tada:')).toBe('tada');
    expect(closedName('10:30:')).toBeNull();
    expect(closedName('well :a:')).toBeNull();
  });
});
