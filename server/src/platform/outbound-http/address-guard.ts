import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressPolicy } from './address-policy.js';
import { OutboundError } from './outbound-error.js';

export interface CheckedAddress {
  /** An IP address; connect to exactly this one. */
  address: string;
  family: 4 | 6;
}

/** Every address of a name, in the order to try them. */
export type Resolver = (host: string) => Promise<{ address: string; family: number }[]>;

const systemResolver: Resolver = (host) => systemLookup(host, { all: true, verbatim: true });

export interface Patience {
  /** Default: 10 s. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Turns names into addresses that may be connected to. A caller resolves once and connects to what it got here
 * (with the name as TLS server name): resolving again may give another answer.
 */
export class AddressGuard {
  constructor(
    readonly policy: AddressPolicy,
    private readonly resolver: Resolver = systemResolver,
  ) {}

  /**
   * The first address of the name that may be connected to.
   * @param host a name, or an IP address (IPv6 also in brackets)
   * @throws {OutboundError} `refused_address`, `dns`, `timeout_before_send`, `aborted_before_send`, `bad_url` (not a host)
   */
  async resolveAllowed(host: string, patience: Patience = {}): Promise<CheckedAddress> {
    const [first] = await this.resolveAllAllowed(host, patience);
    return first!;
  }

  /** Like `resolveAllowed`, but all of them (at least one), for callers that try one after the other. */
  async resolveAllAllowed(host: string, patience: Patience = {}): Promise<CheckedAddress[]> {
    const name = /^\[.*\]$/.test(host) ? host.slice(1, -1) : host;
    if (name === '' || name.length > 255 || /[\s/\\@?#\0]/.test(name)) {
      throw new OutboundError('bad_url', 'This is not the name of a host.');
    }
    const found = isIP(name) === 0 ? await this.#resolve(name, patience) : [{ address: name }];
    const allowed = found
      .filter(({ address }) => this.policy.allows(address))
      .map(({ address }): CheckedAddress => ({ address, family: isIP(address) === 6 ? 6 : 4 }));
    if (allowed.length === 0) {
      throw new OutboundError(
        'refused_address',
        `${host} is at an address inside a private or reserved network (${found[0]!.address}). PARLEY_ALLOW_NETWORKS can open it.`,
      );
    }
    return allowed;
  }

  async #resolve(name: string, patience: Patience): Promise<{ address: string }[]> {
    const done = new AbortController();
    const signal =
      patience.signal === undefined ? done.signal : AbortSignal.any([done.signal, patience.signal]);
    try {
      const found = await Promise.race([
        this.resolver(name),
        sleep(patience.timeoutMs ?? DEFAULT_TIMEOUT_MS, undefined, { signal }).then(
          () => {
            throw new OutboundError('timeout_before_send', `Looking up ${name} took too long.`);
          },
          () => {
            throw new OutboundError('aborted_before_send', `Looking up ${name} was given up.`);
          },
        ),
      ]);
      if (found.length === 0) throw new OutboundError('dns', `${name} has no address.`);
      return found;
    } catch (error) {
      if (error instanceof OutboundError) throw error;
      const code = (error as NodeJS.ErrnoException).code;
      const message =
        code === 'ENOTFOUND' || code === 'ENODATA'
          ? `There is no host called ${name}.`
          : `The address of ${name} could not be looked up (${code ?? 'unknown reason'}).`;
      throw new OutboundError('dns', message, { cause: error });
    } finally {
      done.abort();
    }
  }
}
