import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Task, type TaskResult, Tasks } from '../../platform/queue/tasks.js';
import { OutboundMessages } from '../gate/outbound-messages.service.js';
import { isOwn, LEFT } from '../gate/reply.js';
import { ReplyRepository } from '../gate/reply.repository.js';
import { SendContexts } from '../gate/send-contexts.service.js';
import { COPY_SENT_REPLY } from '../outbound.tasks.js';

/** What the sender does on its own side once a reply is accepted (a copy in Sent). May be repeated. */
@Injectable()
export class SentCopies implements OnModuleInit {
  constructor(
    private readonly tasks: Tasks,
    private readonly replies: ReplyRepository,
    private readonly channels: SendContexts,
    private readonly messages: OutboundMessages,
  ) {}

  onModuleInit(): void {
    this.tasks.handle(COPY_SENT_REPLY, (task) => this.copy(task));
  }

  private async copy({ brandId, subjectId }: Task<unknown>): Promise<TaskResult> {
    const reply = subjectId === null ? undefined : await this.replies.find(brandId, subjectId);
    // A bounce does not undo that it was sent.
    if (!isOwn(reply) || !(LEFT.has(reply.state) || reply.sentAt !== null)) return 'done';
    const open = await this.channels.open(reply.channelId);
    const afterSent = open?.sends.afterSent?.bind(open.sends);
    if (open === undefined || afterSent === undefined) return 'done';
    const message = await this.messages.assemble(reply);
    const formatted = open.sends.format(open.channel, message);
    await this.channels.within(open.channel, open.sends.timeoutMs, (context) =>
      afterSent(open.channel, formatted, message, context),
    );
    return 'done';
  }
}
