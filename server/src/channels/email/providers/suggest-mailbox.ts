import type { Settings } from '../../core/connector.js';
import { findProvider, type MailExchangerLookup, systemMailExchangers } from './find-provider.js';

/** The settings of an address's provider, with what people have to do there first. */
export async function suggestMailbox(
  address: string,
  clients: { isConfigured(provider: 'google' | 'microsoft'): boolean },
  exchangersOf: MailExchangerLookup = systemMailExchangers,
): Promise<{ provider: string | null; settings: Settings; notes: string[] }> {
  const typed = address.trim();
  const provider = /^[^\s@]+@[^\s@]+$/.test(typed) ? await findProvider(typed, exchangersOf) : undefined;
  if (provider === undefined) {
    return {
      provider: null,
      settings: { address: typed },
      notes: ['Nothing is known of this provider: its help pages name the servers for IMAP and SMTP.'],
    };
  }
  return {
    provider: provider.name,
    settings: {
      address: typed,
      // Microsoft takes nothing else; with Google an app password is the way without a client.
      login:
        provider.oauth === 'microsoft' ||
        (provider.oauth !== undefined && clients.isConfigured(provider.oauth))
          ? provider.oauth
          : 'password',
      imapHost: provider.imap.host,
      imapPort: provider.imap.port,
      imapSecurity: provider.imap.security,
      smtpHost: provider.smtp.host,
      smtpPort: provider.smtp.port,
      smtpSecurity: provider.smtp.security,
    },
    notes: [...(provider.notes ?? [])],
  };
}
