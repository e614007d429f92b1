import { Injectable } from '@nestjs/common';
import type { ImapFlow } from 'imapflow';
import { AppError } from '../../platform/errors/app-error.js';
import { AddressGuard } from '../../platform/outbound-http/address-guard.js';
import { ChannelError } from '../core/channel-error.js';
import type { ChannelCheck, Settings } from '../core/connector.js';
import { connectionFault } from './connection/connection-fault.js';
import { closeImap, openImap } from './connection/imap.client.js';
import { credentialsOf, smtpCredentialsOf } from './connection/mailbox-access.js';
import { OAuthClient } from './connection/oauth.client.js';
import { openSmtp } from './connection/smtp.client.js';
import { type MailboxSettings, readMailbox } from './mailbox.settings.js';
import { findFolder, findSentFolder, listFolders } from './sent-folder.js';

const PATIENCE_MS = 45_000;

/** Tries reading and sending apart, and says in plain words which of them fails and why. */
@Injectable()
export class MailboxTest {
  constructor(
    private readonly guard: AddressGuard,
    private readonly oauth: OAuthClient,
  ) {}

  async run(settings: Settings, secrets: Settings): Promise<ChannelCheck[]> {
    const mailbox = readMailbox(settings);
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const signedIn = await this.tokens(mailbox, secrets);
    if ('check' in signedIn) return [signedIn.check];
    return Promise.all([
      this.reading(mailbox, signedIn.secrets, signal),
      this.sending(mailbox, signedIn.secrets, signal),
    ]);
  }

  /** A stored token serves as it is: renewing it here would spend the channel's refresh token. */
  private async tokens(
    mailbox: MailboxSettings,
    secrets: Settings,
  ): Promise<{ secrets: Settings } | { check: ChannelCheck }> {
    if (mailbox.login === 'password') return { secrets };
    if (typeof secrets.accessToken === 'string' && secrets.accessToken !== '') return { secrets };
    const name = 'OAuth';
    try {
      this.oauth.authorizationUrl(mailbox, secrets, {
        redirectUri: 'https://x',
        state: '',
        codeChallenge: '',
      });
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      return { check: { name, ok: false, code: 'oauth_not_configured', message: error.message } };
    }
    return {
      check: {
        name,
        ok: false,
        code: 'sign_in_needed',
        message: 'Sign in at the provider first: it is asked for when the channel is connected.',
      },
    };
  }

  private async reading(
    mailbox: MailboxSettings,
    secrets: Settings,
    signal: AbortSignal,
  ): Promise<ChannelCheck> {
    const name = 'IMAP';
    try {
      const client = await openImap(this.guard, mailbox.imap, credentialsOf(mailbox, secrets), signal);
      try {
        return await this.folders(mailbox, client);
      } finally {
        await closeImap(client);
      }
    } catch (error) {
      const { code, message } = connectionFault(name, mailbox.imap, error);
      return { name, ok: false, code, message };
    }
  }

  private async folders(mailbox: MailboxSettings, client: ImapFlow): Promise<ChannelCheck> {
    const name = 'IMAP';
    const folders = await listFolders(client);
    const missing = mailbox.folders.filter((wanted) => findFolder(folders, wanted) === null);
    if (mailbox.sentFolder !== null && findFolder(folders, mailbox.sentFolder) === null) {
      missing.push(mailbox.sentFolder);
    }
    if (missing.length > 0) {
      const known = folders.map(({ path }) => path).slice(0, 20);
      return {
        name,
        ok: false,
        code: 'folder_missing',
        message: `There is no folder ${missing.join(', ')} in this mailbox. There are: ${known.join(', ')}.`,
      };
    }
    if (findSentFolder(folders, mailbox.sentFolder) === null) {
      return {
        name,
        ok: true,
        code: 'no_sent_folder',
        message:
          'Reading works. No folder of sent mail was found: answers written in other programs are not seen.',
      };
    }
    return { name, ok: true, code: 'ok', message: 'Reading works.' };
  }

  private async sending(
    mailbox: MailboxSettings,
    secrets: Settings,
    signal: AbortSignal,
  ): Promise<ChannelCheck> {
    const name = 'SMTP';
    try {
      const session = await openSmtp(this.guard, mailbox.smtp, smtpCredentialsOf(mailbox, secrets), {
        name: mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1),
        signal,
      });
      session.close();
      return session.open
        ? {
            name,
            ok: true,
            code: 'no_auth',
            message: `${mailbox.smtp.host} takes mail without a sign-in: it may refuse to pass it on.`,
          }
        : { name, ok: true, code: 'ok', message: 'Sending works.' };
    } catch (error) {
      if (error instanceof AppError) throw error;
      const { code, message } = connectionFault(name, mailbox.smtp, error);
      return { name, ok: false, code, message };
    }
  }
}
