import { Injectable } from '@nestjs/common';
import { type ImapFlow, ImapFlowErrorCode } from 'imapflow';
import { Clock } from '../../../platform/clock/clock.js';
import { OutboundError } from '../../../platform/outbound-http/outbound-error.js';
import { ChannelError } from '../../core/channel-error.js';
import type { PollSession, Polls, SourceToBegin } from '../../core/connector.js';
import { channelErrorOf } from '../connection/connection-fault.js';
import { closeImap } from '../connection/imap.client.js';
import { type Access, MailboxAccess } from '../connection/mailbox-access.js';
import { readMailbox } from '../mailbox.settings.js';
import { beginFolders } from './folder-beginning.js';
import { folderCursorName } from './folder-cursor.js';
import { findPlaces } from './folder-places.js';
import { MailboxWatch } from './mailbox-watch.js';

/** Reads a mailbox for as long as the session lasts: IDLE where the server offers it, else a look every so often. */
@Injectable()
export class MailboxPoller implements Polls {
  constructor(
    private readonly access: MailboxAccess,
    private readonly clock: Clock,
  ) {}

  /** @throws ChannelError, or whatever the session threw */
  async poll(session: PollSession): Promise<void> {
    const mailbox = readMailbox(session.channel.settings);
    const { signal, renewSecrets } = session;
    const { settings, secrets } = session.channel;
    const access: Access = { settings, secrets, renewSecrets, signal };
    let client: ImapFlow | undefined;
    try {
      client = await this.access.imap(access);
      await new MailboxWatch(session, client, mailbox, {
        now: () => this.clock.now(),
        open: (until) => this.access.imap({ ...access, signal: until }),
      }).run();
    } catch (error) {
      if (signal.aborted) return;
      throw isOfTheServer(error) ? channelErrorOf('IMAP', mailbox.imap, error) : error;
    } finally {
      if (client !== undefined) await closeImap(client);
    }
  }

  async begin({ settings, secrets, known, signal }: SourceToBegin): Promise<Record<string, unknown>> {
    const mailbox = readMailbox(settings);
    const named = [...mailbox.folders, ...(mailbox.sentFolder === null ? [] : [mailbox.sentFolder])];
    if (known.length > 0 && named.every((path) => known.includes(folderCursorName(path)))) return {};
    const renewSecrets = async () => {
      throw ChannelError.authExpired('The token has run out.');
    };
    const client = await this.access.imap({ settings, secrets, renewSecrets, signal });
    try {
      const { places } = await findPlaces(client, mailbox);
      const fresh = places.filter(({ path }) => !known.includes(folderCursorName(path)));
      return { ...(await beginFolders(client, fresh, this.clock.now())) };
    } finally {
      await closeImap(client);
    }
  }
}

const NETWORK = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const IMAPFLOW = new Set<string>(Object.values(ImapFlowErrorCode));

/** An error of the connection or the mail server; others (the lease, storage, the database) are passed on as they are. */
function isOfTheServer(error: unknown): boolean {
  if (error instanceof OutboundError) return true;
  const { code, responseStatus, authenticationFailed } = error as {
    code?: string;
    responseStatus?: string;
    authenticationFailed?: boolean;
  };
  return (
    responseStatus !== undefined ||
    authenticationFailed === true ||
    (code !== undefined &&
      (NETWORK.has(code) || IMAPFLOW.has(code) || /^(ERR_(SSL|TLS)|ParserError)/.test(code)))
  );
}
