import css from './widget.css?inline';

const NAME = 'parley-chat';

/** The element on the page that everything is drawn in, closed off from the page in both directions. */
export class Host {
  readonly root: ShadowRoot;
  /** Everything drawn stands in here. */
  readonly ground: HTMLElement;
  /** Gets every key pressed inside; the page gets none. */
  onKey: (event: KeyboardEvent) => void = () => {};
  readonly #element: HTMLElement;
  readonly #colours: { write(text: string): void };
  readonly #watch: MutationObserver;

  constructor(nonce: string) {
    this.#element = document.createElement(NAME);
    // Open: it keeps styles and events apart, not secrets. Readers, checkers and password keepers may look in.
    this.root = this.#element.attachShadow({ mode: 'open' });
    styleSheet(this.root, nonce).write(css);
    this.#colours = styleSheet(this.root, nonce);
    this.ground = document.createElement('div');
    this.ground.className = 'ground';
    this.root.append(this.ground);
    for (const type of ['keydown', 'keypress', 'keyup', 'focusin', 'focusout'])
      window.addEventListener(type, this.#keep, true);
    for (const type of [
      'input',
      'beforeinput',
      'change',
      'paste',
      'copy',
      'cut',
      'submit',
      'dragenter',
      'dragover',
      'drop',
    ])
      this.root.addEventListener(type, (event) => event.stopPropagation());
    this.#watch = new MutationObserver(() => this.#stay());
  }

  /**
   * Beside the body, not in it: pages zoom, transform and replace their bodies. A page that clears everything away
   * (document.write, some routers) gets it back.
   */
  attach(): void {
    this.#stay();
    this.#watch.observe(document, { childList: true });
  }

  /** The colours of brand and theme. */
  paint(variables: Record<string, string>, theme: 'light' | 'dark'): void {
    const lines = Object.entries(variables).map(([name, value]) => `${name}:${value}`);
    this.#colours.write(`.ground{${lines.join(';')};color-scheme:${theme}}`);
    this.ground.classList.toggle('dark', theme === 'dark');
  }

  remove(): void {
    this.#watch.disconnect();
    for (const type of ['keydown', 'keypress', 'keyup', 'focusin', 'focusout'])
      window.removeEventListener(type, this.#keep, true);
    this.#element.remove();
  }

  #stay(): void {
    const { documentElement } = document;
    if (!documentElement || this.#element.parentNode === documentElement) return;
    documentElement.append(this.#element);
    this.#watch.observe(documentElement, { childList: true });
  }

  /** Shortcuts of the page would hear what is typed here, and its focus traps would take the focus away. */
  #keep = (event: Event) => {
    if (event.target !== this.#element) return;
    event.stopImmediatePropagation();
    if (event.type === 'keydown') this.onKey(event as KeyboardEvent);
  };
}

/** A constructed sheet: policies that forbid style elements allow it. Older browsers need one with the page's nonce. */
function styleSheet(root: ShadowRoot, nonce: string): { write(text: string): void } {
  try {
    const sheet = new CSSStyleSheet();
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return { write: (text) => sheet.replaceSync(text) };
  } catch {
    const element = document.createElement('style');
    element.nonce = nonce;
    root.append(element);
    return {
      write: (text) => {
        element.textContent = text;
      },
    };
  }
}
