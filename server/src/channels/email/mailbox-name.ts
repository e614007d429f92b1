import { readAddresses } from './parse/address-list.js';
import type { MailAddress } from './parse/parsed-mail.js';

/** `Anna Schmidt <anna@example.com>`, or the bare address; as people read and write it, not for a header. */
export function writeMailbox({ name, address }: MailAddress): string {
  const shown = name.replace(/[\s<>"]+/g, ' ').trim();
  if (address === '') return shown;
  if (shown === '' || shown.toLowerCase() === address.toLowerCase()) return address;
  return `${/[,;:@()\\]/.test(shown) ? `"${shown.replaceAll('\\', '')}"` : shown} <${address}>`;
}

/** Reads what `writeMailbox` wrote, or a member typed; null where there is no address in it. */
export function readMailboxName(text: string): MailAddress | null {
  const binary = Buffer.from(text, 'utf8').toString('latin1');
  const found = readAddresses(binary).find(({ address }) => isAddress(address));
  return found ?? null;
}

/** Lower case, as identities are kept; empty where there is none. */
export const addressOf = (text: string): string => readMailboxName(text)?.address.toLowerCase() ?? '';

const isAddress = (address: string) => /^[^\s@<>]+@[^\s@<>]+$/.test(address);
