import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors/app-error.js';
import { Desk } from '../feed/desk.service.js';
import { Threads } from '../feed/threads.service.js';
import type { SampleHouse } from '../house/sample-house.js';
import type { MemberKey } from '../sample-brand.js';

interface Desktop {
  status: string;
  side: string;
  assigneeId: string | null;
  /** The visitor has written here, or is about to. */
  taken: boolean;
}

/** Jonas and Mia at work. They keep their hands off whatever the visitor, who sits in Anna's seat, has taken up. */
@Injectable()
export class Colleagues {
  constructor(
    private readonly database: Database,
    private readonly desk: Desk,
    private readonly threads: Threads,
  ) {}

  /** @param under the person's message it stands under, for comments */
  async answer(
    house: SampleHouse,
    id: string,
    member: MemberKey,
    text: string,
    under: string | undefined,
  ): Promise<void> {
    const { seat } = house.members[member];
    const now = await this.look(house, id);
    const theirs = now?.assigneeId != null && now.assigneeId !== seat.memberId;
    if (now === undefined || now.side !== 'ours' || now.status !== 'open' || now.taken || theirs) return;
    const inReplyToId = await this.threads.messageOf(house, under);
    try {
      await this.desk.reply(house.members[member], id, {
        text,
        closeAfter: false,
        ...(inReplyToId === undefined ? {} : { inReplyToId }),
      });
    } catch (error) {
      // Somebody was faster: the person, or the visitor.
      if (!(error instanceof AppError && error.code === 'stale')) throw error;
    }
  }

  /** Everything is said: what is left is a "thanks". */
  async settle(house: SampleHouse, id: string): Promise<void> {
    const now = await this.look(house, id);
    if (now === undefined || now.taken || now.assigneeId !== null || now.status !== 'open') return;
    const { mia } = house.members;
    if (now.side === 'ours') await this.desk.needsNoAnswer(mia, id);
    await this.desk.close(mia, id);
  }

  private look(house: SampleHouse, id: string): Promise<Desktop | undefined> {
    return this.database.one<Desktop>(
      `SELECT c.status, c.side, c.assignee_id AS "assigneeId",
         (EXISTS (SELECT 1 FROM message m WHERE m.brand_id = $1 AND m.conversation_id = c.id AND m.member_id = $3)
          OR EXISTS (SELECT 1 FROM conversation_draft d WHERE d.brand_id = $1 AND d.conversation_id = c.id AND d.member_id = $3)) AS taken
       FROM conversation c WHERE c.brand_id = $1 AND c.id = $2`,
      [house.brandId, id, house.members.anna.seat.memberId],
    );
  }
}
