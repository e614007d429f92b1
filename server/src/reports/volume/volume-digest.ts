import type { SortedNeeds } from '../cohort/sorted.js';
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

/** What of an entry is asked for, beside who said it; of what is not, visitors are told anything. */
export interface SaidNeeds extends SortedNeeds {
  hour: boolean;
  medium: boolean;
}

/** Summing up first pays while it makes no more than so many cells of an entry. */
const CELLS_PER_ENTRY = 4;

/**
 * Shows everything a digest has summed up; what differs only in what nobody asks for is shown at once.
 * @param day days since the period began
 */
export function eachSaid(
  digest: ReadVolume,
  day: number,
  needs: SaidNeeds,
  said: Said,
  visit: SaidVisitor,
): void {
  const bytes = digest.sorted ?? digest.hourly ?? Buffer.alloc(0);
  const size = digest.sorted === undefined ? HOURLY_BYTES : SORTED_BYTES;
  const cells = cellsOf(digest, needs);
  said.day = day;
  if (cells.count > (bytes.length / size) * CELLS_PER_ENTRY) eachEntry(digest, bytes, size, said, visit);
  else eachCell(digest, cells, sumUp(cells, bytes, size), said, visit);
}

function eachEntry(digest: ReadVolume, bytes: Buffer, size: number, said: Said, visit: SaidVisitor): void {
  const { channels, posts = [], tag_sets = [], sorted } = digest;
  for (let at = 0; at < bytes.length; at += size) {
    takeKind(bytes[at + 1] ?? 0, said);
    said.hour = bytes[at] ?? 0;
    said.channelId = channels[pair(bytes, at + 2)] ?? '';
    said.count = pair(bytes, at + 4);
    said.postId = sorted === undefined ? null : (posts[pair(bytes, at + 6)] ?? null);
    said.tagIds = sorted === undefined ? NO_TAGS : (tag_sets[pair(bytes, at + 8)] ?? NO_TAGS);
    visit(said);
  }
}

function takeKind(kind: number, said: Said): void {
  said.speaker = SPEAKERS[(kind & 3) as 0 | 1 | 2 | 3];
  said.medium = MEDIA[((kind >> 2) & 3) as 0 | 1 | 2 | 3];
  said.priority = PRIORITIES[((kind >> 4) & 3) as 0 | 1 | 2 | 3];
}

/** How far apart two neighbours in a dimension are among the cells of a sum, and how many it has; one that is not asked for has a single one. */
interface Dimension {
  size: number;
  step: number;
}

/** A cell for each of what can be told apart. */
interface Cells {
  count: number;
  kind: Dimension;
  hour: Dimension;
  channel: Dimension;
  post: Dimension;
  tags: Dimension;
  /** The bits of an entry's kind that are asked for. */
  kindMask: number;
}

function cellsOf({ channels, posts, tag_sets }: ReadVolume, needs: SaidNeeds): Cells {
  let count = 1;
  const dimension = (asked: boolean, size: number): Dimension => {
    if (!asked) return { size: 1, step: 0 };
    const step = count;
    count *= size;
    return { size, step };
  };
  const kindMask = 3 | (needs.medium ? 12 : 0) | (needs.priority ? 48 : 0);
  const kind = dimension(true, kindMask + 1);
  const hour = dimension(needs.hour, 24);
  const channel = dimension(needs.channel, channels.length);
  // The last one: of no post.
  const post = dimension(needs.post && posts !== undefined, (posts?.length ?? 0) + 1);
  const tags = dimension(needs.tags && tag_sets !== undefined, tag_sets?.length ?? 0);
  return { count, kind, hour, channel, post, tags, kindMask };
}

function sumUp(
  { count, hour, channel, post, tags, kindMask }: Cells,
  bytes: Buffer,
  size: number,
): Float64Array {
  const sums = new Float64Array(count);
  const noPost = post.size - 1;
  for (let at = 0; at < bytes.length; at += size) {
    let cell = ((bytes[at + 1] ?? 0) & kindMask) + (bytes[at] ?? 0) * hour.step;
    if (channel.step > 0) cell += pair(bytes, at + 2) * channel.step;
    if (post.step > 0) cell += Math.min(pair(bytes, at + 6), noPost) * post.step;
    if (tags.step > 0) cell += pair(bytes, at + 8) * tags.step;
    sums[cell] = (sums[cell] ?? 0) + pair(bytes, at + 4);
  }
  return sums;
}

function eachCell(
  { channels, posts = [], tag_sets = [] }: ReadVolume,
  { kind, hour, channel, post, tags }: Cells,
  sums: Float64Array,
  said: Said,
  visit: SaidVisitor,
): void {
  const of = (cell: number, { size, step }: Dimension) => (step === 0 ? 0 : Math.floor(cell / step) % size);
  for (let cell = 0; cell < sums.length; cell += 1) {
    const count = sums[cell] ?? 0;
    if (count === 0) continue;
    takeKind(of(cell, kind), said);
    said.hour = of(cell, hour);
    said.channelId = channels[of(cell, channel)] ?? '';
    said.postId = post.step === 0 ? null : (posts[of(cell, post)] ?? null);
    said.tagIds = tags.step === 0 ? NO_TAGS : (tag_sets[of(cell, tags)] ?? NO_TAGS);
    said.count = count;
    visit(said);
  }
}
