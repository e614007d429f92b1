import { describe, expect, it } from 'vitest';
import { parseTime, suggestions } from './send-times.js';

const berlin = 'Europe/Berlin';
// A Wednesday, 10:20 in Berlin.
const now = new Date('2026-11-18T09:20:00Z');
const said = (text: string, zone = berlin, at = now) => parseTime(text, at, zone)?.toISOString() ?? null;

describe('suggestions', () => {
  const shown = (at: string, zone = berlin) =>
    suggestions(new Date(at), zone).map(({ id, at: when }) => `${id} ${when.toISOString()}`);

  it('are what people usually mean, by the clocks of the zone', () => {
    expect(shown('2026-11-18T09:21:00Z')).toEqual([
      'hour 2026-11-18T10:25:00.000Z',
      'evening 2026-11-18T17:00:00.000Z',
      'tomorrow 2026-11-19T08:00:00.000Z',
      'afternoon 2026-11-19T13:00:00.000Z',
      'monday 2026-11-23T08:00:00.000Z',
      'week 2026-11-25T08:00:00.000Z',
    ]);
  });

  it('say nothing twice, and no evening that has begun', () => {
    expect(shown('2026-11-22T16:30:00Z').map((line) => line.split(' ')[0])).toEqual([
      'hour',
      'tomorrow',
      'afternoon',
      'week',
    ]);
  });

  it('keep their hour over a change of the clocks', () => {
    const saturday = shown('2026-03-28T12:00:00Z');
    expect(saturday).toContain('tomorrow 2026-03-29T07:00:00.000Z');
    expect(shown('2026-03-27T12:00:00Z')).toContain('tomorrow 2026-03-28T08:00:00.000Z');
  });
});

describe('typed times', () => {
  it.each([
    ['tomorrow 9', '2026-11-19T08:00:00.000Z'],
    ['tomorrow', '2026-11-19T08:00:00.000Z'],
    ['Tomorrow at 9:30', '2026-11-19T08:30:00.000Z'],
    ['tomorrow 2pm', '2026-11-19T13:00:00.000Z'],
    ['tomorrow 2 pm', '2026-11-19T13:00:00.000Z'],
    ['tomorrow evening', '2026-11-19T17:00:00.000Z'],
    ['tonight', '2026-11-18T17:00:00.000Z'],
    ['9am', '2026-11-19T08:00:00.000Z'],
    ['15:00', '2026-11-18T14:00:00.000Z'],
    ['12am', '2026-11-18T23:00:00.000Z'],
    ['in 2 hours', '2026-11-18T11:20:00.000Z'],
    ['2h', '2026-11-18T11:20:00.000Z'],
    ['90 minutes', '2026-11-18T10:50:00.000Z'],
    ['in a week', '2026-11-25T09:20:00.000Z'],
    ['in 3 days at 8', '2026-11-21T07:00:00.000Z'],
    ['next friday 10', '2026-11-20T09:00:00.000Z'],
    ['wed 9', '2026-11-25T08:00:00.000Z'],
    ['Dec 24 8am', '2026-12-24T07:00:00.000Z'],
    ['24 December at noon', '2026-12-24T11:00:00.000Z'],
    ['january 2nd', '2027-01-02T08:00:00.000Z'],
    ['2026-12-01 14:15', '2026-12-01T13:15:00.000Z'],
  ])('in English: %s', (text, at) => expect(said(text)).toBe(at));

  it.each([
    ['morgen 9 Uhr', '2026-11-19T08:00:00.000Z'],
    ['morgen um 9:30 Uhr', '2026-11-19T08:30:00.000Z'],
    ['morgen früh', '2026-11-19T08:00:00.000Z'],
    ['morgen Abend', '2026-11-19T17:00:00.000Z'],
    ['übermorgen 14.30', '2026-11-20T13:30:00.000Z'],
    ['uebermorgen', '2026-11-20T08:00:00.000Z'],
    ['heute 18 Uhr', '2026-11-18T17:00:00.000Z'],
    ['in 2 Stunden', '2026-11-18T11:20:00.000Z'],
    ['in einer Stunde', '2026-11-18T10:20:00.000Z'],
    ['in 30 Min', '2026-11-18T09:50:00.000Z'],
    ['in drei Tagen', '2026-11-21T09:20:00.000Z'],
    ['Montag 9', '2026-11-23T08:00:00.000Z'],
    ['am Montag um 9', '2026-11-23T08:00:00.000Z'],
    ['Mo. 14:30', '2026-11-23T13:30:00.000Z'],
    ['nächsten Dienstag', '2026-11-24T08:00:00.000Z'],
    ['am 24.12. um 10 Uhr', '2026-12-24T09:00:00.000Z'],
    ['24.12.2026 10:15', '2026-12-24T09:15:00.000Z'],
    ['24. Dezember', '2026-12-24T08:00:00.000Z'],
    ['3. März 8 Uhr', '2027-03-03T07:00:00.000Z'],
    ['1.2.', '2027-02-01T08:00:00.000Z'],
  ])('in German: %s', (text, at) => expect(said(text)).toBe(at));

  it('are of the zone that is named beside them', () => {
    expect(said('tomorrow 9', 'America/New_York')).toBe('2026-11-19T14:00:00.000Z');
    // There it is Thursday already.
    expect(said('tomorrow 9', 'Pacific/Auckland', new Date('2026-11-18T12:00:00Z'))).toBe(
      '2026-11-19T20:00:00.000Z',
    );
  });

  it('keep their hour over a change of the clocks', () => {
    const saturday = new Date('2026-03-28T12:00:00Z');
    expect(said('tomorrow 9', berlin, saturday)).toBe('2026-03-29T07:00:00.000Z');
    expect(said('in 1 day', berlin, saturday)).toBe('2026-03-29T11:00:00.000Z');
    expect(said('in 24 h', berlin, saturday)).toBe('2026-03-29T12:00:00.000Z');
    expect(said('tomorrow 2:30', berlin, saturday)).toBe('2026-03-29T01:30:00.000Z');
  });

  it.each([
    '',
    'soon',
    'tomorrow maybe',
    '25:00',
    '9:75',
    '31.2.',
    'heute 8',
    '2020-01-01',
    '13pm',
    'in 0 h',
    'the',
  ])('that are none, or are over, are null: "%s"', (text) => expect(said(text)).toBeNull());
});
