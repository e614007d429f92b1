import { Module } from '@nestjs/common';
import { MailboxAccess } from './connection/mailbox-access.js';
import { OAuthClient } from './connection/oauth.client.js';
import { EmailConnector } from './email.connector.js';
import { OwnMessageIds } from './own-message-ids.js';
import { MailboxPoller } from './poll/mailbox-poller.js';
import { EmailSends } from './send/email-sends.js';
import { MailboxTest } from './test-mailbox.js';

@Module({
  providers: [
    OAuthClient,
    MailboxAccess,
    OwnMessageIds,
    EmailSends,
    MailboxTest,
    MailboxPoller,
    EmailConnector,
  ],
})
export class EmailModule {}
