/**
 * - `bad_url`: not http(s), with a user in it, or unreadable
 * - `bad_request`: a header or method HTTP does not allow
 * - `refused_address`: the name leads to an address we do not connect to
 * - `dns`: the name leads nowhere, or the resolver did not answer
 * - `connect`: nobody listens there, or the network is down
 * - `tls`: the secure connection could not be made (certificate, protocol)
 * - `timeout_before_send`, `aborted_before_send`: ended before a connection stood
 * - `bad_redirect`: too many of them, unreadable, or not to be followed with this body
 * - `too_large`: the answer is larger than allowed
 * - `ambiguous`: the request was on its way when the connection, the time or the answer broke off
 */
export type OutboundErrorKind =
  | 'bad_url'
  | 'bad_request'
  | 'refused_address'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout_before_send'
  | 'aborted_before_send'
  | 'bad_redirect'
  | 'too_large'
  | 'ambiguous';

/** Why an outgoing connection or request came to nothing. The message is plain words and holds no secrets. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  /**
   * False only when surely no byte of any request has left: then, and only then, repeating a send cannot send
   * twice. After a redirect it is true, whatever became of the next hop.
   */
  readonly mayHaveLeft: boolean;
  /** The HTTP status, when the answer had begun. */
  readonly status: number | undefined;

  constructor(
    readonly kind: OutboundErrorKind,
    message: string,
    more: { mayHaveLeft?: boolean; status?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.mayHaveLeft = more.mayHaveLeft ?? kind === 'ambiguous';
    this.status = more.status;
  }
}
