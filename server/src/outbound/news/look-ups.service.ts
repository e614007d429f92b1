import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Task, type TaskResult, Tasks } from '../../platform/queue/tasks.js';
import { Acceptance } from '../gate/acceptance.service.js';
import { OutboundMessages } from '../gate/outbound-messages.service.js';
import { isOwn, type ReplyReason } from '../gate/reply.js';
import { ReplyRepository } from '../gate/reply.repository.js';
import { ReplyStates } from '../gate/reply-states.service.js';
import { SendContexts } from '../gate/send-contexts.service.js';
import { LOOK_UP_REPLY } from '../outbound.tasks.js';

const MINUTE = 60_000;
/** When to look, counted from the look before; after the last a member decides. */
const PAUSES_MS = [3_000, 15_000, MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 6 * 60 * MINUTE];

/** Asks the platform whether an unconfirmed reply arrived. Found: sent. Not found: a member decides, never Parley. */
@Injectable()
export class LookUps implements OnModuleInit {
  constructor(
    private readonly tasks: Tasks,
    private readonly replies: ReplyRepository,
    private readonly acceptance: Acceptance,
    private readonly states: ReplyStates,
    private readonly channels: SendContexts,
    private readonly messages: OutboundMessages,
  ) {}

  onModuleInit(): void {
    this.tasks.handle(LOOK_UP_REPLY, (task) => this.lookUp(task));
  }

  private async lookUp({ brandId, subjectId, tries }: Task<unknown>): Promise<TaskResult> {
    const reply = subjectId === null ? undefined : await this.replies.find(brandId, subjectId);
    if (!isOwn(reply) || reply.state !== 'unconfirmed') return 'done';
    const open = await this.channels.open(reply.channelId);
    const lookup = open?.sends.lookup?.bind(open.sends);
    if (open === undefined || lookup === undefined) return 'done';
    const message = await this.messages.assemble(reply);
    const result = await this.channels.within(open.channel, open.sends.timeoutMs, (context) =>
      lookup(open.channel, message, context),
    );
    if (result.found) {
      await this.acceptance.accept(brandId, reply.id, { ...result.receipt, from: ['unconfirmed'] });
      return 'done';
    }
    if (result.certain) await this.states.remark(brandId, reply.id, ['unconfirmed'], NOT_FOUND);
    const inMs = PAUSES_MS[tries];
    return inMs === undefined ? 'done' : { kind: 'again', inMs };
  }
}

const NOT_FOUND: ReplyReason = {
  code: 'unconfirmed',
  message: 'The platform does not show it: it probably did not arrive, but that is not certain.',
  remedy: 'Look whether it arrived, then say so here, or send it again.',
};
