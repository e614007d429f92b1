import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** Of a server, both PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

const DAY_MS = 86_400_000;

/** A certificate authority that nobody trusts unless told to, and that is forgotten with the test. */
export class ThrowawayCa {
  /** Its own certificate, PEM: what an operator would name in NODE_EXTRA_CA_CERTS. */
  readonly cert: string;
  readonly #key: KeyObject;
  readonly #name: string;

  constructor(name = 'Parley test authority') {
    this.#name = name;
    const { publicKey, privateKey } = keyPair();
    this.#key = privateKey;
    this.cert = this.#issue(name, publicKey, { authority: true, names: [] });
  }

  /** A certificate for these host names and addresses. */
  certify(...names: string[]): Certificate {
    const { publicKey, privateKey } = keyPair();
    return {
      cert: this.#issue(names[0] ?? 'nobody', publicKey, { authority: false, names }),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }

  /** RFC 5280, section 4.1. */
  #issue(subject: string, publicKey: KeyObject, is: { authority: boolean; names: string[] }): string {
    const now = Date.now();
    const signedBy = sequence(oid('1.2.840.10045.4.3.2'));
    const body = sequence(
      tagged(0xa0, integer(Buffer.of(2))),
      integer(Buffer.concat([Buffer.of(1), randomBytes(15)])),
      signedBy,
      nameOf(this.#name),
      sequence(utcTime(now - DAY_MS), utcTime(now + 30 * DAY_MS)),
      nameOf(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(0xa3, sequence(...extensions(is))),
    );
    const signature = sign('sha256', body, this.#key);
    const der = sequence(body, signedBy, tagged(0x03, Buffer.concat([Buffer.of(0), signature])));
    const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
    return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  }
}

const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** basicConstraints (critical), and subjectAltName with DNS names and addresses. */
function extensions({ authority, names }: { authority: boolean; names: string[] }): Buffer[] {
  const constraints = authority ? sequence(tagged(0x01, Buffer.of(0xff))) : sequence();
  const found = [sequence(oid('2.5.29.19'), tagged(0x01, Buffer.of(0xff)), tagged(0x04, constraints))];
  if (names.length > 0) {
    const alternatives = names.map((name) =>
      isIP(name) === 4
        ? tagged(0x87, Buffer.from(name.split('.').map(Number)))
        : tagged(0x82, Buffer.from(name, 'ascii')),
    );
    found.push(sequence(oid('2.5.29.17'), tagged(0x04, sequence(...alternatives))));
  }
  return found;
}

const nameOf = (common: string) =>
  sequence(tagged(0x31, sequence(oid('2.5.4.3'), tagged(0x0c, Buffer.from(common, 'utf8')))));

/** DER: tag, length, content (X.690, section 8.1). */
function tagged(tag: number, content: Buffer): Buffer {
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(content.length);
  return Buffer.concat([Buffer.of(tag, 0x82), length, content]);
}

const sequence = (...parts: Buffer[]) => tagged(0x30, Buffer.concat(parts));
const integer = (bytes: Buffer) => tagged(0x02, bytes);

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tagged(0x06, Buffer.from(bytes));
}

const utcTime = (at: number) =>
  tagged(0x17, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`, 'ascii'));
