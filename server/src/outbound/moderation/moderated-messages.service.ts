import { Injectable } from '@nestjs/common';
import type { ModerationAction, ModerationState } from '@parley/shared/moderation.js';
import type { ModeratedMessage } from '../../channels/core/connector.js';
import { Database } from '../../platform/database/database.js';
import { SendContexts } from '../gate/send-contexts.service.js';
import type { ModerationAct } from './moderation-acts.repository.js';

/** How the message stands after an action, as far as the platform's answer tells. */
export interface Outcome {
  state?: ModerationState;
  likes?: number;
}

export interface OpenMessage {
  timeoutMs: number;
  /** @throws ChannelError */
  moderate(action: ModerationAction): Promise<Outcome>;
}

/** Puts a message together for the connector that moderates it. */
@Injectable()
export class ModeratedMessages {
  constructor(
    private readonly database: Database,
    private readonly channels: SendContexts,
  ) {}

  /** @returns undefined when its channel is gone, or cannot do this any more */
  async open(act: ModerationAct): Promise<OpenMessage | undefined> {
    const open = await this.channels.openChannel(act.channelId);
    const moderates = open?.connector.moderates;
    const message = await this.message(act);
    if (open === undefined || moderates === undefined || message === undefined) return undefined;
    const { timeoutMs } = moderates;
    return {
      timeoutMs,
      moderate: (action) =>
        this.channels.within(open.channel, timeoutMs, (context) =>
          moderates.moderate(open.channel, message, action, context),
        ),
    };
  }

  private message({ brandId, messageId, was }: ModerationAct): Promise<ModeratedMessage | undefined> {
    return this.database.one<ModeratedMessage>(
      `SELECT m.id, m.external_id AS "externalId", m.direction, m.visibility, json_build_object('externalId', c.external_id) AS conversation,
         CASE WHEN p.id IS NOT NULL THEN json_build_object('externalId', p.external_id) END AS post, m.details, $3 AS state
       FROM message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN post p ON p.id = c.post_id
       WHERE m.brand_id = $1 AND m.id = $2 AND m.external_id IS NOT NULL AND m.direction <> 'note'`,
      [brandId, messageId, was],
    );
  }
}
