import { describe, expect, it } from '@jest/globals';
import { channelManifestSchema } from '@parley/shared/channel-manifest.js';
import { checkSettings } from '../../src/channels/channel.settings.js';
import type { Connector, StoredDelivery } from '../../src/channels/core/connector.js';
import { AppError } from '../../src/platform/errors/app-error.js';

/** Runs the check on every connector and says which one it was that broke it. */
async function eachOf(
  connectors: readonly Connector[],
  check: (connector: Connector) => unknown,
): Promise<void> {
  expect(connectors.length).toBeGreaterThan(0);
  for (const connector of connectors) {
    try {
      await check(connector);
    } catch (error) {
      throw new Error(`the kind ${connector.manifest.kind}: ${(error as Error).message}`, { cause: error });
    }
  }
}

const delivery = (bytes: Buffer): StoredDelivery => ({
  id: '0198c0de-0000-7000-8000-000000000000',
  channel: {
    id: '0198c0de-0000-7000-8000-000000000001',
    account: 'account',
    settings: {},
    connectedAt: new Date(0),
  },
  headers: {},
  meta: {},
  receivedAt: new Date(),
  body: async () => bytes,
  open: async () => (await import('node:stream')).Readable.from([bytes]),
  store: async (content) => {
    let size = 0;
    for await (const chunk of content) size += chunk.length;
    return { key: 'scope/hash', size };
  },
  bodyKey: null,
});

/**
 * What every connector must do, whatever its platform.
 * @param subject completes "… has a manifest that fits"
 * @param of asked when the tests run
 */
export function describeConnectorContract(subject: string, of: () => Connector[]): void {
  const each = (check: (connector: Connector) => unknown) => eachOf(of(), check);
  describe(subject, () => {
    it('has a manifest that fits, with words in both languages', () =>
      each(({ manifest }) => {
        expect(channelManifestSchema.parse(manifest)).toEqual(manifest);
        expect(manifest.media.length).toBeGreaterThan(0);
        const { textLength, textLengthWithFiles } = manifest.limits;
        if (textLengthWithFiles !== undefined) {
          expect(textLengthWithFiles).toBeLessThan(textLength ?? Number.POSITIVE_INFINITY);
        }
        const steps = manifest.steps ?? [];
        for (const text of [
          manifest.name,
          manifest.summary,
          ...steps.map(({ text }) => text),
          ...manifest.settings.map(({ label }) => label),
        ]) {
          expect(text.en.trim()).not.toBe('');
          expect(text.de.trim()).not.toBe('');
        }
        const names = manifest.settings.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        for (const { showWhen } of [...manifest.settings, ...steps]) {
          if (showWhen !== undefined) expect(names).toContain(showWhen.field);
        }
        for (const { type, options } of manifest.settings) {
          if (type === 'select') expect(options?.length).toBeGreaterThan(0);
        }
      }));

    it('has the interfaces its capabilities promise, and no others', () =>
      each(({ manifest, connects, receives, polls, sends, typing, moderates, posts }) => {
        const can = (name: (typeof manifest.capabilities)[number]) => manifest.capabilities.includes(name);
        expect(can('polls')).toBe(polls !== undefined);
        expect(can('shows_typing')).toBe(typing !== undefined);
        expect(can('sends')).toBe(sends !== undefined);
        expect(can('receives_webhooks')).toBe(receives?.verify !== undefined);
        expect(can('test_connection')).toBe(connects.testConnection !== undefined);
        expect(can('suggests_settings')).toBe(connects.suggestSettings !== undefined);
        expect(can('oauth')).toBe(connects.consents !== undefined);
        expect(can('delivery_log')).toBe(sends?.resend !== undefined);
        expect(can('sends_system_mail')).toBe(sends?.sendSystemMail !== undefined);
        const moderation = [
          'likes',
          'hides',
          'approves',
          'marks_spam',
          'trashes',
          'deletes',
          'deletes_own',
        ] as const;
        expect(moderation.some(can)).toBe(moderates !== undefined);
        if (moderates !== undefined) expect(moderates.timeoutMs).toBeGreaterThan(0);
        if (posts !== undefined) expect(manifest.media).toContain('comment');
        if (can('polls') || can('receives_webhooks')) expect(receives).toBeDefined();
        if (can('backfill')) expect(polls).toBeDefined();
        if (can('registers_webhooks')) expect(can('receives_webhooks')).toBe(true);
        if (sends !== undefined) {
          expect(sends.timeoutMs).toBeGreaterThan(0);
          expect(can('replies_publicly') || can('replies_privately')).toBe(true);
        }
      }));

    it('says no to nonsense in its settings by naming fields, and to nothing else', () =>
      each(async ({ manifest, connects }) => {
        let checked: ReturnType<typeof checkSettings>;
        try {
          checked = checkSettings(manifest, {});
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect((error as AppError).issues?.length).toBeGreaterThan(0);
          return;
        }
        const identified = await connects.identify(checked.settings, checked.secrets);
        expect(identified.settings).toEqual(expect.any(Object));
      }));

    it('lets nobody in who cannot sign', () =>
      each(({ receives }) => {
        if (receives?.verify === undefined) return;
        for (const body of ['', '{}', 'x'.repeat(1_000)]) {
          for (const method of ['POST', 'GET'] as const) {
            const verdict = receives.verify(
              { method, headers: {}, query: {}, body: Buffer.from(body) },
              { id: 'endpoint', secrets: ['whsec_c2VjcmV0c2VjcmV0'], account: 'account', now: new Date() },
            );
            expect(verdict.kind).toBe('refuse');
          }
        }
      }));

    it('reads any bytes without hanging: into events, or an error of its own', () =>
      each(async ({ receives }) => {
        if (receives === undefined) return;
        const samples = ['', '{}', 'null', '[]', '\0\u{fffd}', '{"events":[null,1,"x",[],{}]}'];
        for (const bytes of [...samples.map((text) => Buffer.from(text)), Buffer.from([0xff, 0xfe, 0x00])]) {
          const events = await receives.parse(delivery(bytes)).catch((error: unknown) => {
            expect(error).toBeInstanceOf(Error);
            return [];
          });
          const keys = events.map(({ key }) => key);
          expect(keys.every((key) => key !== '')).toBe(true);
          for (const event of events) {
            expect(event.account).not.toBe('');
            if (event.type === 'ignored') expect(event.what).not.toBe('');
            expect(() => JSON.stringify(event)).not.toThrow();
          }
          // Reading is pure: the same bytes are the same happenings.
          if (events.length > 0) {
            expect((await receives.parse(delivery(bytes))).map(({ key }) => key)).toEqual(keys);
          }
        }
      }));
  });
}
