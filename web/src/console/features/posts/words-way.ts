import type { PostSummary } from '@parley/shared/posts.js';
import { useChannels } from '../../data/lookups.js';

/** What becomes of comments with certain words: hidden on their platform, or set aside here where it cannot hide. */
export function useWordsWay(post: PostSummary): 'hides' | 'aside' {
  const channel = useChannels().data?.find(({ id }) => id === post.channel.id);
  return channel?.capabilities.includes('hides') ? 'hides' : 'aside';
}
