import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Sends } from '../../channels/core/connector.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { DemoMailbox } from '../feed/demo-mailbox.js';
import { SmtpSink } from '../feed/smtp-sink.js';
import { WebhookSink } from '../feed/webhook-sink.js';
import type { SampleHouse } from './sample-house.js';
import type { SinkPorts } from './sample-house.service.js';

/** How long mail servers and other systems take over a reply, ms. */
const ACCEPTANCE_MS = 900;

/** What the sample brand takes for the internet: a mailbox, a mail server and another system, all of this machine. */
@Injectable()
export class DemoNetwork implements OnApplicationShutdown {
  private readonly smtp = new SmtpSink();
  private readonly webhooks = new WebhookSink();
  private open = false;
  private past = false;

  constructor(
    private readonly registry: ConnectorRegistry,
    private readonly mailbox: DemoMailbox,
  ) {}

  /** Puts the demo's mailbox in the place of IMAP. Before the first channel is polled. */
  plugIn(): void {
    this.registry.replace('email', { polls: this.mailbox });
    for (const { manifest, sends } of this.registry.all()) {
      if (sends !== undefined) this.registry.replace(manifest.kind, { sends: this.onTime(sends) });
    }
  }

  /** @param preferred the ports used before, so that addresses stay as they were */
  async listen(preferred: SinkPorts): Promise<SinkPorts> {
    const ports = {
      smtp: await this.smtp.listen(preferred.smtp),
      webhooks: await this.webhooks.listen(preferred.webhooks),
    };
    this.open = true;
    return ports;
  }

  /** While the past is lived through, what is sent was accepted right after it had been written. */
  liveThrough<T>(work: () => Promise<T>): Promise<T> {
    this.past = true;
    return work().finally(() => {
      this.past = false;
    });
  }

  connect(house: SampleHouse): void {
    this.webhooks.expect('chat', house.chat.secret);
    this.webhooks.expect('pictures', house.pictures.secret);
  }

  /** The platform tells the time of acceptance, which in the past is not the time at which it is lived through. */
  private onTime(sends: Sends): Sends {
    const send: Sends['send'] = async (channel, formatted, message, context) => {
      const receipt = await sends.send(channel, formatted, message, context);
      return this.past ? { ...receipt, at: new Date(message.createdAt.getTime() + ACCEPTANCE_MS) } : receipt;
    };
    return Object.assign(Object.create(sends) as Sends, { send });
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.open) return;
    await Promise.all([this.smtp.close(), this.webhooks.close()]);
  }
}
