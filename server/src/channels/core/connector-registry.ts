import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import type { Connector } from './connector.js';

/** Every connector of this installation by its kind. Kinds register themselves in their module. */
@Injectable()
export class ConnectorRegistry {
  private readonly connectors = new Map<string, Connector>();

  register(connector: Connector): void {
    const { kind } = connector.manifest;
    if (this.connectors.has(kind)) throw new Error(`The channel kind ${kind} is registered twice.`);
    this.connectors.set(kind, connector);
  }

  /** @throws AppError not_found */
  get(kind: string): Connector {
    const connector = this.connectors.get(kind);
    if (connector === undefined) throw new AppError('not_found', `There is no channel kind "${kind}".`);
    return connector;
  }

  all(): Connector[] {
    return [...this.connectors.values()];
  }
}
