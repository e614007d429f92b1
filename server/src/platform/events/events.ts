import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** A happening in a domain, named in the past tense. Each domain declares its own in `<domain>.events.ts`. */
export interface DomainEvent<T> {
  readonly name: string;
  readonly payload?: T;
}

const declared = new Set<string>();

/** Declares an event; a name has exactly one owner. */
export function defineEvent<T>(name: string): DomainEvent<T> {
  if (declared.has(name)) throw new Error(`The event ${name} is declared twice.`);
  declared.add(name);
  return { name };
}

type Listener = (payload: never) => unknown;

/**
 * The typed event bus within one process. A listener `inTransaction` runs before the commit, in order, and its
 * failure undoes the whole; a listener `afterCommit` runs after it and may be lost with the process.
 */
@Injectable()
export class DomainEvents {
  private readonly before = new Map<string, Listener[]>();
  private readonly after = new Map<string, Listener[]>();

  constructor(private readonly database: Database) {}

  inTransaction<T>(event: DomainEvent<T>, listener: (payload: T) => Promise<void>): void {
    add(this.before, event.name, listener as Listener);
  }

  afterCommit<T>(event: DomainEvent<T>, listener: (payload: T) => unknown): void {
    add(this.after, event.name, listener as Listener);
  }

  async publish<T>(event: DomainEvent<T>, payload: T): Promise<void> {
    for (const listener of this.before.get(event.name) ?? []) await listener(payload as never);
    for (const listener of this.after.get(event.name) ?? []) {
      this.database.afterCommit(() => listener(payload as never));
    }
  }
}

function add(map: Map<string, Listener[]>, name: string, listener: Listener): void {
  const known = map.get(name);
  if (known === undefined) map.set(name, [listener]);
  else known.push(listener);
}
