import type { Brand } from '@parley/shared/brands.js';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../lib/api-client.js';
import { regional } from '../../lib/region.js';
import { keys } from './keys.js';

const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The clock the brand goes by; the browser's until it is known. */
export function useBrandZone(): string {
  const brand = useQuery({
    queryKey: keys.brand,
    queryFn: () => api.get<Brand>('/brand'),
    staleTime: 5 * 60_000,
  });
  return brand.data?.timezone ?? browserZone();
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A day and time by the clock of a zone, which is named where it is not the browser's own. */
export function formatInZone(locale: string, at: Date, zone: string): string {
  const key = `${locale} ${zone}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(regional(locale, navigator.languages ?? []), {
      timeZone: zone,
      ...{ weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
      ...(zone === browserZone() ? {} : { timeZoneName: 'short' }),
    });
    formats.set(key, format);
  }
  return format.format(at);
}
