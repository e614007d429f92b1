import type { FieldValue, PersonField } from '@parley/shared/people.js';
import type { TFunction } from 'i18next';
import { formatDate } from '../../../lib/time.js';

/** A field's value as words. */
export function shownValue(
  field: Pick<PersonField, 'kind' | 'options'>,
  value: FieldValue,
  language: string,
  t: TFunction,
): string {
  switch (field.kind) {
    case 'select':
      return field.options.find(({ id }) => id === value)?.name ?? '';
    case 'checkbox':
      return t(value ? 'personFields.yes' : 'personFields.no');
    case 'number':
      return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : String(value);
    case 'date':
      return formatDate(language, `${value}T12:00:00`);
    default:
      return String(value);
  }
}
