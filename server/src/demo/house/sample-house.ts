import type { Channel } from '../../channels/channel.js';
import type { Member } from '../../platform/http/caller.js';
import type { MemberKey } from '../sample-brand.js';
import type { TagName } from '../texts/script.js';

/** A channel that is spoken to by signed webhook. */
export interface HookChannel {
  id: string;
  /** Path of its endpoint. */
  path: string;
  secret: string;
}

/** The sample brand as the demo works with it. */
export interface SampleHouse {
  brandId: string;
  members: Record<MemberKey, Member>;
  tagIds: ReadonlyMap<TagName, string>;
  mailbox: Channel;
  chat: HookChannel;
  pictures: HookChannel;
  /** The live chat on its website; the secret vouches for who is signed in there. */
  website: HookChannel;
}
