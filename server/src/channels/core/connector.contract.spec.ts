import { afterAll, beforeAll } from '@jest/globals';
import { describeConnectorContract } from '../../../test/builders/connector-contract.js';
import { LedgerBench } from '../../../test/builders/ledger-bench.js';
import type { Connector } from './connector.js';
import { ConnectorRegistry } from './connector-registry.js';

let bench: LedgerBench;
let connectors: Connector[] = [];

beforeAll(async () => {
  bench = await LedgerBench.open();
  connectors = bench.get(ConnectorRegistry).all();
}, 60_000);
afterAll(async () => {
  await bench?.close();
});

describeConnectorContract('every connector', () => connectors);
