import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel } from '../core/connector.js';
import type { OutboundAttachment, OutboundMessage, QuotedMessage } from '../core/outbound-message.js';
import { idWithin, messageId, readThreadId, threadId } from './chat-thread.js';
import { formatReply, redirected } from './outgoing.format.js';

const channel = {} as ConnectedChannel;
const file = (contentType: string, size = 10): OutboundAttachment => ({
  id: 'a',
  filename: 'a',
  contentType,
  size,
  contentId: null,
  open: async () => Readable.from([]),
});
const format = (given: {
  thread?: string | null;
  text?: string;
  files?: OutboundAttachment[];
  quoted?: string;
}) => {
  const { thread = '4503599627370495', text = 'Good morning!', files = [], quoted } = given;
  return formatReply(channel, {
    conversation: { externalId: thread },
    text,
    attachments: files,
    inReplyTo: quoted === undefined ? null : ({ externalId: quoted } as QuotedMessage),
  } as OutboundMessage);
};
const refusal = (given: Parameters<typeof format>[0]): string => {
  try {
    format(given);
  } catch (error) {
    if (error instanceof ChannelError && error.kind === 'rejected') return error.code;
    throw error;
  }
  return 'none';
};

describe('a reply', () => {
  it('of words is one message', () => {
    expect(format({})).toMatchObject({
      method: 'sendMessage',
      fields: { chat_id: '4503599627370495', text: 'Good morning!' },
      uploads: [],
    });
  });

  it('goes to the topic, and on behalf of the business account, it was asked in', () => {
    expect(format({ thread: '-100/topic:4' }).fields).toMatchObject({
      chat_id: '-100',
      message_thread_id: 4,
    });
    expect(format({ thread: '-100/direct:9' }).fields).toMatchObject({ direct_messages_topic_id: 9 });
    expect(format({ thread: 'business:b-1/23' }).fields).toMatchObject({
      chat_id: '23',
      business_connection_id: 'b-1',
    });
  });

  it('replies to a message of this chat, and gets there without it', () => {
    const reply_parameters = { message_id: 7, allow_sending_without_reply: true };
    expect(format({ quoted: '4503599627370495:7' }).fields).toMatchObject({ reply_parameters });
    expect(format({ thread: 'business:b-1/23', quoted: 'business:b-1/23:7' }).fields).toMatchObject({
      reply_parameters,
    });
    for (const quoted of ['-599:7', 'business:b-1/4503599627370495:7', 'nonsense']) {
      expect(format({ quoted }).fields).not.toHaveProperty('reply_parameters');
    }
  });

  it.each([
    [[file('image/jpeg')], 'sendPhoto', ['photo']],
    [[file('image/png; x=y')], 'sendPhoto', ['photo']],
    [[file('image/gif')], 'sendDocument', ['document']],
    [[file('image/jpeg', 10_485_761)], 'sendDocument', ['document']],
    [[file('video/mp4')], 'sendVideo', ['video']],
    [[file('application/pdf')], 'sendDocument', ['document']],
  ])('with one file is that file with words below: %#', (files, method, names) => {
    const call = format({ files });
    expect(call).toMatchObject({ method, fields: { caption: 'Good morning!' } });
    expect(call.uploads.map(({ name }) => name)).toEqual(names);
    expect(format({ files, text: '' }).fields).not.toHaveProperty('caption');
  });

  it('with several pictures is an album, the words with the first', () => {
    const call = format({ files: [file('image/jpeg'), file('video/mp4')] });
    expect(call).toMatchObject({
      method: 'sendMediaGroup',
      fields: {
        media: [
          { type: 'photo', media: 'attach://file0', caption: 'Good morning!' },
          { type: 'video', media: 'attach://file1' },
        ],
      },
    });
    expect(call.asDocuments).toMatchObject({
      fields: { media: [{ type: 'document' }, { type: 'document' }] },
    });
  });

  it('with a document among them is all documents, as Telegram mixes nothing else', () => {
    const call = format({ files: [file('image/jpeg'), file('text/plain')] });
    expect(call.fields.media).toEqual([
      { type: 'document', media: 'attach://file0' },
      { type: 'document', media: 'attach://file1', caption: 'Good morning!' },
    ]);
    expect(call.asDocuments).toBeNull();
  });

  it('has as many UTF-16 units as Telegram counts, fewer beside files, and ten files', () => {
    expect(refusal({ text: '😂'.repeat(2_048) })).toBe('none');
    expect(refusal({ text: `${'😂'.repeat(2_048)}!` })).toBe('too_long');
    expect(refusal({ text: 'x'.repeat(1_024), files: [file('image/jpeg')] })).toBe('none');
    expect(refusal({ text: 'x'.repeat(1_025), files: [file('image/jpeg')] })).toBe('too_long');
    expect(refusal({ files: Array.from({ length: 11 }, () => file('image/jpeg')) })).toBe('too_many_files');
  });

  it('to nowhere is refused', () => {
    expect([null, 'nonsense', ''].map((thread) => refusal({ thread }))).toEqual(Array(3).fill('no_thread'));
  });

  it('goes after a group that moved, without what it replied to there', () => {
    const call = format({ thread: '-599', quoted: '-599:3' });
    expect(redirected(call, '-100').fields).toEqual({ chat_id: '-100', text: 'Good morning!' });
  });
});

it('threads and messages are read back as they were named', () => {
  for (const topicId of [null, '4']) {
    for (const businessConnectionId of [null, 'A_b-9']) {
      const thread = { chatId: '-1001160242915', topicId, directTopicId: null, businessConnectionId };
      expect(readThreadId(threadId(thread))).toEqual(thread);
      expect(idWithin(thread, messageId(thread, '77'))).toBe(77);
    }
  }
});
