// The floor of "webhook accepted": a bare node:http handler that verifies the same signature and writes the same row,
// one INSERT per request, each answered after its commit.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { newId } from '../../src/platform/database/id.js';
import { keyOf } from '../load/signed-webhook.js';

export interface InsertHandlerTask {
  databaseUrl: string;
  poolSize: number;
  secret: string;
}

/** A table like the ledger's, with its columns, checks and indexes. */
const TABLE = `CREATE TABLE IF NOT EXISTS bench_floor (LIKE inbound_delivery INCLUDING ALL)`;
const INSERT = {
  name: 'insert',
  text: `INSERT INTO bench_floor (id, kind, source, headers, body, received_at, next_attempt_at)
    VALUES ($1, 'floor', 'webhook', $2, $3, $4, $4)`,
};
const TOLERANCE_SECONDS = 300;

async function serve({ databaseUrl, poolSize, secret }: InsertHandlerTask): Promise<{ port: number }> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize, application_name: 'bench-floor' });
  await pool.query(TABLE);
  const key = keyOf(secret);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      if (!isSigned(request, body, key)) {
        response.writeHead(401, { 'content-length': 0 }).end();
        return;
      }
      const headers = JSON.stringify({ 'content-type': request.headers['content-type'] });
      pool.query({ ...INSERT, values: [newId(), headers, body, new Date()] }).then(
        () => {
          const answer = '{"ok":true}';
          response.writeHead(200, {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(answer),
          });
          response.end(answer);
        },
        (error: Error) => {
          console.error(error.message);
          response.writeHead(500, { 'content-length': 0 }).end();
        },
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port };
}

function isSigned(request: IncomingMessage, body: Buffer, key: Buffer): boolean {
  const id = String(request.headers['webhook-id']);
  const timestamp = String(request.headers['webhook-timestamp']);
  if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  const given = Buffer.from(String(request.headers['webhook-signature']).replace(/^v1,/, ''), 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

process.on('message', (task: InsertHandlerTask) => {
  serve(task).then(
    (result) => process.send?.({ result }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
