import { Injectable } from '@nestjs/common';
import type { ImapFlow } from 'imapflow';
import { AddressGuard } from '../../../platform/outbound-http/address-guard.js';
import type { ChannelError } from '../../core/channel-error.js';
import type { RenewSecrets, Settings } from '../../core/connector.js';
import { type MailboxSettings, readMailbox } from '../mailbox.settings.js';
import { channelErrorOf } from './connection-fault.js';
import { type Credentials, openImap } from './imap.client.js';
import { OAuthClient } from './oauth.client.js';
import { openSmtp, type SmtpSession } from './smtp.client.js';

/** What opening a mailbox needs of a channel and its session. */
export interface Access {
  settings: Settings;
  secrets: Settings;
  renewSecrets: RenewSecrets;
  signal: AbortSignal;
}

/** A token this close to its end is renewed before it is used. */
const MARGIN_MS = 60_000;

/** Opens a mailbox's servers with credentials that are good, renewing tokens on the way. */
@Injectable()
export class MailboxAccess {
  constructor(
    private readonly guard: AddressGuard,
    private readonly oauth: OAuthClient,
  ) {}

  /** @throws ChannelError */
  imap(access: Access): Promise<ImapFlow> {
    const mailbox = readMailbox(access.settings);
    return this.signedIn('IMAP', mailbox, access, (secrets) =>
      openImap(this.guard, mailbox.imap, credentialsOf(mailbox, secrets), access.signal),
    );
  }

  /** @throws ChannelError; nothing has been sent then */
  smtp(access: Access): Promise<SmtpSession> {
    const mailbox = readMailbox(access.settings);
    return this.signedIn('SMTP', mailbox, access, (secrets) =>
      openSmtp(this.guard, mailbox.smtp, smtpCredentialsOf(mailbox, secrets), {
        name: mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1),
        signal: access.signal,
      }),
    );
  }

  private async signedIn<T>(
    name: 'IMAP' | 'SMTP',
    mailbox: MailboxSettings,
    access: Access,
    open: (secrets: Settings) => Promise<T>,
  ): Promise<T> {
    const server = name === 'IMAP' ? mailbox.imap : mailbox.smtp;
    const renewable = mailbox.login !== 'password';
    const renew = async (seen: Settings) => {
      const secrets = await access.renewSecrets(seen, (current) => this.oauth.refresh(mailbox, current));
      // Whoever opens the next connection starts from these.
      access.secrets = secrets;
      return secrets;
    };
    const secrets = renewable && isStale(access.secrets) ? await renew(access.secrets) : access.secrets;
    try {
      return await open(secrets);
    } catch (error) {
      const found: ChannelError = channelErrorOf(name, server, error);
      // Tokens can be taken back before their time.
      if (!renewable || found.kind !== 'auth_expired') throw found;
    }
    const fresh = await renew(secrets);
    try {
      return await open(fresh);
    } catch (error) {
      throw channelErrorOf(name, server, error);
    }
  }
}

export function credentialsOf(mailbox: MailboxSettings, secrets: Settings): Credentials {
  return mailbox.login === 'password'
    ? { user: mailbox.username, password: String(secrets.password ?? '') }
    : { user: mailbox.username, accessToken: String(secrets.accessToken ?? '') };
}

export function smtpCredentialsOf(mailbox: MailboxSettings, secrets: Settings): Credentials {
  const ofItsOwn = typeof secrets.smtpPassword === 'string' && secrets.smtpPassword !== '';
  return ofItsOwn
    ? { user: mailbox.smtpUsername ?? mailbox.username, password: String(secrets.smtpPassword) }
    : { ...credentialsOf(mailbox, secrets), user: mailbox.smtpUsername ?? mailbox.username };
}

function isStale({ accessToken, tokenExpiresAt }: Settings): boolean {
  if (typeof accessToken !== 'string' || accessToken === '') return true;
  return typeof tokenExpiresAt === 'string' && Date.parse(tokenExpiresAt) - MARGIN_MS <= Date.now();
}
