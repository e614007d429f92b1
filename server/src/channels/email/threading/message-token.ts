import { createHmac, timingSafeEqual } from 'node:crypto';
import { domainToASCII } from 'node:url';

export interface TokenKey {
  channelId: string;
  /** The installation's secret; at least 16 bytes. */
  secret: string | Uint8Array;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Hexadecimal, because gateways have been seen to change the case of ids. */
const OWN_ID = /(?<![0-9a-z])([0-9a-f]{32})\.([0-9a-f]{32})@/i;
const MAX_SCANNED = 256 * 1024;

/**
 * The Message-ID of a reply of ours: `<message.token@domain>`. Nobody without the secret can make one, so a mail that
 * names it answers something we sent, whether or not the id is found in the database.
 * @param address the brand's address the reply is sent from; its domain completes the id.
 * @throws RangeError when the message id is no UUID or the address has no domain.
 */
export function buildMessageId(messageId: string, address: string, key: TokenKey): string {
  const id = messageId.toLowerCase();
  if (!UUID.test(id)) throw new RangeError('A message id must be a UUID.');
  const domain = domainToASCII(address.slice(address.lastIndexOf('@') + 1).trim());
  if (!address.includes('@') || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(domain)) {
    throw new RangeError('The address to send from has no domain.');
  }
  return `<${id.replaceAll('-', '')}.${token(id, key).toString('hex')}@${domain}>`;
}

/** The message of ours that an id names; null when it is not one of this channel's or its token is wrong. */
export function readMessageToken(id: string, key: TokenKey): string | null {
  const found = OWN_ID.exec(id);
  if (!found) return null;
  const hex = (found[1] as string).toLowerCase();
  const messageId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return timingSafeEqual(Buffer.from(found[2] as string, 'hex'), token(messageId, key)) ? messageId : null;
}

/** The messages of ours named anywhere in a text, such as the headers a mail system returned; first mention first. */
export function messagesNamedIn(text: string, key: TokenKey): string[] {
  const mentions = text.slice(0, MAX_SCANNED).match(new RegExp(OWN_ID, 'gi')) ?? [];
  return [...new Set(mentions.flatMap((mention) => readMessageToken(mention, key) ?? []))];
}

/** 128 bits: out of reach of guessing, and short enough for one header line. */
function token(messageId: string, { channelId, secret }: TokenKey): Buffer {
  return createHmac('sha256', secret)
    .update(`parley message-id\0${channelId}\0${messageId}`)
    .digest()
    .subarray(0, 16);
}
