import type { InboundAttachment } from '../core/inbound-event.js';
import type { TelegramEntity, TelegramFile, TelegramMessage } from './update.js';

export interface Content {
  text: string;
  attachments: InboundAttachment[];
  /** What came within the message itself. */
  files: { filename: string; contentType: string; content: Uint8Array }[];
}

/** What a message says and carries, in plain words; null for one that nobody said (a service message). Pure. */
export function readContent(message: TelegramMessage): Content | null {
  const words = wordsOf(message);
  const media = mediaOf(message);
  if (words === null && media.length === 0) return null;
  const caption = plainText(message.caption ?? '', message.caption_entities ?? []);
  return {
    text: [forwardedFrom(message), words, caption].filter((line) => line !== null && line !== '').join('\n'),
    attachments: media,
    files: vcardOf(message),
  };
}

/**
 * The words as they were meant to be read: an address hidden behind a word stands beside it.
 * @param entities offsets in UTF-16 units, which is what strings are made of here
 */
export function plainText(text: string, entities: readonly TelegramEntity[]): string {
  let result = text;
  // From the end, so that earlier offsets stay right.
  for (const { type, offset, length, url } of [...entities].sort((a, b) => b.offset - a.offset)) {
    if (type !== 'text_link' || url === undefined || offset < 0 || offset + length > text.length) continue;
    const label = text.slice(offset, offset + length);
    if (sameAddress(label, url)) continue;
    result = `${result.slice(0, offset + length)} (${url})${result.slice(offset + length)}`;
  }
  return result;
}

const bare = (address: string) =>
  address
    .trim()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '');
const sameAddress = (label: string, url: string) => bare(label) === bare(url);

/** Signs instead of words: they need no translation. */
function wordsOf(message: TelegramMessage): string | null {
  const { text, entities, sticker, venue, location, contact, poll, checklist, dice, game, story, invoice } =
    message;
  if (text !== undefined) return plainText(text, entities ?? []);
  if (sticker !== undefined) return sticker.emoji ?? '';
  if (venue !== undefined) return lines(`📍 ${join([venue.title, venue.address])}`, mapOf(venue.location));
  if (location !== undefined) return lines(`📍 ${coordinates(location)}`, mapOf(location));
  if (contact !== undefined) {
    return `👤 ${join([join([contact.first_name, contact.last_name], ' '), contact.phone_number])}`;
  }
  if (poll !== undefined)
    return lines(`📊 ${poll.question}`, ...poll.options.map(({ text: option }) => `• ${option}`));
  if (checklist !== undefined) {
    return lines(`☑️ ${checklist.title}`, ...checklist.tasks.map(({ text: task }) => `• ${task}`));
  }
  if (dice !== undefined) return `${dice.emoji ?? '🎲'} ${dice.value}`;
  if (game !== undefined) return `🎮 ${game.title}`;
  if (invoice !== undefined) return lines(`🧾 ${invoice.title}`, invoice.description ?? '');
  if (story !== undefined) {
    const { username, title } = story.chat;
    return `📖 ${username === undefined ? (title ?? '') : `https://t.me/${username}/s/${story.id}`}`.trim();
  }
  return null;
}

function mediaOf(message: TelegramMessage): InboundAttachment[] {
  const { photo, animation, video, video_note, voice, audio, document, sticker, paid_media } = message;
  const name = (stem: string, ending: string) => `${stem}-${message.message_id}.${ending}`;
  const one = (file: TelegramFile, fallback: { name: string; type: string }): InboundAttachment => ({
    filename: file.file_name?.trim() || fallback.name,
    contentType: file.mime_type ?? fallback.type,
    size: file.file_size ?? 0,
    sourceRef: file.file_id,
  });
  const picture = (sizes: TelegramMessage['photo'], stem = 'photo'): InboundAttachment[] => {
    const largest = [...(sizes ?? [])].sort((a, b) => areaOf(b) - areaOf(a))[0];
    return largest === undefined ? [] : [one(largest, { name: name(stem, 'jpg'), type: 'image/jpeg' })];
  };
  if (photo !== undefined) return picture(photo);
  // Beside an animation the same file stands as a document, for older programs.
  if (animation !== undefined) return [one(animation, { name: name('animation', 'mp4'), type: 'video/mp4' })];
  if (video !== undefined) return [one(video, { name: name('video', 'mp4'), type: 'video/mp4' })];
  if (video_note !== undefined) return [one(video_note, { name: name('video', 'mp4'), type: 'video/mp4' })];
  if (voice !== undefined) return [one(voice, { name: name('voice', 'ogg'), type: 'audio/ogg' })];
  if (audio !== undefined) {
    const title = join([audio.performer, audio.title], ' – ').replace(/[/\\]/g, '-');
    return [one(audio, { name: title === '' ? name('audio', 'mp3') : `${title}.mp3`, type: 'audio/mpeg' })];
  }
  if (document !== undefined) {
    return [one(document, { name: name('document', 'bin'), type: 'application/octet-stream' })];
  }
  if (sticker !== undefined) {
    if (sticker.is_animated === true) {
      return [one(sticker, { name: name('sticker', 'tgs'), type: 'application/x-tgsticker' })];
    }
    return sticker.is_video === true
      ? [one(sticker, { name: name('sticker', 'webm'), type: 'video/webm' })]
      : [one(sticker, { name: name('sticker', 'webp'), type: 'image/webp' })];
  }
  return (paid_media?.paid_media ?? []).flatMap(({ photo: sizes, video: film }, index) => [
    ...picture(sizes, `photo-${index + 1}`),
    ...(film === undefined
      ? []
      : [one(film, { name: name(`video-${index + 1}`, 'mp4'), type: 'video/mp4' })]),
  ]);
}

const areaOf = ({ width, height, file_size }: NonNullable<TelegramMessage['photo']>[number]) =>
  (width ?? 0) * (height ?? 0) || (file_size ?? 0);

function vcardOf({ contact }: TelegramMessage): Content['files'] {
  if (contact?.vcard === undefined || contact.vcard === '') return [];
  return [
    { filename: 'contact.vcf', contentType: 'text/vcard', content: Buffer.from(contact.vcard, 'utf8') },
  ];
}

/** Whose words these are, if they were passed on. */
function forwardedFrom({ forward_origin }: TelegramMessage): string | null {
  if (forward_origin === undefined) return null;
  const { sender_user, sender_user_name, sender_chat, chat, author_signature } = forward_origin;
  const who = sender_user
    ? join([sender_user.first_name, sender_user.last_name], ' ')
    : (sender_user_name ?? (sender_chat ?? chat)?.title ?? '');
  return `↪ ${join([who, author_signature])}`.trim();
}

type Location = NonNullable<TelegramMessage['location']>;

const coordinates = ({ latitude, longitude }: Location) => `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`;
const mapOf = ({ latitude, longitude }: Location) =>
  `https://www.openstreetmap.org/?mlat=${latitude.toFixed(6)}&mlon=${longitude.toFixed(6)}#map=17/${latitude.toFixed(6)}/${longitude.toFixed(6)}`;
const join = (parts: readonly (string | undefined)[], between = ', ') =>
  parts.filter((part) => part !== undefined && part !== '').join(between);
const lines = (...parts: string[]) => parts.filter((part) => part !== '').join('\n');
