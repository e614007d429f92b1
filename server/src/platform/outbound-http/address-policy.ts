import ipaddr from 'ipaddr.js';
import { StartupError } from '../errors/startup-error.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** What the registries call global unicast but no service on the internet has. */
const REFUSED_BESIDES: readonly Network[] = [
  ipaddr.parseCIDR('168.63.129.16/32'), // Azure's host: metadata and keys, answers from inside only
];

/** RFC 4291, 2.4 and IANA: everything global is in 2000::/3. */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3');

/**
 * Decides which addresses Parley connects to: global unicast, and what the operator opened. Loopback, private,
 * link-local, shared (100.64/10), unique-local, multicast, reserved and documentation ranges are refused, and so is
 * every IPv6 form that carries an IPv4 address (mapped, translated, 6to4, Teredo, ISATAP): it may end inside.
 */
export class AddressPolicy {
  readonly #opened: Network[];

  /** @param allowNetworks CIDRs, or single addresses; @throws {StartupError} naming the one that cannot be read */
  constructor(allowNetworks: readonly string[] = []) {
    this.#opened = allowNetworks.map(parseNetwork);
  }

  /** @param address as a resolver or a socket gives it; anything else is refused */
  allows(address: string): boolean {
    const parsed = parseAddress(address);
    if (parsed === undefined) return false;
    return isIn(parsed, this.#opened) || isGlobal(parsed);
  }
}

function isGlobal(address: Address): boolean {
  if (address.range() !== 'unicast' || isIn(address, REFUSED_BESIDES)) return false;
  if (address instanceof ipaddr.IPv4) return true;
  return isIn(address, [GLOBAL_V6]) && !isIsatap(address);
}

/** RFC 5214, 6.1: the interface identifier is 0000:5efe or 0200:5efe, then an IPv4 address. */
function isIsatap(address: ipaddr.IPv6): boolean {
  return address.parts[5] === 0x5efe && (address.parts[4]! & ~0x0200) === 0;
}

function isIn(address: Address, networks: readonly Network[]): boolean {
  // Of the same family only: opening 10.0.0.0/8 does not open ::ffff:10.0.0.1.
  return networks.some(
    ([base, bits]) =>
      base.kind() === address.kind() && (address as ipaddr.IPv4).match(base as ipaddr.IPv4, bits),
  );
}

/** Only the canonical forms: `0x7f.1` and `127.1` mean different things to different parsers. */
function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (text.includes(':') && ipaddr.IPv6.isValid(text)) return ipaddr.IPv6.parse(text);
  return undefined;
}

function parseNetwork(text: string): Network {
  const [address, bits, ...rest] = text.split('/');
  const base = parseAddress(address ?? '');
  const width = base?.kind() === 'ipv4' ? 32 : 128;
  const prefix = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (base === undefined || rest.length > 0 || !(prefix >= 0 && prefix <= width)) {
    throw new StartupError(
      `PARLEY_ALLOW_NETWORKS: "${text}" is not a network, such as 10.0.0.0/8 or fd00:1234::/48.`,
    );
  }
  return [base, prefix];
}
