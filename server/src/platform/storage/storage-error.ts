import { AppError } from '../errors/app-error.js';

/** There is no room left; nothing of the object was kept. Worth trying again once there is. */
export class StorageFullError extends AppError {
  constructor(cause: unknown) {
    super('storage_full', 'The storage is full.', { cause });
    this.name = 'StorageFullError';
  }
}

/** No object has this key. */
export class StorageNotFoundError extends AppError {
  constructor(cause?: unknown) {
    super('not_found', 'The file was not found.', { cause });
    this.name = 'StorageNotFoundError';
  }
}

/** The store does not answer, or refuses us. Worth trying again. */
export class StorageUnavailableError extends AppError {
  constructor(cause: unknown) {
    super('unavailable', 'The storage cannot be reached at the moment.', { cause });
    this.name = 'StorageUnavailableError';
  }
}

/** The object is larger than its `maxBytes`; nothing of it was kept. */
export class StorageTooLargeError extends AppError {
  constructor(readonly maxBytes: number) {
    super('too_large', `The file is larger than ${maxBytes} bytes.`);
    this.name = 'StorageTooLargeError';
  }
}
