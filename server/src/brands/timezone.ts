import { IANAZone } from 'luxon';
import { AppError } from '../platform/errors/app-error.js';

const FULL_NAME =
  /^(UTC|(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)\/.+)$/;

/**
 * A zone under the name that the database takes for the same one: "IST" is another zone there than here, and "CET" knows no summer,
 * so that reports would count by two clocks.
 *
 * @throws AppError invalid_request when the zone is not one of the IANA database
 */
export function timezoneOf(asked: string): string {
  if (IANAZone.isValidZone(asked)) {
    const name = FULL_NAME.test(asked)
      ? asked
      : new Intl.DateTimeFormat('en', { timeZone: asked }).resolvedOptions().timeZone;
    if (FULL_NAME.test(name)) return name;
  }
  throw new AppError('invalid_request', 'The request does not fit.', {
    issues: [{ path: ['timezone'], message: `"${asked}" is not a time zone of the IANA database` }],
  });
}
