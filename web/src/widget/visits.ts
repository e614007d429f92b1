import { refusalOf } from './backend.js';

/** The visit that calls are made in: begun when first needed, and begun anew when the server takes its token no more. */
export class Visits {
  #visiting: Promise<string> | null = null;

  /** @param begin starts a visit and gives its token */
  constructor(private readonly begin: () => Promise<string>) {}

  token(): Promise<string> {
    if (this.#visiting) return this.#visiting;
    const visiting = this.begin();
    this.#visiting = visiting;
    visiting.catch(() => {
      if (this.#visiting === visiting) this.#visiting = null;
    });
    return visiting;
  }

  /** The next call begins another one. */
  forget(): void {
    this.#visiting = null;
  }

  /** One call; where the token is not good any more, a new visit and the call once more. */
  async within<T>(call: (token: string) => Promise<T>): Promise<T> {
    const token = await this.token();
    try {
      return await call(token);
    } catch (error) {
      if (refusalOf(error).code !== 'unauthenticated') throw error;
      this.forget();
      return call(await this.token());
    }
  }
}
