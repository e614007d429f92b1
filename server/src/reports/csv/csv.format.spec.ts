import { expect, it } from '@jest/globals';
import { csvRecord } from './csv.format.js';

it('writes records after RFC 4180', () => {
  expect(csvRecord(['a', 1, true, null, -2.5])).toBe('a,1,true,,-2.5\r\n');
  expect(csvRecord(['a,b', 'say "hi"', 'two\r\nlines'])).toBe('"a,b","say ""hi""","two\r\nlines"\r\n');
  expect(csvRecord([new Date('2026-03-29T01:00:00Z'), 'Zoë'])).toBe('2026-03-29T01:00:00.000Z,Zoë\r\n');
});

it.each(['=1+1', '+49 30', '-2', '@sum(A1)', '\t=1', '\r=1', ' =1', '\n=1', '＝1', ' ＠a'])(
  'keeps %j from being run',
  (text) => {
    const [cell = ''] = csvRecord([text]).split(/\r\n$/);
    expect(cell.replace(/^"/, '')).toMatch(/^'/);
    expect(cell).toContain(text);
  },
);

it.each([
  ['Anna;=1+1', "Anna;'=1+1"],
  ['a; +1;-2', "a; '+1;'-2"],
  ['a;@sum(A1),b', `"a;'@sum(A1),b"`],
  ['Thanks ;-)', 'Thanks ;-)'],
  ['a;b=c', 'a;b=c'],
])('keeps %j from being run where a semicolon begins a cell', (text, written) => {
  expect(csvRecord([text])).toBe(`${written}\r\n`);
});
