import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import type { Connector, Connects, Polls, Receives, Settings, StoredDelivery } from '../core/connector.js';
import { ConnectorRegistry } from '../core/connector-registry.js';
import { OAuthClient } from './connection/oauth.client.js';
import { emailManifest } from './email.manifest.js';
import { emailThreads } from './email-threads.js';
import { readMailbox } from './mailbox.settings.js';
import { OwnMessageIds } from './own-message-ids.js';
import { MailboxPoller } from './poll/mailbox-poller.js';
import { suggestMailbox } from './providers/suggest-mailbox.js';
import { parseMailDelivery } from './receive/mail-event.parse.js';
import { EmailSends } from './send/email-sends.js';
import { MailboxTest } from './test-mailbox.js';

/** Mailboxes: IMAP in, SMTP out. */
@Injectable()
export class EmailConnector implements Connector, OnModuleInit {
  readonly manifest = emailManifest;
  readonly threads = emailThreads;
  readonly connects: Connects;
  readonly receives: Receives;
  readonly polls: Polls;

  constructor(
    private readonly registry: ConnectorRegistry,
    readonly sends: EmailSends,
    test: MailboxTest,
    poller: MailboxPoller,
    ids: OwnMessageIds,
    oauth: OAuthClient,
  ) {
    this.connects = {
      consents: {
        authorizationUrl: (settings, secrets, request) => {
          const mailbox = readMailbox(settings);
          return mailbox.login === 'password' ? null : oauth.authorizationUrl(mailbox, secrets, request);
        },
        redeem: (settings, secrets, grant) => oauth.redeem(readMailbox(settings), secrets, grant),
      },
      identify: async (settings: Settings, secrets: Settings) => identify(settings, secrets),
      testConnection: (settings, secrets) => test.run(settings, secrets),
      suggestSettings: (address) => suggestMailbox(address, oauth),
    };
    this.receives = {
      parse: async (delivery: StoredDelivery) => [await parseMailDelivery(delivery, ids)],
    };
    this.polls = poller;
  }

  onModuleInit(): void {
    this.registry.register(this);
  }
}

/** Servers that were looked up are kept, so that what is shown is what is used. */
function identify(settings: Settings, secrets: Settings): { account: string; settings: Settings } {
  const mailbox = readMailbox(settings);
  if (mailbox.login === 'password' && !secrets.password) {
    throw new AppError('invalid_request', 'The settings do not fit.', {
      issues: [{ path: ['settings', 'password'], message: 'this is needed' }],
    });
  }
  return {
    account: mailbox.address.toLowerCase(),
    settings: {
      ...settings,
      address: mailbox.address,
      imapHost: mailbox.imap.host,
      imapPort: mailbox.imap.port,
      imapSecurity: mailbox.imap.security,
      smtpHost: mailbox.smtp.host,
      smtpPort: mailbox.smtp.port,
      smtpSecurity: mailbox.smtp.security,
    },
  };
}
