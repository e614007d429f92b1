import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aMail, type ThreadedMail, ThreadStore } from '../../../../test/mail-thread-builders.js';
import { candidateIds, isUsableId } from './candidate-ids.js';
import { decideThread } from './decide-thread.js';

const brand = 'support@brand.example';
const anna = 'anna@example.org';
const question = aMail({ messageId: '<q@example.org>', from: anna, subject: 'Toaster' });
const answer = aMail({
  messageId: '<a@brand.example>',
  inReplyTo: ['<q@example.org>'],
  references: ['<q@example.org>'],
  from: brand,
  to: [anna],
  subject: 'Re: Toaster',
});

function begun(): ThreadStore {
  const store = new ThreadStore();
  store.take(question, 'question');
  store.take(answer, 'answer');
  return store;
}

describe('candidateIds', () => {
  it('goes from the nearest to the farthest, its own last', () => {
    const mail = aMail({
      messageId: '<d@x.test>',
      inReplyTo: ['<c@x.test>'],
      references: ['<a@x.test>', '<b@x.test>', '<c@x.test>'],
    });
    expect(candidateIds(mail, '<z@x.test>')).toEqual([
      '<z@x.test>',
      '<c@x.test>',
      '<b@x.test>',
      '<a@x.test>',
      '<d@x.test>',
    ]);
  });

  it('leaves out what names nothing', () => {
    for (const id of ['<>', '<@>', '<yes>', '<null>', '<null@host>', '<a@>', '<@b>', '', 'a@b', '<a b@c>']) {
      expect([id, isUsableId(id)]).toEqual([id, false]);
    }
    expect(isUsableId('<20240101120000.4711ABCDEF>')).toBe(true);
    expect(candidateIds(aMail({ messageId: '<>', inReplyTo: ['<yes>'], references: ['<>'] }))).toEqual([]);
  });

  it('stays bounded and keeps the root', () => {
    const references = Array.from({ length: 900 }, (_, index) => `<${index + 1}@x.test>`);
    const ids = candidateIds(aMail({ references }));
    expect(ids).toHaveLength(60);
    expect([ids[0], ids.at(-1)]).toEqual(['<900@x.test>', '<1@x.test>']);
  });
});

describe('decideThread', () => {
  it('joins an answer to the answer', () => {
    const store = begun();
    const thanks = aMail({
      messageId: '<t@example.org>',
      inReplyTo: ['<a@brand.example>'],
      from: 'Anna@Example.org',
      subject: 'AW: Toaster',
    });
    expect(store.take(thanks, 'thanks')).toEqual({
      kind: 'join',
      conversationId: 'conversation-1',
      replyTo: 'answer',
    });
  });

  it('joins by an older id when the nearest is unknown', () => {
    const store = begun();
    const late = aMail({
      inReplyTo: ['<gone@x.test>'],
      references: ['<q@example.org>', '<gone@x.test>'],
      from: anna,
    });
    expect(store.take(late, 'late')).toMatchObject({ kind: 'join', replyTo: 'question' });
  });

  it('lets a colleague in copy take part', () => {
    const store = begun();
    store.take(
      aMail({
        messageId: '<c@example.org>',
        inReplyTo: ['<a@brand.example>'],
        from: anna,
        cc: ['ben@example.org'],
      }),
      'copy',
    );
    expect(store.take(aMail({ inReplyTo: ['<c@example.org>'], from: 'ben@example.org' }), 'ben').kind).toBe(
      'join',
    );
  });

  it('starts a linked conversation for a stranger and for another subject', () => {
    const store = begun();
    const stranger = aMail({
      inReplyTo: ['<a@brand.example>'],
      from: 'eve@elsewhere.example',
      subject: 'Re: Toaster',
    });
    expect(store.take(stranger, 'stranger')).toEqual({
      kind: 'new',
      linkedTo: 'conversation-1',
      reason: 'stranger',
    });
    const other = aMail({ inReplyTo: ['<a@brand.example>'], from: anna, subject: 'Neue Bestellung' });
    expect(store.take(other, 'other')).toEqual({
      kind: 'new',
      linkedTo: 'conversation-1',
      reason: 'subject_changed',
    });
  });

  it('says why nothing was found', () => {
    const store = begun();
    expect(store.take(aMail({ from: anna }), '1')).toMatchObject({ linkedTo: null, reason: 'no_reference' });
    const unknown = aMail({ from: anna, inReplyTo: ['<nowhere@x.test>'] });
    expect(store.take(unknown, '2')).toMatchObject({ linkedTo: null, reason: 'unknown_reference' });
  });

  it('keeps to its channel', () => {
    const elsewhere = begun().look(aMail({ inReplyTo: ['<a@brand.example>'] }));
    const reply = aMail({ inReplyTo: ['<a@brand.example>'], from: anna });
    const context = { channelId: 'channel-2', own: [brand], candidates: elsewhere };
    expect(decideThread(reply, context)).toEqual({
      kind: 'new',
      linkedTo: null,
      reason: 'unknown_reference',
    });
  });

  it('takes an answer written in another program, and starts anew when it goes to a stranger', () => {
    const store = begun();
    const native = { inReplyTo: ['<q@example.org>'], from: brand, subject: 'Re: Toaster' };
    expect(store.take(aMail({ ...native, to: [anna] }), 'native').kind).toBe('join');
    const forwarded = aMail({ ...native, to: ['repair@shop.example'], subject: 'Fwd: Toaster' });
    expect(store.take(forwarded, 'forward')).toMatchObject({ kind: 'new', linkedTo: 'conversation-1' });
  });

  it('files a bounce with the reply it is about, and only there', () => {
    const store = begun();
    const bounce = aMail({ from: 'mailer-daemon@mx.example', subject: 'Undelivered Mail' });
    const about = (reportedOn: string) => store.take(bounce, 'bounce', { kind: 'bounce', reportedOn });
    expect(about('<a@brand.example>')).toMatchObject({ kind: 'join', replyTo: 'answer' });
    expect(about('<q@example.org>')).toMatchObject({ kind: 'new' });
    expect(store.take(bounce, 'person', { reportedOn: '<a@brand.example>' })).toMatchObject({ kind: 'new' });
  });

  it('joins an away note under a subject of its own', () => {
    const store = begun();
    const away = aMail({ inReplyTo: ['<a@brand.example>'], from: anna, subject: 'Abwesend bis Montag' });
    expect(store.take(away, 'away', { kind: 'out_of_office' })).toMatchObject({ kind: 'join' });
  });

  it('links nobody by an id that several conversations bear', () => {
    const store = new ThreadStore();
    const form = (from: string) => aMail({ messageId: '<form@site.example>', from, subject: 'Contact' });
    store.take(form('a@x.test'), 'a');
    expect(store.take(form('b@x.test'), 'b')).toEqual({ kind: 'new', linkedTo: null, reason: 'stranger' });
    const third = aMail({ inReplyTo: ['<form@site.example>'], from: 'c@x.test' });
    expect(store.take(third, 'c')).toEqual({ kind: 'new', linkedTo: null, reason: 'stranger' });
  });
});

const addresses = ['a@x.test', 'b@x.test', 'c@y.test', brand, ''];
const ids = ['<1@x.test>', '<2@x.test>', '<3@y.test>', '<>', '<yes>', '<@>'];
const anyMail = fc.record({
  messageId: fc.constantFrom(null, ...ids),
  inReplyTo: fc.array(fc.constantFrom(...ids), { maxLength: 2 }),
  references: fc.array(fc.constantFrom(...ids), { maxLength: 3 }),
  from: fc.constantFrom(...addresses),
  to: fc.array(fc.constantFrom(...addresses), { maxLength: 2 }),
  cc: fc.array(fc.constantFrom(...addresses), { maxLength: 1 }),
  subject: fc.constantFrom('One', 'Re: One', 'Two', 'AW: Two', ''),
});

describe('whatever arrives', () => {
  it('never brings a stranger into a conversation, and never joins by an empty id', () => {
    fc.assert(
      fc.property(fc.array(anyMail, { maxLength: 12 }), (mails) => {
        const store = new ThreadStore();
        mails.forEach((parts, index) => {
          const mail = aMail(parts);
          const before = (id: string) => new Set(store.participants(id));
          const decision = decideThread(mail, {
            channelId: 'channel-1',
            own: [brand],
            candidates: store.look(mail),
          });
          if (decision.kind === 'join') {
            const people = before(decision.conversationId);
            const others = [...parts.to, ...parts.cc].filter(
              (address) => address !== brand && address !== '',
            );
            if (parts.from === brand)
              expect(others.length === 0 || others.some((one) => people.has(one))).toBe(true);
            else expect(parts.from !== '' && people.has(parts.from)).toBe(true);
            const usable = [parts.messageId ?? '', ...parts.inReplyTo, ...parts.references].filter((id) =>
              /\d/.test(id),
            );
            expect(usable).not.toEqual([]);
          }
          store.take(mail, String(index));
        });
      }),
      { numRuns: 500 },
    );
  });

  it('decides the same whatever the order of what was found', () => {
    fc.assert(
      fc.property(
        fc.array(anyMail, { maxLength: 8 }),
        anyMail,
        fc.infiniteStream(fc.nat()),
        (mails, last, random) => {
          const store = new ThreadStore();
          for (const [index, parts] of mails.entries()) store.take(aMail(parts), String(index));
          const mail = aMail(last);
          const found = store.look(mail);
          // Equal claims keep the order in which they were given; one claim per id and relation leaves none.
          const distinct = found.filter(
            (one, index) =>
              found.findIndex((other) => other.foundBy === one.foundBy && other.relation === one.relation) ===
              index,
          );
          const shuffled = distinct
            .map((candidate) => ({ candidate, at: random.next().value as number }))
            .sort((one, other) => one.at - other.at)
            .map(({ candidate }) => candidate);
          const decide = (candidates: typeof found) =>
            decideThread(mail, { channelId: 'channel-1', own: [brand], candidates });
          expect(decide(shuffled)).toEqual(decide(distinct));
        },
      ),
    );
  });

  it('gathers a thread that names its root into one conversation, in whatever order it arrives', () => {
    const tree = fc.array(fc.tuple(fc.nat(), fc.boolean()), { minLength: 1, maxLength: 9 }).chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.shuffledSubarray(
          shape.map((_, i) => i),
          { minLength: shape.length },
        ),
      ),
    );
    fc.assert(
      fc.property(tree, ([shape, order]) => {
        const mails: ThreadedMail[] = [];
        shape.forEach(([parent, ours], index) => {
          const above = index === 0 ? null : mails[parent % index];
          mails.push(
            aMail({
              messageId: `<m${index}@x.test>`,
              inReplyTo: above?.messageId ? [above.messageId] : [],
              references: above?.messageId ? [...above.references, above.messageId] : [],
              from: ours ? brand : anna,
              to: [ours ? anna : brand],
              subject: index === 0 ? 'Toaster' : 'Re: Toaster',
            }),
          );
        });
        const store = new ThreadStore();
        for (const index of order) store.take(mails[index] as ThreadedMail, String(index));
        expect(new Set(store.stored.map((stored) => stored.conversationId)).size).toBe(1);
      }),
    );
  });
});
