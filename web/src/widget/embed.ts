/** What the script tag says. */
export interface EmbedOptions {
  endpointId: string;
  /** Of the Parley server: where the script itself came from. */
  origin: string;
  language: string | null;
  side: 'left' | 'right' | null;
  theme: 'auto' | 'light' | 'dark';
  identity: string | null;
  /** For browsers that need a style element. */
  nonce: string;
}

/**
 * The tag this script runs from. A tag manager may run it in a way that hides it; then the first tag that looks like
 * it. Must be asked while the script runs.
 */
export function ownTag(): HTMLScriptElement | null {
  const current = document.currentScript;
  if (current instanceof HTMLScriptElement && current.dataset.channel) return current;
  return document.querySelector<HTMLScriptElement>('script[data-channel][src*="/widget.js"]');
}

/** null where the tag does not say which channel. */
export function optionsOf(tag: HTMLScriptElement): EmbedOptions | null {
  const { channel, language, side, theme, identity } = tag.dataset;
  if (!channel?.trim() || !tag.src) return null;
  return {
    endpointId: channel.trim(),
    // `src` as the property is absolute, whatever the page's base says.
    origin: new URL(tag.src).origin,
    language: language?.trim() || null,
    side: side === 'left' || side === 'right' ? side : null,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    identity: identity?.trim() || null,
    nonce: tag.nonce,
  };
}

type Handlers = {
  /** How many messages of the brand are unread. */
  unread: (count: number) => void;
  open: () => void;
  close: () => void;
};

/** What a page can do with the widget: `window.Parley`, or `window.ParleyChat` where the page has a Parley of its own. */
export interface ParleyApi {
  open(): void;
  close(): void;
  /** A JWT made by the brand's server; null when the person has signed out. */
  identify(identity: string | null): void;
  /** @returns a function that ends it */
  on<Name extends keyof Handlers>(name: Name, handler: Handlers[Name]): () => void;
  readonly unread: number;
}

const OURS = Symbol.for('parley.chat');
type Holder = Record<string, unknown>;

/** Whether a widget is on this page already: a second tag adds none. */
export const isThere = (holder: Holder = window as unknown as Holder): boolean =>
  [holder.Parley, holder.ParleyChat].some((one) => typeof one === 'object' && one !== null && OURS in one);

/** Puts it where the page finds it, and overwrites nothing that is there. */
export function publish(api: ParleyApi, holder: Holder = window as unknown as Holder): void {
  const name = holder.Parley === undefined ? 'Parley' : 'ParleyChat';
  Object.defineProperty(api, OURS, { value: true });
  Object.defineProperty(holder, name, { value: api, configurable: true, enumerable: false, writable: true });
}

/** Handlers of the page: what goes wrong in one is the page's own and stops nothing here. */
export class Events {
  readonly #handlers: { name: string; handler: (...values: never[]) => void }[] = [];

  on = <Name extends keyof Handlers>(name: Name, handler: Handlers[Name]): (() => void) => {
    const entry = { name, handler };
    if (typeof handler === 'function') this.#handlers.push(entry);
    return () => {
      const index = this.#handlers.indexOf(entry);
      if (index >= 0) this.#handlers.splice(index, 1);
    };
  };

  tell<Name extends keyof Handlers>(name: Name, ...values: Parameters<Handlers[Name]>): void {
    for (const entry of [...this.#handlers]) {
      if (entry.name !== name) continue;
      try {
        (entry.handler as (...given: unknown[]) => void)(...values);
      } catch (error) {
        console.error(error);
      }
    }
  }
}
