import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildReplyHeaders } from './reply-headers.format.js';

describe('buildReplyHeaders', () => {
  it('follows RFC 5322, section 3.6.4', () => {
    expect(
      buildReplyHeaders({
        messageId: '<c@x.test>',
        inReplyTo: ['<b@x.test>'],
        references: ['<a@x.test>', '<b@x.test>'],
      }),
    ).toEqual({ inReplyTo: '<c@x.test>', references: ['<a@x.test>', '<b@x.test>', '<c@x.test>'] });
    expect(buildReplyHeaders({ messageId: '<c@x.test>', inReplyTo: ['<b@x.test>'], references: [] })).toEqual(
      {
        inReplyTo: '<c@x.test>',
        references: ['<b@x.test>', '<c@x.test>'],
      },
    );
    expect(
      buildReplyHeaders({ messageId: '<c@x.test>', inReplyTo: ['<a@x.test>', '<b@x.test>'], references: [] })
        .references,
    ).toEqual(['<c@x.test>']);
  });

  it('does without an id where the parent has none', () => {
    expect(buildReplyHeaders({ messageId: null, inReplyTo: [], references: [] })).toEqual({
      inReplyTo: null,
      references: [],
    });
    expect(buildReplyHeaders({ messageId: '<>', inReplyTo: [], references: ['<a@x.test>'] })).toEqual({
      inReplyTo: null,
      references: ['<a@x.test>'],
    });
  });

  it('writes nothing that could break a header', () => {
    const hostile = [
      '<a@x.test>',
      '<a\r\nBcc: b@x.test>',
      '<é@x.test>',
      '<a b@x.test>',
      `<${'a'.repeat(2000)}@x.test>`,
    ];
    expect(
      buildReplyHeaders({ messageId: '<c@x.test>', inReplyTo: [], references: hostile }).references,
    ).toEqual(['<a@x.test>', '<c@x.test>']);
  });

  it('stays bounded, keeps root and parent, and keeps the order', () => {
    const id = fc.integer({ min: 1, max: 500 }).map((n) => `<${'i'.repeat(n % 90)}${n}@x.test>`);
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 200 }), (references) => {
        const built = buildReplyHeaders({
          messageId: '<parent@x.test>',
          inReplyTo: [],
          references,
        }).references;
        expect(built.length).toBeLessThanOrEqual(20);
        expect(built.join(' ').length).toBeLessThanOrEqual(1900);
        expect(built.at(-1)).toBe('<parent@x.test>');
        expect(built[0]).toBe(references[0] ?? '<parent@x.test>');
        const positions = built.slice(0, -1).map((one) => references.indexOf(one));
        expect(positions).toEqual([...positions].sort((one, other) => one - other));
      }),
    );
  });
});
