import { Injectable, type OnModuleInit } from '@nestjs/common';
import { WEBHOOK_REDELIVERED } from '../../channels/channels.events.js';
import { DELIVERY_REPORTED, ECHO_RECEIVED } from '../../conversations/conversations.events.js';
import { DomainEvents } from '../../platform/events/events.js';
import { Acceptance } from '../gate/acceptance.service.js';
import { ReplyStates } from '../gate/reply-states.service.js';

/** What platforms, bounces and redelivered webhooks tell about replies of ours: it moves their states. */
@Injectable()
export class DeliveryNews implements OnModuleInit {
  constructor(
    private readonly events: DomainEvents,
    private readonly acceptance: Acceptance,
    private readonly states: ReplyStates,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction(ECHO_RECEIVED, async ({ brandId, messageId, externalId, at, references }) => {
      await this.acceptance.accept(brandId, messageId, {
        externalId,
        at,
        references,
        from: ['sending', 'unconfirmed', 'queued', 'failed'],
      });
    });
    this.events.inTransaction(
      DELIVERY_REPORTED,
      async ({ brandId, messageId, outcome, code, reason, recipients, at }) => {
        switch (outcome) {
          case 'delivered':
          case 'read':
            await this.states.arrived(brandId, messageId, outcome, at);
            return;
          case 'delayed':
            await this.states.remark(brandId, messageId, ['sent', 'unconfirmed'], delayed(reason));
            return;
          case 'failed':
            await this.states.fail(brandId, messageId, {
              from: ['sent', 'delivered', 'read', 'unconfirmed', 'sending'],
              reason: cameBack(code, reason),
              left: true,
              recipients,
            });
        }
      },
    );
    this.events.inTransaction(WEBHOOK_REDELIVERED, async ({ brandId, messageId, externalId, at }) => {
      await this.acceptance.accept(brandId, messageId, {
        externalId,
        at,
        from: ['unconfirmed', 'queued', 'failed'],
        again: true,
      });
    });
  }
}

const delayed = (reason: string) => ({
  code: 'delayed',
  message: reason.trim() === '' ? 'The delivery is delayed; the other side keeps trying.' : reason,
  remedy: null,
});

const cameBack = (code: string, reason: string) => ({
  code,
  message: reason.trim() === '' ? 'It could not be delivered.' : reason,
  remedy: 'Check whom it was for, or reach them another way.',
});
