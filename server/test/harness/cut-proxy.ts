import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of a connection's bytes. */
export interface CutRule {
  /** Which way is counted. */
  direction: 'to_server' | 'to_client';
  /** The connection breaks when so many bytes have passed that way. */
  afterBytes: number;
}

/**
 * A TCP proxy that loses connections on purpose, between Parley and a real server.
 * Rules hold for connections opened after they were set.
 */
export class CutProxy {
  /** Connections accepted so far. */
  accepted = 0;
  /** Connections broken so far, by a rule or by `cutAll`. */
  cuts = 0;
  #server: Server;
  #pairs = new Set<{ client: Socket; upstream: Socket; mute: boolean }>();
  #rule: (CutRule & { left: number }) | undefined;
  #blackhole = false;

  private constructor(readonly target: { host: string; port: number }) {
    this.#server = createServer((client) => this.#accept(client));
  }

  static async start(target: { host?: string; port: number }): Promise<CutProxy> {
    const proxy = new CutProxy({ host: target.host ?? '127.0.0.1', port: target.port });
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The next `times` connections break after so many bytes; later ones are whole again. */
  cutAfterBytes(
    afterBytes: number,
    options: { direction?: CutRule['direction']; times?: number } = {},
  ): void {
    this.#rule = { afterBytes, direction: options.direction ?? 'to_client', left: options.times ?? 1 };
  }

  /** Breaks every open connection now, with a reset. */
  cutAll(): void {
    for (const pair of this.#pairs) this.#cut(pair);
  }

  /** While on, nothing is passed on and nothing is closed: the peer only notices by its timeout. */
  blackhole(on: boolean): void {
    this.#blackhole = on;
    for (const pair of this.#pairs) pair.mute = on;
  }

  /** No rule, no black hole. */
  heal(): void {
    this.#rule = undefined;
    this.blackhole(false);
  }

  async stop(): Promise<void> {
    for (const { client, upstream } of this.#pairs) {
      client.destroy();
      upstream.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    this.accepted += 1;
    const upstream = connect(this.target.port, this.target.host);
    const pair = { client, upstream, mute: this.#blackhole };
    this.#pairs.add(pair);
    const rule = this.#rule && this.#rule.left > 0 ? this.#rule : undefined;
    if (rule) rule.left -= 1;
    this.#pipe(pair, 'to_server', rule);
    this.#pipe(pair, 'to_client', rule);
    const end = () => {
      if (!this.#pairs.delete(pair)) return;
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
  }

  #pipe(
    pair: { client: Socket; upstream: Socket; mute: boolean },
    direction: CutRule['direction'],
    rule?: CutRule,
  ): void {
    const [from, to] =
      direction === 'to_server' ? [pair.client, pair.upstream] : [pair.upstream, pair.client];
    let passed = 0;
    from.on('data', (chunk: Buffer) => {
      if (pair.mute) return;
      const room = rule?.direction === direction ? rule.afterBytes - passed : Number.POSITIVE_INFINITY;
      passed += chunk.length;
      if (chunk.length < room) {
        if (!to.write(chunk)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
        return;
      }
      from.pause();
      to.write(chunk.subarray(0, room), () => this.#cut(pair));
    });
    from.on('end', () => {
      if (!pair.mute) to.end();
    });
  }

  #cut(pair: { client: Socket; upstream: Socket }): void {
    if (pair.client.destroyed) return;
    this.cuts += 1;
    pair.client.resetAndDestroy();
    pair.upstream.destroy();
  }
}
