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

  /**
   * Puts other parts in the place of a kind's own; for the demo, whose network is none.
   * @throws AppError not_found
   */
  replace(kind: string, parts: Partial<Connector>): void {
    this.connectors.set(kind, Object.assign(Object.create(this.get(kind)) as Connector, parts));
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
