import { MEDIA, Names, NONE, PRIORITIES } from '../cohort/sorted-columns.js';
import { type Said, type SaidVisitor, SPEAKERS } from './said.js';

// One entry: hour (1 byte), kind (1: speaker in bits 0 and 1, medium in 2 and 3, priority in 4 and 5), channel (2), count (2); sorted
// ones then post (2) and tags (2). Numbers of two bytes are little-endian.
const HOURLY_BYTES = 6;
const SORTED_BYTES = 10;
const MOST = 0xffff;

/** The messages of one local day, summed up. */
export interface VolumeDigest {
  messages: number;
  channels: string[];
  posts: string[];
  tag_sets: string[][];
  /** By hour, speaker, channel, medium and priority. */
  hourly: Buffer;
  /** By post and tags, too. */
  sorted: Buffer;
}

/** Messages of the digested day; post and tags known. */
export type DigestedSaid = Omit<Said, 'day' | 'leftOut'>;

/** Sums up what has the same key; what is more than two bytes can count stands in several entries. */
class Entries {
  private readonly counts = new Map<string, { entry: number[]; count: number }>();

  constructor(private readonly size: number) {}

  add(entry: number[], count: number): void {
    const key = entry.join(' ');
    const known = this.counts.get(key);
    if (known === undefined) this.counts.set(key, { entry, count });
    else known.count += count;
  }

  packed(): Buffer {
    const buffers: Buffer[] = [];
    for (const { entry, count } of this.counts.values()) {
      for (let left = count; left > 0; left -= MOST) buffers.push(this.pack(entry, Math.min(left, MOST)));
    }
    return Buffer.concat(buffers);
  }

  private pack([hour = 0, kind = 0, channel = 0, ...more]: number[], count: number): Buffer {
    const bytes = Buffer.alloc(this.size);
    bytes[0] = hour;
    bytes[1] = kind;
    for (const [index, number] of [channel, count, ...more].entries())
      bytes.writeUInt16LE(number, 2 + index * 2);
    return bytes;
  }
}

/** @returns null when the day has more names than two bytes can number: it is read message by message */
export function volumeDigestOf(all: readonly DigestedSaid[]): VolumeDigest | null {
  const [channels, posts, tagSets] = [new Names(), new Names(), new Names()];
  const [hourly, sorted] = [new Entries(HOURLY_BYTES), new Entries(SORTED_BYTES)];
  for (const said of all) {
    const kind =
      SPEAKERS.indexOf(said.speaker) |
      (MEDIA.indexOf(said.medium) << 2) |
      (PRIORITIES.indexOf(said.priority) << 4);
    const channel = channels.indexOf(said.channelId);
    const post = said.postId === null ? NONE : posts.indexOf(said.postId);
    const tags = tagSets.indexOf([...said.tagIds].sort().join(' '));
    if ([channels, posts, tagSets].some((names) => names.all.length >= NONE)) return null;
    hourly.add([said.hour, kind, channel], said.count);
    sorted.add([said.hour, kind, channel, post, tags], said.count);
  }
  return {
    messages: all.reduce((sum, { count }) => sum + count, 0),
    channels: channels.all,
    posts: posts.all,
    tag_sets: tagSets.all.map((ids) => (ids === '' ? [] : ids.split(' '))),
    hourly: hourly.packed(),
    sorted: sorted.packed(),
  };
}

/** A digest as it was read: either of the two, with the names it needs. */
export interface ReadVolume {
  channels: string[];
  posts?: string[];
  tag_sets?: string[][];
  hourly?: Buffer;
  sorted?: Buffer;
}

const pair = (bytes: Buffer, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
const NO_TAGS: readonly string[] = [];

/** Shows everything a digest has summed up. @param day days since the period began */
export function eachSaid(digest: ReadVolume, day: number, said: Said, visit: SaidVisitor): void {
  const { channels, posts = [], tag_sets = [], sorted } = digest;
  const bytes = sorted ?? digest.hourly ?? Buffer.alloc(0);
  const size = sorted === undefined ? HOURLY_BYTES : SORTED_BYTES;
  said.day = day;
  for (let at = 0; at < bytes.length; at += size) {
    const kind = bytes[at + 1] ?? 0;
    said.hour = bytes[at] ?? 0;
    said.speaker = SPEAKERS[(kind & 3) as 0 | 1 | 2 | 3];
    said.medium = MEDIA[((kind >> 2) & 3) as 0 | 1 | 2 | 3];
    said.priority = PRIORITIES[((kind >> 4) & 3) as 0 | 1 | 2 | 3];
    said.channelId = channels[pair(bytes, at + 2)] ?? '';
    said.count = pair(bytes, at + 4);
    said.postId = sorted === undefined ? null : (posts[pair(bytes, at + 6)] ?? null);
    said.tagIds = sorted === undefined ? NO_TAGS : (tag_sets[pair(bytes, at + 8)] ?? NO_TAGS);
    visit(said);
  }
}
