/** A conversation is a post and the comment its thread begins with. Ids of comments are unique within a site. */
export const threadId = (post: string, root: string): string => `${post}/${root}`;

export interface CommentThread {
  post: string;
  root: string;
}

/** Undefined for what is no thread of ours. */
export function readThreadId(externalId: string): CommentThread | undefined {
  const [, post, root] = /^(\d{1,20})\/(\d{1,20})$/.exec(externalId) ?? [];
  return post === undefined || root === undefined ? undefined : { post, root };
}
