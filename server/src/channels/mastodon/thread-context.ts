import { z } from 'zod';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import { readStatuses, threadStatusOf } from './chain.js';
import type { Status, ThreadStatus } from './entities.js';
import type { Access, MastodonApi } from './mastodon-api.client.js';
import { isGone } from './refusal.js';

export const contextSchema = z.object({ ancestors: z.array(z.unknown()), descendants: z.array(z.unknown()) });

const REMEMBERED = 500;

/** Threads above statuses, asked for once for all that answer the same: a storm under one post costs one question. */
export class ThreadContexts {
  /** By the id of what is answered. */
  private readonly known = new Map<string, ThreadStatus[]>();

  constructor(
    private readonly api: MastodonApi,
    private readonly access: Access,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * @returns those before it, root first; none for a root, nor when it is gone by now or too long to be told
   * @throws MastodonApiError, OutboundError
   */
  async before(status: Pick<Status, 'id' | 'in_reply_to_id'>): Promise<ThreadStatus[]> {
    const parent = status.in_reply_to_id ?? null;
    if (parent === null) return [];
    const known = this.known.get(parent);
    if (known !== undefined) return known;
    const path = `/api/v1/statuses/${encodeURIComponent(status.id)}/context`;
    try {
      const { data } = await this.api.call(this.access, { path, signal: this.signal }, contextSchema);
      const before = readStatuses(data.ancestors).map(threadStatusOf);
      // A thread that does not reach to what is answered (not copied yet) is not worth keeping.
      if (before.at(-1)?.id === parent) this.remember(parent, before);
      return before;
    } catch (error) {
      // A thread nobody could read whole holds up nothing: the status stands for itself.
      if (isGone(error) || (error instanceof OutboundError && error.kind === 'too_large')) return [];
      throw error;
    }
  }

  private remember(id: string, before: ThreadStatus[]): void {
    if (this.known.size >= REMEMBERED) this.known.delete(this.known.keys().next().value ?? '');
    this.known.set(id, before);
  }
}
