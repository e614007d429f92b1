import { resolveMx } from 'node:dns/promises';
import { mailExchangers, type ProviderPreset, providerPresets } from './provider-presets.js';

/** Host names mail for a domain goes to, best first. */
export type MailExchangerLookup = (domain: string) => Promise<string[]>;

const MX_TIMEOUT_MS = 4_000;

/** The system's resolver; an answer that does not come counts as none. */
export const systemMailExchangers: MailExchangerLookup = async (domain) => {
  const patience = new Promise<string[]>((resolve) => {
    setTimeout(() => resolve([]), MX_TIMEOUT_MS).unref();
  });
  const found = resolveMx(domain).then(
    (records) => records.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange),
    () => [],
  );
  return Promise.race([found, patience]);
};

export const domainOfAddress = (address: string): string =>
  address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();

/** The provider whose own domain the address is in; undefined for a domain of somebody's own. */
export function providerByDomain(address: string): ProviderPreset | undefined {
  const domain = domainOfAddress(address);
  return providerPresets.find(({ domains }) => domains.some((pattern) => matches(domain, pattern)));
}

/** The provider of an address: by its domain, else by where mail for the domain goes. */
export async function findProvider(
  address: string,
  exchangersOf: MailExchangerLookup,
): Promise<ProviderPreset | undefined> {
  const known = providerByDomain(address);
  if (known !== undefined) return known;
  const hosts = (await exchangersOf(domainOfAddress(address))).map((host) =>
    host.toLowerCase().replace(/\.$/, ''),
  );
  for (const host of hosts) {
    const found = mailExchangers.find(([ending]) => host === ending || host.endsWith(`.${ending}`));
    if (found !== undefined) return found[1];
  }
  return undefined;
}

/** Whether what leaves through this SMTP server is put into Sent by the provider. */
export function filesSentItself(smtpHost: string): boolean {
  const host = smtpHost.toLowerCase();
  return (
    [...providerPresets, ...mailExchangers.map(([, preset]) => preset)].some(
      (preset) => preset.filesSent === true && preset.smtp.host === host,
    ) || host.endsWith('.outlook.com')
  );
}

/** `yahoo.*` is `yahoo.de` and `yahoo.co.uk`; `*.onmicrosoft.com` is any name below. */
function matches(domain: string, pattern: string): boolean {
  if (pattern.startsWith('*.')) return domain.endsWith(pattern.slice(1));
  if (!pattern.endsWith('.*')) return domain === pattern;
  const name = pattern.slice(0, -1);
  return domain.startsWith(name) && /^(?:[a-z]{2,4}|(?:com|co)\.[a-z]{2})$/.test(domain.slice(name.length));
}
