import type { PostComment } from '@parley/shared/posts.js';

/** A comment an action was refused for, and why: an `ApiError`, or whatever else came of it. */
export type Refusal = { comment: PostComment; error: unknown };

/** So many at a time: each goes its own way to the platform. */
const atOnce = 4;

/** Does the work for each of them, a few at a time. @returns those it was done for, and those it was refused for, in their order */
export async function moderateEach(
  comments: readonly PostComment[],
  work: (comment: PostComment) => Promise<unknown>,
): Promise<{ done: PostComment[]; refused: Refusal[] }> {
  const errors = new Map<PostComment, unknown>();
  const rest = comments.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const comment of rest) await work(comment).catch((error: unknown) => errors.set(comment, error));
    }),
  );
  return {
    done: comments.filter((comment) => !errors.has(comment)),
    refused: comments.flatMap((comment) =>
      errors.has(comment) ? [{ comment, error: errors.get(comment) }] : [],
    ),
  };
}
