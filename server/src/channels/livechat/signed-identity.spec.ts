import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { readSignedIdentity } from './signed-identity.js';

const SECRET = 'whsec_c2VjcmV0IG9mIHRoZSBzaG9wLCBsb25nIGVub3VnaA==';
const now = new Date('2026-03-01T12:00:00Z');
const seconds = (offset = 0) => Math.floor(now.getTime() / 1_000) + offset;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** Exactly what the documented PHP does: hash_hmac, base64url without padding. */
function jwt(claims: object, { secret = SECRET, alg = 'HS256', hash = 'sha256' } = {}): string {
  const text = `${encode({ alg, typ: 'JWT' })}.${encode(claims)}`;
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
}
const good = { sub: '42', iat: seconds(), exp: seconds(300) };
const read = (token: string, secrets: string[] = [SECRET]) => readSignedIdentity(token, secrets, now);
const refusal = (message: RegExp) =>
  expect.objectContaining({ code: 'invalid_signature', message: expect.stringMatching(message) });

describe('identities the brand vouches for', () => {
  it('are read from what the documented code makes', async () => {
    expect(await read(jwt({ ...good, name: 'Anna', email: 'Anna@Example.test' }))).toEqual({
      sub: '42',
      name: 'Anna',
      email: 'anna@example.test',
      secret: SECRET,
    });
    const node = await new SignJWT({ name: 'Anna' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('42')
      .setIssuedAt(now)
      .setExpirationTime(seconds(300))
      .sign(new TextEncoder().encode(SECRET));
    expect(await read(node)).toMatchObject({ sub: '42', name: 'Anna', email: null });
  });

  it('are good under the secret before, while that is', async () => {
    expect(await read(jwt(good), ['whsec_new', SECRET])).toMatchObject({ secret: SECRET });
  });

  it('leave out a name or address that is none', async () => {
    expect(await read(jwt({ ...good, name: 5, email: 'nobody' }))).toMatchObject({ name: null, email: null });
  });

  it('cannot be forged', async () => {
    const token = jwt(good);
    const [header = '', , signature = ''] = token.split('.');
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rsa = await new SignJWT({}).setProtectedHeader({ alg: 'RS256' }).setSubject('42').sign(privateKey);
    const forgeries = [
      '',
      'a.b.c',
      'not a token',
      jwt(good, { secret: 'whsec_of_another_brand' }),
      `${header}.${encode({ ...good, sub: '1' })}.${signature}`,
      `${encode({ alg: 'none' })}.${encode(good)}.`,
      `${encode({ alg: 'none' })}.${encode(good)}.${signature}`,
      `${encode({ alg: 'HS256' })}.${encode(good)}.`,
      jwt(good, { alg: 'HS512', hash: 'sha512' }),
      jwt(good, { alg: 'HS384', hash: 'sha384' }),
      jwt(good, { alg: 'RS256' }),
      rsa,
      // The public key taken for the secret.
      jwt(good, { secret: publicKey.export({ type: 'spki', format: 'pem' }).toString() }),
      token.slice(0, -3),
      `${token}.x`,
    ];
    for (const forged of forgeries) await expect(read(forged)).rejects.toEqual(refusal(/not accepted/));
    await expect(read(token, [])).rejects.toEqual(refusal(/not accepted/));
  });

  it('have an end', async () => {
    await expect(read(jwt({ ...good, exp: seconds(-61) }))).rejects.toEqual(refusal(/expired/));
    await expect(read(jwt({ ...good, nbf: seconds(120) }))).rejects.toEqual(refusal(/not accepted/));
    expect(await read(jwt({ ...good, exp: seconds(-30) }))).toMatchObject({ sub: '42' });
    const { exp: _, ...endless } = good;
    expect(await read(jwt({ ...endless, iat: seconds(-3_600) }))).toMatchObject({ sub: '42' });
    await expect(read(jwt({ ...endless, iat: seconds(-3_700) }))).rejects.toEqual(refusal(/last hour/));
    await expect(read(jwt({ ...endless, iat: seconds(120) }))).rejects.toEqual(refusal(/future/));
    await expect(read(jwt({ sub: '42' }))).rejects.toEqual(refusal(/last hour/));
  });

  it.each([{}, { sub: '' }, { sub: '  ' }, { sub: 42 }, { sub: 'x'.repeat(201) }])(
    'name somebody: %j',
    async (claims) => {
      await expect(read(jwt({ iat: seconds(), exp: seconds(60), ...claims }))).rejects.toEqual(
        refusal(/names nobody|not accepted/),
      );
    },
  );
});
