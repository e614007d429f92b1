import { type ConversationDetail, draftSchema } from '@parley/shared/conversations.js';
import { type Attachment, type Message, sendMessageSchema } from '@parley/shared/messages.js';
import { describe, expect, it } from 'vitest';
import {
  broughtBack,
  type Composition,
  emptyComposition,
  fromDraft,
  fromMessage,
  isEmpty,
  keepsAudience,
  kindsOf,
  toDraft,
  toRequest,
} from './composition.js';

const conversation = (medium: string, capabilities: string[]) =>
  ({
    medium,
    channelDetail: { capabilities },
    replyTo: medium === 'email' ? { to: ['ada@example.org'], cc: [], allTo: [], allCc: [] } : null,
  }) as unknown as ConversationDetail;
const mail = conversation('email', ['sends', 'recipients']);
const comment = conversation('comment', ['sends', 'replies_publicly', 'replies_privately']);
const uuid = '01890000-0000-7000-8000-000000000000';
const write = (over: Partial<Composition>, on = mail): Composition => ({ ...emptyComposition(on), ...over });
const sending = { seenSeq: 7, closeAfter: true, recipients: true, rich: true };

describe('kindsOf', () => {
  it('keys on capabilities, and always allows a note', () => {
    expect(kindsOf(mail)).toEqual(['reply', 'note']);
    expect(kindsOf(comment)).toEqual(['public', 'private', 'note']);
    expect(kindsOf(conversation('dm', []))).toEqual(['note']);
  });
});

describe('keepsAudience', () => {
  it('of an answer in public to what only some could read', () => {
    expect(keepsAudience('public', { visibility: 'private' })).toBe(true);
    expect(keepsAudience('public', { visibility: 'public' })).toBe(false);
    expect(keepsAudience('public', undefined)).toBe(false);
    expect(keepsAudience('private', { visibility: 'private' })).toBe(false);
  });
});

describe('toRequest', () => {
  it('is a valid request that names what was seen and to whom it goes', () => {
    const request = toRequest(write({ body: ' Hello ' }), sending);
    expect(sendMessageSchema.parse(request)).toMatchObject({
      body: 'Hello',
      seenSeq: 7,
      closeAfter: true,
      to: ['ada@example.org'],
    });
    expect(request).not.toHaveProperty('visibility');
  });

  it('never lets anything of a note leave the house', () => {
    const request = toRequest(
      write({
        kind: 'note',
        body: '@Ben look',
        cc: ['x@example.org'],
        mentions: [
          { id: uuid, name: 'Ben' },
          { id: 'gone', name: 'Cleo' },
        ],
      }),
      sending,
    );
    expect(request).toMatchObject({ kind: 'note', closeAfter: false, forward: false, mentions: [uuid] });
    for (const name of ['to', 'cc', 'bcc', 'visibility', 'seenSeq']) expect(request).not.toHaveProperty(name);
  });

  it('says whether a comment is answered in public or in private', () => {
    expect(toRequest(write({ kind: 'private', body: 'x' }, comment), sending).visibility).toBe('private');
    expect(toRequest(write({ body: 'x' }, comment), sending).visibility).toBe('public');
  });
});

describe('drafts', () => {
  it('come back as they were left', () => {
    const left = write(
      { body: 'half', kind: 'private', files: [{ id: uuid, name: 'a', size: 1, contentType: 'text/plain' }] },
      comment,
    );
    const back = fromDraft(toDraft(left), left.files, comment);
    expect(back).toMatchObject({ body: 'half', kind: 'private' });
    expect(back.files).toEqual(left.files);
  });

  it('keep what they pass on and whom they mention', () => {
    const left = write({ forward: true, inReplyToId: uuid, to: [], mentions: [{ id: uuid, name: 'Ben' }] });
    expect(draftSchema.parse(toDraft(left))).toEqual(toDraft(left));
    expect(fromDraft(toDraft(left), [], mail)).toMatchObject({
      forward: true,
      inReplyToId: uuid,
      to: [],
      mentions: [{ id: uuid, name: 'Ben' }],
    });
  });

  it('fall back to what the channel still allows', () => {
    expect(fromDraft(toDraft(write({ kind: 'private', body: 'x' }, comment)), [], mail).kind).toBe('reply');
  });
});

describe('a reply that was taken back', () => {
  const message = {
    text: 'We have it.',
    visibility: 'private',
    inReplyToId: null,
    attachments: [{ id: uuid, filename: 'a.pdf', size: 3 }],
    mail: { to: ['Ada <ada@example.org>'], cc: ['ben@example.org'], bcc: [], subject: 'Re: Lamp' },
  } as unknown as Message;

  it('stands in the composer as it was sent, with the files of who may send them', () => {
    const back = fromMessage(message, mail, { mine: true, passedOn: [] });
    expect(back).toMatchObject({ body: 'We have it.', kind: 'reply', cc: ['ben@example.org'] });
    expect(back.files).toEqual([{ id: uuid, name: 'a.pdf', size: 3 }]);
    expect(fromMessage(message, mail, { mine: false, passedOn: [] }).files).toEqual([]);
    expect(fromMessage(message, comment, { mine: true, passedOn: [] }).kind).toBe('private');
  });

  it('passes on what it passed on, whose files go along by themselves', () => {
    const file = (id: string, filename: string) => ({ id, filename, size: 3 }) as Attachment;
    const passedOn = [file('1', 'offer.pdf'), file('2', 'plan.png')];
    const forward = {
      ...message,
      forward: true,
      inReplyToId: uuid,
      attachments: [
        file('3', 'offer.pdf'),
        file('4', 'mine.txt'),
        file('5', 'offer.pdf'),
        file('6', 'plan.png'),
      ],
    };
    const back = fromMessage(forward, mail, { mine: true, passedOn });
    expect(back).toMatchObject({ forward: true, inReplyToId: uuid });
    expect(back.files.map(({ id }) => id)).toEqual(['3', '4']);
  });

  it('is another reply when it is sent again', () => {
    const sent = write({ body: 'We have it.' });
    const back = broughtBack(sent, write({}));
    expect(back).toMatchObject({ body: 'We have it.' });
    expect(back.clientId).not.toBe(sent.clientId);
  });

  it('joins what was begun meanwhile, under the more closed of both', () => {
    const begun = write({ kind: 'public', body: 'And' }, comment);
    const back = broughtBack(write({ kind: 'private', body: 'First' }, comment), begun);
    expect(back).toMatchObject({ body: 'First\n\nAnd', kind: 'private', clientId: begun.clientId });
    const note = write({ kind: 'note', body: 'Ask Ben' }, comment);
    expect(broughtBack(begun, note).kind).toBe('note');
  });
});

it('nothing written is empty, a forward is not', () => {
  expect(isEmpty(write({ body: ' \n' }))).toBe(true);
  expect(isEmpty(write({ forward: true }))).toBe(false);
});
