/** Runs of a statement before it is worth a name: what a process does all the time, not once at its start. */
const WORTH_A_NAME = 10;
/** Every connection keeps what was named on it, so names are few. */
const MOST_NAMES = 200;
/** Texts counted while they have no name; built ones (filters of a view) may differ without end. */
const MOST_COUNTED = 2_000;

/** What node-postgres takes: with a name, PostgreSQL parses it once per connection and may keep its plan. */
export interface Statement {
  text: string;
  values: unknown[];
  name?: string;
}

/**
 * Gives names to the statements a process runs all the time, which spares PostgreSQL parsing and mostly planning them
 * again: about half of what a short statement costs it. A kept plan is used only where PostgreSQL finds it no dearer than
 * one made for the values at hand (plan_cache_mode auto).
 */
export class PreparedStatements {
  readonly #runs = new Map<string, number>();
  readonly #names = new Map<string, string>();
  #generation = 0;

  statement(text: string, values: unknown[]): Statement {
    // Without values node-postgres sends a simple query, which may hold several statements.
    if (values.length === 0) return { text, values };
    const name = this.#names.get(text) ?? this.#count(text);
    return name === undefined ? { text, values } : { text, values, name };
  }

  /** Forgets all names: after a migration by another process kept statements may not fit their tables any more. */
  renew(): void {
    this.#generation += 1;
    this.#names.clear();
    this.#runs.clear();
  }

  #count(text: string): string | undefined {
    if (this.#names.size >= MOST_NAMES) return undefined;
    const runs = (this.#runs.get(text) ?? 0) + 1;
    if (runs < WORTH_A_NAME) {
      if (this.#runs.size >= MOST_COUNTED) this.#runs.clear();
      this.#runs.set(text, runs);
      return undefined;
    }
    this.#runs.delete(text);
    const name = `s${this.#generation}_${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }
}
