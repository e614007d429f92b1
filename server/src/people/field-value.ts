import type { FieldValue, PersonField } from '@parley/shared/people.js';
import { z } from 'zod';

const address = z.url({ protocol: /^https?$/ }).max(2_000);
const day = z.iso.date();

/** A value as the field keeps it, or what is wrong with it. */
export function readFieldValue(
  field: Pick<PersonField, 'kind' | 'options'>,
  value: FieldValue,
): { value: FieldValue | null } | { fault: string } {
  switch (field.kind) {
    case 'text':
      if (typeof value !== 'string') return { fault: 'A text is asked for.' };
      return { value: value.trim() === '' ? null : value.trim() };
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
        ? { value }
        : { fault: 'A number is asked for.' };
    case 'date':
      return day.safeParse(value).success ? { value } : { fault: 'A date is asked for, as YYYY-MM-DD.' };
    case 'select':
      return field.options.some(({ id }) => id === value)
        ? { value }
        : { fault: 'One of the options is asked for.' };
    case 'checkbox':
      return typeof value === 'boolean' ? { value } : { fault: 'Yes or no is asked for.' };
    case 'url':
      return address.safeParse(value).success
        ? { value }
        : { fault: 'An address is asked for that begins with http:// or https://.' };
  }
}
