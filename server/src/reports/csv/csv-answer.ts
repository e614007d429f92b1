import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { disposition } from '../../platform/http/file-answer.js';

/** Sends records as they are made. A failure in the middle cuts the connection, so that no half file looks whole. */
export async function sendCsv(
  reply: FastifyReply,
  filename: string,
  records: AsyncGenerator<string> | Generator<string>,
): Promise<void> {
  await reply
    .header('content-disposition', disposition('attachment', filename))
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .type('text/csv; charset=utf-8')
    .send(Readable.from(records, { objectMode: false }));
}
