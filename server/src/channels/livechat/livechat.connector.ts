import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Connector, Connects, Receives, Sends } from '../core/connector.js';
import { ConnectorRegistry } from '../core/connector-registry.js';
import { livechatManifest } from './livechat.manifest.js';
import { checkLivechat } from './livechat.settings.js';
import { parseLivechat } from './livechat-delivery.parse.js';

/** Nothing leaves the house: it is said once it is written down. */
const TIMEOUT_MS = 5_000;

/**
 * Chat on the brand's own website. Visitors come in through routes and sockets of this folder; a reply is accepted by
 * being in the conversation, and the visitor's side shows it from there.
 */
@Injectable()
export class LivechatConnector implements Connector, OnModuleInit {
  readonly manifest = livechatManifest;

  constructor(private readonly registry: ConnectorRegistry) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  readonly connects: Connects = {
    identify: async (settings) => ({ account: null, settings: checkLivechat(settings) }),
  };

  readonly receives: Receives = { parse: parseLivechat };

  readonly sends: Sends<null> = {
    timeoutMs: TIMEOUT_MS,
    format: () => null,
    send: async (_channel, _formatted, message) => ({ externalId: message.id, at: null }),
    // A worker that died in between has left nothing half done: there is only our own word.
    lookup: async (_channel, message) => ({ found: true, receipt: { externalId: message.id, at: null } }),
  };
}
