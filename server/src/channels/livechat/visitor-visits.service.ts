import { Injectable } from '@nestjs/common';
import type { StartVisit, Visit } from '@parley/shared/livechat.js';
import { Clock } from '../../platform/clock/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import { SharedThreads } from '../core/shared-threads.js';
import { readSignedIdentity } from './signed-identity.js';
import { type OpenChat, VisitorDoor } from './visitor-door.service.js';
import { VisitorLedger } from './visitor-ledger.service.js';
import { VisitorThreadPresenter } from './visitor-thread.presenter.js';
import { signedPerson, unsignedPerson, type Visitor } from './visitor-token.js';

/** Who comes, and what they find of before. Nothing is written down for somebody who says nothing. */
@Injectable()
export class VisitorVisits {
  constructor(
    private readonly door: VisitorDoor,
    private readonly ledger: VisitorLedger,
    private readonly threads: SharedThreads,
    private readonly presenter: VisitorThreadPresenter,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError invalid_signature, unauthenticated where only those may write for whom the brand vouches */
  async start(chat: OpenChat, { token, identity }: StartVisit): Promise<Visit> {
    const before = token === null ? null : this.door.visitorOf(chat, token);
    const now = this.clock.now();
    const vouched = identity === null ? null : await readSignedIdentity(identity, chat.secrets, now);
    let visitor: Visitor;
    if (vouched !== null) {
      const { sub, name, email } = vouched;
      visitor = { person: signedPerson(sub), signed: true, name, email };
      // Whoever was somebody else before stays that: only what nobody has signed yet can turn out to be theirs.
      if (before !== null && !before.signed) await this.ledger.claim(chat, before, visitor);
    } else if (!chat.settings.unsigned) {
      throw new AppError('unauthenticated', 'Only visitors who are signed in on this website may write.');
    } else {
      // Whoever was signed in and is not any more is somebody else: on a shared browser that may well be so.
      const kept = before !== null && !before.signed && !(await this.isClaimed(chat, before));
      visitor = {
        person: kept ? before.person : unsignedPerson(),
        signed: false,
        name: null,
        email: null,
      };
    }
    const [known, thread] = await Promise.all([
      this.ledger.known(chat, visitor),
      this.threads.read(this.ledger.threadOf(chat, visitor), {}),
    ]);
    return {
      token: this.door.tokens.issue(chat.id, visitor, now, vouched?.secret),
      visitor: {
        name: visitor.name ?? known?.name ?? null,
        email: visitor.email ?? known?.handle ?? null,
        signed: visitor.signed,
        blocked: known?.blocked ?? false,
      },
      thread: this.presenter.thread({ endpointId: chat.id, name: chat.channel.name }, thread),
    };
  }
  private async isClaimed(chat: OpenChat, visitor: Visitor): Promise<boolean> {
    return (await this.ledger.known(chat, visitor))?.claimed === true;
  }
}
