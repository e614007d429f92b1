import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * What attempts from a network address are counted under. An IPv6 subscriber is given a whole /64 (RFC 6177), so
 * its 2^64 addresses count as one; an IPv4 address in IPv6 clothing (RFC 4291, 2.5.5.2) counts as itself.
 */
export function countedAddress(ip: string): string {
  if (isIP(ip) === 0) return ip;
  const address = ipaddr.process(ip);
  if (address instanceof ipaddr.IPv4) return address.toString();
  const network = address.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}
