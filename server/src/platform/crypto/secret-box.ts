import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { readOrCreateSecret } from './secret-file.js';
import { constantTimeEqual } from './tokens.js';

const VERSION = 'v1';
const NONCE_BYTES = 12; // NIST SP 800-38D, 8.2.2: 96 random bits
const TAG_BYTES = 16;
const FORM = /^v1\.([A-Za-z0-9_-]{8})\.([A-Za-z0-9_-]{38,})$/;

/** `wrong_secret`: sealed under another secret. `corrupt`: not ours, changed, or bound to another place. */
export class SealError extends Error {
  override readonly name = 'SealError';

  constructor(
    readonly reason: 'wrong_secret' | 'corrupt',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Everything that hangs on the installation's one secret. Keys are derived from it per purpose (HKDF-SHA-256,
 * RFC 5869), so that what one part learns is of no use to another.
 */
export class SecretBox {
  readonly #secret: string;
  readonly #keys = new Map<string, Buffer>();

  /** @param secret at least 16 characters; should be random, since it is not stretched */
  constructor(secret: string) {
    if (secret.length < 16) throw new RangeError('The secret has at least 16 characters.');
    this.#secret = secret;
  }

  /** With the configured secret, or else the one in the data directory. @throws {StartupError} */
  static async open(settings: { secret: string | undefined; dataDir: string }): Promise<SecretBox> {
    return new SecretBox(settings.secret ?? (await readOrCreateSecret(settings.dataDir)));
  }

  /** 32 bytes, always the same for a purpose (a constant such as `session-cookie`). Treat as read-only. */
  keyFor(purpose: string): Buffer {
    let key = this.#keys.get(purpose);
    if (key === undefined) {
      key = Buffer.from(hkdfSync('sha256', this.#secret, 'parley', purpose, 32));
      this.#keys.set(purpose, key);
    }
    return key;
  }

  /** HMAC-SHA-256 under the purpose's key, 32 bytes. */
  hmac(purpose: string, data: string | Uint8Array): Buffer {
    return createHmac('sha256', this.keyFor(`hmac:${purpose}`))
      .update(data)
      .digest();
  }

  /**
   * Encrypts a JSON value (AES-256-GCM).
   * @param context where it belongs, e.g. `channel:<id>:credentials`; only the same context opens it, so a row's
   *   sealed value is worthless in another row
   * @returns text: `v1.<key id>.<nonce, ciphertext, tag>` in base64url
   */
  seal(value: unknown, context: string): string {
    const json = JSON.stringify(value);
    if (json === undefined) throw new TypeError('Only a JSON value can be sealed.');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.keyFor('seal'), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(this.#aad(context));
    const body = Buffer.concat([nonce, cipher.update(json, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${this.#keyId()}.${body.toString('base64url')}`;
  }

  /** The value that was sealed under this context. The caller checks its shape. @throws {SealError} */
  open(sealed: string, context: string): unknown {
    const match = FORM.exec(sealed);
    if (match === null) throw new SealError('corrupt', 'This is not a sealed value.');
    if (!constantTimeEqual(match[1]!, this.#keyId())) {
      throw new SealError('wrong_secret', 'This was sealed under another secret.');
    }
    const body = Buffer.from(match[2]!, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.keyFor('seal'), body.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(this.#aad(context));
    decipher.setAuthTag(body.subarray(-TAG_BYTES));
    let json: string;
    try {
      const text = decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES));
      json = Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new SealError('corrupt', 'The sealed value was changed, or belongs elsewhere.', { cause });
    }
    return JSON.parse(json);
  }

  /**
   * Names the secret without telling anything about it: 32 hex digits. Stored beside the data on the first start and
   * compared on every later one, it shows a wrong secret before anything fails to open.
   */
  fingerprint(): string {
    return this.hmac('fingerprint', '').toString('hex', 0, 16);
  }

  matchesFingerprint(stored: string): boolean {
    return constantTimeEqual(stored, this.fingerprint());
  }

  #keyId(): string {
    return this.hmac('key-id', VERSION).toString('base64url', 0, 6);
  }

  #aad(context: string): Buffer {
    return Buffer.from(`${VERSION}:${context}`, 'utf8');
  }
}
