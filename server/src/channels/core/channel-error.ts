/** Why a platform call did not go through, and so what may happen next. */
export type ChannelErrorKind =
  /** Surely not done: trying again is safe. */
  | 'retryable'
  /** Surely not done; not before `retryAfterMs`. */
  | 'rate_limited'
  /** The credentials no longer work: the channel pauses until reconnected. */
  | 'auth_expired'
  /** The platform says no to this very thing, for good. */
  | 'rejected'
  /** The platform has stopped the account for a while. */
  | 'suspended'
  /** Bytes may have left and no answer came: never repeated. */
  | 'ambiguous';

/** Thrown by connectors. `message` is plain words an agent can read; `code` is stable and can be translated. */
export class ChannelError extends Error {
  private constructor(
    readonly kind: ChannelErrorKind,
    readonly code: string,
    message: string,
    readonly more: {
      retryAfterMs?: number;
      scope?: 'channel' | 'conversation';
      until?: Date;
      remedy?: string;
      cause?: unknown;
      refused?: { address: string; reason: string }[];
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'ChannelError';
  }

  static retryable(code: string, message: string, cause?: unknown): ChannelError {
    return new ChannelError('retryable', code, message, { cause });
  }

  /**
   * @param retryAfterMs milliseconds
   * @param scope what has to wait: everything on the channel, or this conversation alone
   */
  static rateLimited(
    retryAfterMs: number,
    message = 'The platform asks us to slow down.',
    scope: 'channel' | 'conversation' = 'channel',
  ): ChannelError {
    return new ChannelError('rate_limited', 'rate_limited', message, { retryAfterMs, scope });
  }

  static authExpired(message: string, cause?: unknown): ChannelError {
    return new ChannelError('auth_expired', 'auth_expired', message, {
      cause,
      remedy: 'Reconnect the channel.',
    });
  }

  /** @param remedy what the agent can do about it, in plain words */
  static rejected(code: string, message: string, remedy?: string, cause?: unknown): ChannelError {
    return new ChannelError('rejected', code, message, {
      cause,
      ...(remedy === undefined ? {} : { remedy }),
    });
  }

  static suspended(message: string, until?: Date): ChannelError {
    return new ChannelError('suspended', 'suspended', message, until === undefined ? {} : { until });
  }

  /** @param refused recipients for whom it surely was not taken, whatever became of the others */
  static ambiguous(
    message: string,
    cause?: unknown,
    refused: { address: string; reason: string }[] = [],
  ): ChannelError {
    return new ChannelError('ambiguous', 'ambiguous', message, {
      cause,
      ...(refused.length === 0 ? {} : { refused }),
    });
  }
}
