import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Env } from '../platform/config/env.js';
import { SecretBox } from '../platform/crypto/secret-box.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { notFound } from '../platform/errors/app-error.js';
import { ChannelRepository } from './channel.repository.js';
import { EndpointDoor, type OpenEndpoint } from './core/endpoint-door.js';

/** After a rotation the secret before it stays good so long, so that the other side can change it in peace. */
const OVERLAP_MS = 24 * 3_600_000;
/** How stale an endpoint kept in memory may be: a removed one, or a rotated secret, takes so long to be noticed. */
const REMEMBERED_MS = 2_000;
const REMEMBERED = 10_000;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface SealedSecret {
  current: string;
  previous: { secret: string; until: string } | null;
}

@Injectable()
export class Endpoints extends EndpointDoor {
  private readonly remembered = new Map<
    string,
    { at: number; endpoint: Promise<OpenEndpoint | undefined> }
  >();

  constructor(
    private readonly database: Database,
    private readonly channels: ChannelRepository,
    private readonly box: SecretBox,
    private readonly clock: Clock,
    private readonly env: Env,
  ) {
    super();
  }

  /** @returns the secret, to be shown this once */
  async create(kind: string, brandId: string | null): Promise<{ id: string; secret: string }> {
    const id = newId();
    const secret = newSecret();
    await this.database.run(
      'INSERT INTO endpoint (id, kind, brand_id, secret, created_at) VALUES ($1, $2, $3, $4, $5)',
      [id, kind, brandId, this.seal(id, { current: secret, previous: null }), this.clock.now()],
    );
    return { id, secret };
  }

  /** A new secret; the one it replaces is good for another day. @returns the new one, to be shown this once */
  async rotate(brandId: string, id: string): Promise<string> {
    const secret = newSecret();
    await this.database.transaction(async () => {
      const row = await this.database.one<{ secret: Buffer }>(
        'SELECT secret FROM endpoint WHERE brand_id = $1 AND id = $2 AND removed_at IS NULL FOR UPDATE',
        [brandId, id],
      );
      if (row === undefined) throw notFound('The endpoint');
      const { current } = this.unseal(id, row.secret);
      const until = new Date(this.clock.nowMs() + OVERLAP_MS).toISOString();
      await this.database.run('UPDATE endpoint SET secret = $3 WHERE brand_id = $1 AND id = $2', [
        brandId,
        id,
        this.seal(id, { current: secret, previous: { secret: current, until } }),
      ]);
    });
    this.remembered.delete(id);
    return secret;
  }

  /** Remembered for two seconds: this is asked for every webhook. */
  find(kind: string, id: string): Promise<OpenEndpoint | undefined> {
    if (!UUID.test(id)) return Promise.resolve(undefined);
    const known = this.remembered.get(id);
    const now = performance.now();
    if (known !== undefined && now - known.at < REMEMBERED_MS) return onlyOf(kind, known.endpoint);
    const endpoint = this.load(id);
    if (this.remembered.size >= REMEMBERED) this.remembered.clear();
    this.remembered.set(id, { at: now, endpoint });
    endpoint.catch(() => this.remembered.delete(id));
    return onlyOf(kind, endpoint);
  }

  /** What this process remembers of an endpoint is out of date. */
  forget(id: string): void {
    this.remembered.delete(id);
  }

  /** The secrets of an endpoint that are good now, newest first. @throws AppError not_found */
  async secrets(id: string): Promise<string[]> {
    const endpoint = await this.load(id);
    if (endpoint === undefined) throw notFound('The endpoint');
    return endpoint.secrets(this.clock.now());
  }

  /** Absolute. */
  url(kind: string, id: string): string {
    return `${this.env.publicUrl}/hooks/${kind}/${id}`;
  }

  private async load(id: string): Promise<OpenEndpoint | undefined> {
    const row = await this.database.one<{ kind: string; brand_id: string | null; secret: Buffer }>(
      `SELECT kind, brand_id, secret FROM endpoint WHERE id = $1 AND removed_at IS NULL
       -- any brand: a webhook names nothing but its endpoint`,
      [id],
    );
    if (row === undefined) return undefined;
    const sealed = this.unseal(id, row.secret);
    const channel = await this.channels.findByEndpoint(id);
    return {
      id,
      kind: row.kind,
      brandId: row.brand_id,
      channel:
        channel === undefined
          ? null
          : {
              id: channel.id,
              brandId: channel.brandId,
              account: channel.account,
              name: channel.name,
              status: channel.status,
              settings: channel.settings,
            },
      secrets: (now) =>
        sealed.previous !== null && now < new Date(sealed.previous.until)
          ? [sealed.current, sealed.previous.secret]
          : [sealed.current],
    };
  }

  private seal(id: string, secret: SealedSecret): Buffer {
    return Buffer.from(this.box.seal(secret, `endpoint:${id}:secret`), 'utf8');
  }

  private unseal(id: string, sealed: Buffer): SealedSecret {
    return this.box.open(sealed.toString('utf8'), `endpoint:${id}:secret`) as SealedSecret;
  }
}

/** Standard Webhooks: `whsec_` and the base64 of 24 to 64 random bytes. */
const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

const onlyOf = async (kind: string, endpoint: Promise<OpenEndpoint | undefined>) => {
  const found = await endpoint;
  return found?.kind === kind ? found : undefined;
};
