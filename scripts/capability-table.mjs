// The table of what each kind of channel can do, made from the manifests: pure, so that a test can compare it.

export const BEGIN = '<!-- capabilities: made by `npm run capabilities` from the manifests -->';
export const END = '<!-- /capabilities -->';

const number = (value) => value.toLocaleString('en-US');
const has = (name) => (manifest) => (manifest.capabilities.includes(name) ? '✓' : '');
const UNITS = { characters: '', utf16: ' UTF-16 units', graphemes: ' graphemes', bytes: ' bytes' };

function lengthOf({ limits }) {
  if (limits.textLength === null) return 'no limit';
  const unit = UNITS[limits.textUnit ?? 'characters'];
  const files = limits.textLengthWithFiles;
  return `${number(limits.textLength)}${unit}${files === undefined ? '' : `; ${number(files)} beside files`}`;
}

function filesOf({ capabilities, limits }) {
  if (!capabilities.includes('attachments') || limits.attachments === 0) return '';
  return `${limits.attachments}, ${number(Math.floor(limits.totalBytes / 1_048_576))} MB`;
}

const MODERATION = [
  ['likes', 'like'],
  ['hides', 'hide'],
  ['approves', 'approve'],
  ['marks_spam', 'spam'],
  ['trashes', 'trash'],
  ['deletes', 'delete'],
  ['deletes_own', 'delete ours'],
];
const moderationOf = ({ capabilities }) =>
  MODERATION.flatMap(([name, word]) => (capabilities.includes(name) ? [word] : [])).join(', ');

const deliveryOf = ({ capabilities }) =>
  [
    ...(capabilities.includes('receives_webhooks') ? ['webhook'] : []),
    ...(capabilities.includes('polls') ? ['fetched'] : []),
    ...(capabilities.includes('embeds') ? ['widget'] : []),
  ].join(', ');

const ROWS = [
  ['Media', ({ media }) => media.join(', ')],
  ['Comes in by', deliveryOf],
  ['Sign-in at the provider', has('oauth')],
  ['Connection test', has('test_connection')],
  ['Fetches history', has('backfill')],
  ['Public replies', has('replies_publicly')],
  ['Private replies', has('replies_privately')],
  ['We may write first', has('starts_conversations')],
  ['Formatted text', has('rich_text')],
  ['Longest reply', lengthOf],
  ['Files of a reply', filesOf],
  [
    'Reply window',
    ({ replyWindowMs }) => (replyWindowMs === null ? 'none' : `${replyWindowMs / 3_600_000} h`),
  ],
  ['Moderation', moderationOf],
  ['Reactions', has('reactions')],
  ['Says that they type', has('typing')],
  ['Shows that we type', has('shows_typing')],
  ['Says that they read', has('read_receipts')],
  ['Blocking', has('blocks')],
];

/** @returns the table, without its markers */
export function capabilityTable(manifests) {
  const kinds = [...manifests].sort((a, b) => (a.name.en < b.name.en ? -1 : 1));
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(['', ...kinds.map(({ name }) => name.en)]),
    line(['---', ...kinds.map(() => '---')]),
    ...ROWS.map(([label, of]) => line([label, ...kinds.map(of)])),
  ].join('\n');
}

/** The README with this table between the markers. @throws Error when the markers are not there */
export function withTable(readme, table) {
  const from = readme.indexOf(BEGIN);
  const to = readme.indexOf(END);
  if (from < 0 || to < from) throw new Error('README.md lacks the markers of the table of capabilities.');
  return `${readme.slice(0, from + BEGIN.length)}\n\n${table}\n\n${readme.slice(to)}`;
}
