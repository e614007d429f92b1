import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Connector, Connects, Receives, Sends } from '../../src/channels/core/connector.js';
import { ConnectorRegistry } from '../../src/channels/core/connector-registry.js';
import { constantTimeEqual } from '../../src/platform/crypto/tokens.js';
import { echoManifest } from './echo.manifest.js';
import { parseCalls } from './echo.parse.js';

@Injectable()
export class EchoConnector implements Connector, OnModuleInit {
  readonly manifest = echoManifest;
  /** What was called back into the valley. */
  readonly called: string[] = [];

  constructor(private readonly registry: ConnectorRegistry) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  readonly connects: Connects = {
    identify: async (settings) => ({ account: String(settings.valley).trim().toLowerCase(), settings }),
  };

  readonly receives: Receives = {
    verify: ({ headers }, { secrets }) =>
      secrets.some((secret) => constantTimeEqual(headers['x-echo-secret'] ?? '', secret))
        ? { kind: 'accept' }
        : { kind: 'refuse', code: 'invalid_signature', message: 'The secret is not ours.' },
    parse: parseCalls,
  };

  readonly sends: Sends<string> = {
    timeoutMs: 1_000,
    format: (_channel, { text, recipients }) => `${recipients.map(({ name }) => name).join(', ')}: ${text}`,
    send: async (_channel, call) => {
      this.called.push(call);
      return { externalId: null, at: null };
    },
  };
}
