import { invalid, type Json, type Medium, Refusal, type Said } from './mastodon-data.js';

export type NewStatus = Pick<
  Said,
  'text' | 'visibility' | 'replyTo' | 'warning' | 'language' | 'media' | 'at'
>;

interface Instance {
  limits: { characters: number; media: number };
  media: ReadonlyMap<string, Medium>;
  /** Whether there is such a status. */
  has(id: string): boolean;
  now(): Date;
}

/** A status as it would be made of these fields. @throws Refusal where the original refuses */
export function checkedStatus(fields: Json, instance: Instance): NewStatus {
  const { status, in_reply_to_id, visibility, media_ids = [], spoiler_text = '', language = null } = fields;
  const text = typeof status === 'string' ? status : '';
  if (!Array.isArray(media_ids)) throw invalid('media_ids');
  if (text.trim() === '' && media_ids.length === 0) throw invalid("Text can't be blank");
  if (lengthOf(text) + lengthOf(String(spoiler_text)) > instance.limits.characters) {
    throw invalid(`Text character limit of ${instance.limits.characters} exceeded`);
  }
  if (!['public', 'unlisted', 'private', 'direct'].includes(String(visibility))) throw invalid('visibility');
  if (language !== null && !/^[a-z]{2,3}$/.test(String(language))) throw invalid('language');
  if (in_reply_to_id !== undefined && !instance.has(String(in_reply_to_id))) {
    throw new Refusal(404, 'The post you are trying to reply to does not appear to exist.');
  }
  if (media_ids.length > instance.limits.media) throw invalid('Cannot attach more than 4 files');
  const media = media_ids.map((id) => {
    const found = instance.media.get(String(id));
    if (found === undefined) throw invalid('Media not found');
    if (found.waits !== 0)
      throw invalid('Cannot attach files that have not finished processing. Try again in a moment!');
    return found;
  });
  if (media.length > 1 && media.some(({ type }) => type !== 'image')) {
    throw invalid('Cannot attach a video to a post that already contains images');
  }
  return {
    text,
    visibility: String(visibility),
    replyTo: in_reply_to_id === undefined ? null : String(in_reply_to_id),
    warning: String(spoiler_text),
    language: language === null ? null : String(language),
    media,
    at: instance.now(),
  };
}

/** Signs a reader sees; addresses count 23, people elsewhere without their host. */
function lengthOf(text: string): number {
  const counted = text
    .replace(/https?:\/\/[^\s]+\.[^\s]*[^\s.,!?)]/g, 'x'.repeat(23))
    .replace(/(@\w+)@[\w.-]+\w/g, '$1');
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(counted)].length;
}
