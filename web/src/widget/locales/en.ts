import { roundWait } from '../wait.js';

const plural = (count: number, one: string, other: string) =>
  new Intl.PluralRules('en').select(count) === 'one' ? one : other.replace('#', `${count}`);

export const en = {
  launch: 'Open chat',
  launchUnread: (count: number) => plural(count, 'Open chat, 1 new message', 'Open chat, # new messages'),
  close: 'Close chat',
  title: (name: string) => `Chat with ${name}`,
  messages: 'Messages',
  hello: 'Hello!',
  usually: (ms: number) => {
    const { count, unit } = roundWait(ms);
    if (unit === 'minute' && count === 1) return 'Usually answers within a minute';
    return `Usually answers in about ${
      {
        minute: plural(count, 'a minute', '# minutes'),
        hour: plural(count, 'an hour', '# hours'),
        day: plural(count, 'a day', '# days'),
      }[unit]
    }`;
  },
  backAt: (when: string) => `Back ${when}`,
  away: 'Nobody is here right now',
  answering: (names: string) => `You are talking with ${names}`,
  write: 'Write a message…',
  send: 'Send',
  attach: 'Attach a file',
  photo: 'Take a photo',
  drop: 'Drop files here',
  remove: (name: string) => `Remove ${name}`,
  again: 'Try again',
  discard: 'Delete',
  uploading: (name: string, percent: number) => `${name}, ${percent} % uploaded`,
  sending: 'Sending…',
  queued: 'Will be sent when you are back online',
  sent: 'Sent',
  seen: 'Seen',
  refused: 'Not sent',
  you: 'You',
  someone: 'Team',
  typing: (name: string) => `${name} is writing`,
  said: (name: string, text: string) => `${name} says: ${text}`,
  files: (count: number) => plural(count, 'a file', '# files'),
  withdrawn: 'This message was withdrawn.',
  closed: 'This conversation was closed. Write again at any time.',
  blocked: 'You cannot write here any more.',
  offline: 'You are offline. What you write is sent when you are back.',
  unreachable: 'No connection just now. What you write is kept.',
  refusedHere: 'The chat is not available here.',
  older: 'Earlier messages',
  newer: 'New messages',
  left: (count: number) => plural(count, '1 character left', '# characters left'),
  tooMany: (count: number) => plural(count, 'One message takes 1 file.', 'One message takes # files.'),
  contact: {
    away: 'Nobody can answer just now. Leave your email and the answer comes there, too.',
    slow: 'This may take a little. Leave your email and the answer comes there, too.',
    name: 'Name (optional)',
    email: 'Email',
    save: 'Save',
    later: 'Not now',
    saved: (email: string) => `The answer also goes to ${email}.`,
    wrong: 'This is not an email address.',
    failed: 'That could not be saved. Try again.',
  },
  reasons: {
    too_large: 'The file is too large.',
    unsupported_media_type: 'Files of this kind are not accepted.',
    too_many_requests: 'That was a lot at once. Wait a moment.',
    offline: 'The upload was interrupted.',
    forbidden: 'Messages are not accepted here.',
    blocked: 'This chat takes no more messages from here.',
    invalid_request: 'The files are no longer there. Attach them again.',
    other: 'That did not work.',
  } as Record<string, string> & { other: string },
};
export type Texts = typeof en;
