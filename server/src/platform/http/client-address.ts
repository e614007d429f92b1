import ipaddr from 'ipaddr.js';

/**
 * Who is at the other end of a connection that does not go through the HTTP framework (a socket): the last address of
 * X-Forwarded-For that is none of our own proxies, if the connection itself came from one.
 * @param trusted addresses and CIDR ranges of proxies that are believed
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | string[] | undefined,
  trusted: readonly string[],
): string {
  const hops = [forwardedFor ?? []].flat().join(',').split(',');
  const chain = [...hops.map((hop) => hop.trim()).filter((hop) => hop !== ''), peer];
  for (let index = chain.length - 1; index > 0; index -= 1) {
    const hop = chain[index] ?? peer;
    if (!ipaddr.isValid(hop) || !trusted.some((range) => isWithin(hop, range))) return hop;
  }
  return chain[0] ?? peer;
}

function isWithin(address: string, range: string): boolean {
  const one = ipaddr.process(address);
  const [network = '', bits] = range.split('/');
  const other = ipaddr.process(network);
  if (one.kind() !== other.kind()) return false;
  return one.match(other, bits === undefined ? (other.kind() === 'ipv4' ? 32 : 128) : Number(bits));
}
