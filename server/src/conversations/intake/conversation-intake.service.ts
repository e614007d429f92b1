import { Injectable } from '@nestjs/common';
import type { MessageEvent, ProfileEvent } from '../../channels/core/inbound-event.js';
import { Identities } from '../../people/identities.service.js';
import { Database } from '../../platform/database/database.js';
import { storable } from '../../platform/database/storable.js';
import { DomainEvents } from '../../platform/events/events.js';
import { PROFILE_RECEIVED } from '../conversations.events.js';
import { ChangeIntake } from './change-intake.service.js';
import type { Intake } from './intake-channel.js';
import { MessageIntake } from './message-intake.service.js';
import { ThreadNews } from './thread-news.service.js';

/**
 * Applies one inbound event. Runs inside the caller's transaction; a repeat changes nothing; an error means that
 * nothing of the event was applied.
 */
@Injectable()
export class ConversationIntake {
  constructor(
    private readonly messages: MessageIntake,
    private readonly changes: ChangeIntake,
    private readonly threads: ThreadNews,
    private readonly identities: Identities,
    private readonly database: Database,
    private readonly events: DomainEvents,
  ) {}

  async apply(given: Intake): Promise<void> {
    const intake = { ...given, event: storable(given.event) };
    const { event, channel } = intake;
    switch (event.type) {
      case 'message': {
        await this.alone(channel.id, [event.externalId, ...(event.album === undefined ? [] : [event.album])]);
        await this.messages.take({ ...intake, event });
        await this.changes.takeEarly(intake, [event.externalId]);
        return;
      }
      case 'edit':
      case 'delete':
      case 'receipt':
      case 'reaction':
      case 'moderation': {
        await this.alone(channel.id, [event.externalId]);
        await this.changes.take({ ...intake, event });
        return;
      }
      case 'profile':
        await this.profile(intake, event);
        return;
      case 'moved':
        await this.threads.move(intake.channel, event);
        return;
      case 'notice':
        await this.threads.notice(intake.channel, event);
        return;
      case 'ignored':
        return;
      case 'unreadable':
        throw new Error(event.reason);
    }
  }

  /**
   * Applies what people wrote (`isPlain`), as if one event after the other; all or nothing.
   * @param given of one channel, in their order, each about another message
   */
  async applyTogether(given: readonly Intake<MessageEvent>[]): Promise<void> {
    const [first] = given;
    if (first === undefined) return;
    const intakes = given.map((intake) => ({ ...intake, event: storable(intake.event) }));
    const externalIds = intakes.map(({ event }) => event.externalId);
    await this.alone(first.channel.id, externalIds);
    await this.messages.takeTogether(intakes);
    await this.changes.takeEarly(first, externalIds);
  }

  /** One event at a time about one message, so that an early edit and its message cannot miss each other. */
  private async alone(channelId: string, externalIds: readonly string[]): Promise<void> {
    // Always in one order, so that two who want the same ones wait instead of deadlocking.
    await this.database.query(
      'SELECT pg_advisory_xact_lock(hashtextextended(key, 2)) FROM unnest($1::text[]) AS key',
      [externalIds.map((externalId) => `${channelId}/${externalId}`).sort()],
    );
  }

  private async profile({ channel, receivedAt }: Intake, event: ProfileEvent): Promise<void> {
    const { brandId, id: channelId } = channel;
    const { id: identityId } = await this.identities.resolve(brandId, event.identity, receivedAt);
    await this.events.publish(PROFILE_RECEIVED, { brandId, channelId, identityId });
  }
}
