import { v7 } from 'uuid';

/** A new primary key: UUIDv7, so that keys grow with time and stay close in the index. */
export const newId = (): string => v7();
