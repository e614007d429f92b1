import { fromJson, toJson } from './natives.js';

/**
 * What this browser remembers of one visitor of one channel. Where storage is forbidden or full it lasts as long as
 * the page. Several tabs share it; each thing has a key of its own, so that none overwrites what another wrote.
 */
export class Memory {
  readonly #kept = new Map<string, string>();

  constructor(readonly prefix: string) {}

  read<T>(name: string): T | null {
    const key = this.prefix + name;
    const text = this.#kept.get(key) ?? stored((storage) => storage.getItem(key)) ?? null;
    if (text === null) return null;
    try {
      return fromJson<T>(text);
    } catch {
      return null;
    }
  }

  write(name: string, value: unknown): void {
    const key = this.prefix + name;
    const text = toJson(value);
    if (stored((storage) => storage.setItem(key, text)) === undefined) this.#kept.set(key, text);
    else this.#kept.delete(key);
  }

  remove(name: string): void {
    this.#kept.delete(this.prefix + name);
    stored((storage) => storage.removeItem(this.prefix + name));
  }

  /** Names that begin so, in order. */
  names(beginning: string): string[] {
    const start = this.prefix + beginning;
    const found = new Set<string>(this.#kept.keys());
    stored((storage) => {
      for (let index = 0; index < storage.length; index++) found.add(storage.key(index) ?? '');
    });
    return [...found]
      .filter((key) => key.startsWith(start))
      .map((key) => key.slice(this.prefix.length))
      .sort();
  }

  /** Takes over what another one holds, except what is here already; nothing stays there. @param renamed names it gets here */
  takeFrom(other: Memory, renamed: Record<string, string>): void {
    for (const name of other.names('')) {
      const own = renamed[name] ?? name;
      if (this.read(name) === null) this.write(own, other.read(name));
    }
    other.clear();
  }

  clear(): void {
    for (const name of this.names('')) this.remove(name);
  }

  /** Called with the name of what another tab has changed. */
  onChange(listener: (name: string) => void): () => void {
    const heard = (event: StorageEvent) => {
      if (event.key === null) listener('');
      else if (event.key.startsWith(this.prefix)) listener(event.key.slice(this.prefix.length));
    };
    window.addEventListener('storage', heard);
    return () => window.removeEventListener('storage', heard);
  }
}

/** undefined where there is no storage: private windows, sandboxed frames, blocked cookies, no room. */
function stored<T>(use: (storage: Storage) => T): T | null | undefined {
  try {
    return use(window.localStorage) ?? null;
  } catch {
    return undefined;
  }
}

/** Like a hash, so that no name or address stands in a key. */
export function mark(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  return ((a >>> 0).toString(36) + (b >>> 0).toString(36)).toLowerCase();
}
