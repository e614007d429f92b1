import { StandardSchemaValidationPipe } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';

/** Checks every body, query and parameter against its schema; faults become a 400 that names each field. */
export class SchemaPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: (issues) =>
        new AppError('invalid_request', 'The request does not fit.', {
          issues: issues.map(({ path, message }) => ({
            path: (path ?? []).map((part) => {
              const key = typeof part === 'object' ? part.key : part;
              return typeof key === 'number' ? key : String(key);
            }),
            message,
          })),
        }),
    });
  }
}
