import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { forwardSubject, normaliseSubject, replySubject, sameSubject } from './subject.js';

describe('normaliseSubject', () => {
  it.each([
    ['Re: Kaputter Toaster', 'Kaputter Toaster'],
    ['AW: Re: WG: Kaputter Toaster', 'Kaputter Toaster'],
    ['Re[2]: Toaster', 'Toaster'],
    ['RE(3): Toaster', 'Toaster'],
    ['Re^2: Toaster', 'Toaster'],
    ['SV: VS: Toaster', 'Toaster'],
    ['Antwort: Toaster', 'Toaster'],
    ['RES: ENC: Torradeira', 'Torradeira'],
    ['R: I: Tostapane', 'Tostapane'],
    ['回复：转发: 面包机', '面包机'],
    ['Ответ: Тостер', 'Тостер'],
    ['ΑΠ: Τοστιέρα', 'Τοστιέρα'],
    ['İLT: YNT: Tost', 'Tost'],
    ['[kitchen] Re: [EXTERN] Toaster', 'Toaster'],
    ['Re: Toaster [Ticket#4711]', 'Toaster'],
    ['[Fwd: Toaster]', 'Toaster'],
    ['Toaster (fwd)', 'Toaster'],
    ['Re:', ''],
    ['[only a tag]', '[only a tag]'],
    ['Reise nach Rom: Fragen', 'Reise nach Rom: Fragen'],
    ['Report: July', 'Report: July'],
  ])('%s → %s', (subject, base) => {
    expect(normaliseSubject(subject)).toBe(base);
  });

  it('is done after one pass, and never runs away', () => {
    const piece = fc.constantFrom(
      'Re: ',
      'AW:',
      '[x] ',
      'Fwd: ',
      '[Fwd: ',
      ']',
      '(fwd)',
      '[a 1]',
      'word ',
      ' ',
      '[',
      ':',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const once = normaliseSubject(pieces.join(''));
        expect(normaliseSubject(once)).toBe(once);
      }),
    );
    expect(normaliseSubject('Re: '.repeat(100_000)).length).toBeLessThan(2001);
  });
});

describe('sameSubject', () => {
  it('passes over prefixes, case, white space, punctuation and cut ends', () => {
    expect(sameSubject('Kaputter  Toaster!', 'AW: kaputter toaster')).toBe(true);
    expect(sameSubject('Re:', 'Kaputter Toaster')).toBe(true);
    const long = 'Anfrage zu meiner Bestellung vom letzten Dienstag und der Rechnung dazu';
    expect(sameSubject(`Re: ${long.slice(0, 60)}`, long)).toBe(true);
  });

  it('sees another subject', () => {
    expect(sameSubject('Kaputter Toaster', 'Kaputter Toaster und neue Bestellung')).toBe(false);
    expect(sameSubject('Re: Invoice 1', 'Invoice 2')).toBe(false);
    expect(sameSubject('???', '!!!')).toBe(false);
  });
});

describe('subjects of what we send', () => {
  it('has one prefix', () => {
    expect(replySubject('AW: Re: [kitchen] Toaster')).toBe('Re: [kitchen] Toaster');
    expect(replySubject('WG: Toaster')).toBe('Re: WG: Toaster');
    expect(forwardSubject('Fwd: WG: Re: Toaster')).toBe('Fwd: Re: Toaster');
    expect(replySubject('')).toBe('Re:');
    expect(replySubject('I: Rom')).toBe('Re: I: Rom');
  });

  it('carries no line break into a header', () => {
    expect(replySubject('Toaster\r\nBcc: everybody@example.org')).toBe(
      'Re: Toaster Bcc: everybody@example.org',
    );
  });
});
