import { describe, expect, it } from '@jest/globals';
import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import { type CheckedReply, limitIssues } from './reply-limits.js';

const text = { en: '', de: '' };
const manifest = (change: Partial<ChannelManifest> = {}): ChannelManifest => ({
  kind: 'sample',
  name: text,
  summary: text,
  icon: 'mail',
  media: ['comment', 'dm'],
  capabilities: ['sends', 'replies_publicly', 'attachments'],
  limits: {
    textLength: 10,
    attachments: 2,
    attachmentBytes: 1_000,
    totalBytes: 1_500,
    attachmentTypes: ['image/', 'application/pdf'],
  },
  replyWindowMs: null,
  settings: [],
  ...change,
});
const reply = (change: Partial<CheckedReply> = {}): CheckedReply => ({
  medium: 'comment',
  text: 'Hello',
  formatted: false,
  visibility: 'public',
  attachments: [],
  forward: false,
  recipients: false,
  subject: false,
  ...change,
});
const file = (change: Partial<CheckedReply['attachments'][number]> = {}) => ({
  filename: 'a.png',
  contentType: 'image/png',
  size: 100,
  ...change,
});
const paths = (change: Partial<CheckedReply>, of: Partial<ChannelManifest> = {}) =>
  limitIssues(manifest(of), reply(change)).map(({ path }) => path.join('.'));

describe('limitIssues', () => {
  it('has nothing against what fits', () => {
    expect(paths({})).toEqual([]);
    expect(
      paths({ text: '', attachments: [file(), file({ contentType: 'application/pdf; name=x' })] }),
    ).toEqual([]);
    expect(paths({ medium: 'dm', visibility: 'private' })).toEqual([]);
  });

  it('wants words or a file, and counts characters as people do', () => {
    expect(paths({ text: ' \n' })).toEqual(['body']);
    expect(paths({ text: '👍👍👍👍👍👍👍👍👍👍' })).toEqual([]);
    expect(paths({ text: '12345678901' })).toEqual(['body']);
    const { limits } = manifest();
    expect(paths({ text: 'x'.repeat(9_999) }, { limits: { ...limits, textLength: null } })).toEqual([]);
  });

  it('counts as the platform does, and less beside files where that is so', () => {
    const limits = { ...manifest().limits, textUnit: 'utf16' as const, textLengthWithFiles: 4 };
    expect(paths({ text: '👍👍👍👍👍' }, { limits })).toEqual([]);
    expect(paths({ text: '👍👍👍👍👍!' }, { limits })).toEqual(['body']);
    expect(paths({ text: '12345', attachments: [file()] }, { limits })).toEqual(['body']);
    expect(paths({ text: '1234', attachments: [file()] }, { limits })).toEqual([]);
  });

  it('leaves room for what the connector adds, and counts addresses as the platform does', () => {
    expect(paths({ text: '123456', costs: 4 })).toEqual([]);
    expect(paths({ text: '1234567', costs: 4 })).toEqual(['body']);
    const limits = { ...manifest().limits, textLength: 25, textRules: { urlLength: 23 } };
    expect(paths({ text: `https://a.example/${'x'.repeat(99)}` }, { limits })).toEqual([]);
  });

  it('lets nobody answer in public or private where the platform does not', () => {
    expect(paths({ medium: 'dm' })).toEqual(['visibility']);
    expect(paths({ visibility: 'private' })).toEqual(['visibility']);
    expect(paths({ visibility: 'private' }, { capabilities: ['sends', 'replies_privately'] })).toEqual([]);
  });

  it('knows what only some channels have', () => {
    expect(paths({ recipients: true, subject: true, forward: true })).toEqual(['to', 'subject', 'forward']);
    expect(paths({ formatted: true })).toEqual(['html']);
    expect(paths({ formatted: true }, { capabilities: ['sends', 'replies_publicly', 'rich_text'] })).toEqual(
      [],
    );
    expect(paths({ attachments: [file()] }, { capabilities: ['sends', 'replies_publicly'] })).toEqual([
      'attachments',
    ]);
  });

  it('names the file that does not fit', () => {
    expect(paths({ attachments: [file(), file({ size: 1_001 })] })).toEqual(['attachments.1']);
    expect(paths({ attachments: [file({ contentType: 'text/html' })] })).toEqual(['attachments.0']);
    expect(paths({ attachments: [file({ size: 900 }), file({ size: 900 })] })).toEqual(['attachments']);
    expect(paths({ attachments: [file(), file(), file()] })).toEqual(['attachments']);
  });
});
