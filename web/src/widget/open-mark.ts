/** An open panel stays open on the next page of the same tab, except where it would cover that page. */
export class OpenMark {
  readonly #key: string;

  constructor(endpointId: string) {
    this.#key = `parley.${endpointId}.open`;
  }

  get(): boolean {
    try {
      return sessionStorage.getItem(this.#key) === '1' && !window.matchMedia('(max-width: 480px)').matches;
    } catch {
      return false;
    }
  }

  set(open: boolean): void {
    try {
      if (open) sessionStorage.setItem(this.#key, '1');
      else sessionStorage.removeItem(this.#key);
    } catch {
      // Then the next page begins with it closed.
    }
  }
}
