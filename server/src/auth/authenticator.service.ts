import { Injectable } from '@nestjs/common';
import { rolePermissions } from '@parley/shared/permissions.js';
import { MembersService } from '../brands/members.service.js';
import { notFound } from '../platform/errors/app-error.js';
import { Authenticator, type Caller, type Credentials } from '../platform/http/caller.js';
import { ApiTokensService, tokenPermissions } from './api-tokens.service.js';
import { SessionsService } from './sessions.service.js';
import { UsersRepository } from './users.repository.js';

@Injectable()
export class AuthenticatorService extends Authenticator {
  constructor(
    private readonly sessions: SessionsService,
    private readonly tokens: ApiTokensService,
    private readonly members: MembersService,
    private readonly users: UsersRepository,
  ) {
    super();
  }

  async authenticate(credentials: Credentials): Promise<Caller | null> {
    if (credentials.bearer !== null) return this.byToken(credentials.bearer, credentials);
    if (credentials.sessionToken !== null) return this.bySession(credentials.sessionToken, credentials);
    return null;
  }

  private async byToken(token: string, { ip, brandId }: Credentials): Promise<Caller | null> {
    const row = await this.tokens.find(token);
    if (row === undefined) return null;
    // A token sits in one brand; asking for another with it is asking for what does not exist.
    if (brandId !== null && brandId !== row.brand_id) throw notFound('The brand');
    const user = await this.users.byId(row.user_id);
    if (user === undefined) return null;
    return {
      userId: user.id,
      name: user.name,
      sessionId: null,
      tokenId: row.id,
      seat: { memberId: row.member_id, brandId: row.brand_id, role: row.role },
      permissions: tokenPermissions(row),
      ip,
    };
  }

  private async bySession(token: string, { ip, brandId }: Credentials): Promise<Caller | null> {
    const session = await this.sessions.find(token);
    if (session === undefined) return null;
    const [user, seats] = await Promise.all([
      this.users.byId(session.user_id),
      this.members.seatsOf(session.user_id),
    ]);
    if (user === undefined) return null;
    // A seat that is gone is not replaced by another one here: what was meant for one brand must not reach the next.
    const wanted = brandId ?? session.brand_id ?? seats[0]?.brandId;
    const found = seats.find((seat) => seat.brandId === wanted);
    if (found === undefined && brandId !== null) throw notFound('The brand');
    const seat =
      found === undefined ? null : { memberId: found.memberId, brandId: found.brandId, role: found.role };
    return {
      userId: user.id,
      name: user.name,
      sessionId: session.id,
      tokenId: null,
      seat,
      permissions: new Set(seat === null ? [] : rolePermissions[seat.role]),
      ip,
    };
  }
}
