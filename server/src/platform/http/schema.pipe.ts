import { type ArgumentMetadata, StandardSchemaValidationPipe } from '@nestjs/common';
import { storable } from '../database/storable.js';
import { AppError } from '../errors/app-error.js';

/**
 * Checks every body, query and parameter against its schema; faults become a 400 that names each field. Characters
 * that PostgreSQL cannot hold are mended.
 */
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

  override async transform<T = unknown>(value: T, metadata: ArgumentMetadata): Promise<T> {
    return storable(await super.transform(value, metadata)) as T;
  }
}
