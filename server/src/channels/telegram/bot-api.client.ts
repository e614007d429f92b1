import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type MultipartFile, multipart } from '../../platform/outbound-http/multipart.js';
import { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import type { BotSettings } from './telegram.settings.js';

const answerSchema = z.object({
  ok: z.boolean(),
  result: z.unknown().optional(),
  error_code: z.number().optional(),
  description: z.string().optional(),
  parameters: z
    .object({
      retry_after: z.number().optional(),
      migrate_to_chat_id: z.union([z.number(), z.string()]).transform(String).optional(),
    })
    .optional(),
});

/** Telegram says no. `description` is its own words, in English. */
export class BotApiError extends Error {
  override readonly name = 'BotApiError';

  constructor(
    readonly code: number,
    readonly description: string,
    readonly parameters: { retry_after?: number; migrate_to_chat_id?: string } = {},
  ) {
    super(`${code} ${description}`);
  }
}

export interface BotCall {
  method: string;
  fields: Record<string, unknown>;
  files?: readonly MultipartFile[];
  signal?: AbortSignal;
  timeoutMs?: number;
}

/** The Bot API over HTTP. The token stands in the address: addresses are never logged nor put into errors. */
@Injectable()
export class BotApi {
  constructor(private readonly http: OutboundHttp) {}

  /**
   * @throws BotApiError when Telegram says no
   * @throws OutboundError when there was no answer, or none of Telegram's
   */
  async call<T>(bot: Pick<BotSettings, 'apiUrl' | 'token'>, call: BotCall, result: z.ZodType<T>): Promise<T> {
    const { method, fields, files = [], signal, timeoutMs = 30_000 } = call;
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const form =
      files.length === 0
        ? { body: JSON.stringify(given), headers: { 'content-type': 'application/json' } }
        : multipart(mapped(given), files);
    const { status, body } = await this.http.request({
      method: 'POST',
      url: `${bot.apiUrl}/bot${bot.token}/${method}`,
      ...form,
      timeoutMs,
      maxRedirects: 0,
      maxBytes: MAX_ANSWER_BYTES,
      ...(signal === undefined ? {} : { signal }),
    });
    const answer = answerSchema.safeParse(parseJson(body));
    if (!answer.success) throw new BotApiError(502, `Something else than Telegram answered (${status}).`);
    const { ok, error_code, description, parameters } = answer.data;
    if (!ok) {
      throw new BotApiError(error_code ?? status, description ?? '', {
        ...(parameters?.retry_after === undefined ? {} : { retry_after: parameters.retry_after }),
        ...(parameters?.migrate_to_chat_id === undefined
          ? {}
          : { migrate_to_chat_id: parameters.migrate_to_chat_id }),
      });
    }
    const read = result.safeParse(answer.data.result);
    if (!read.success) throw new BotApiError(502, 'The answer was not what was asked for.');
    return read.data;
  }

  /** The bytes behind a `file_path` of `getFile`. @throws OutboundError */
  async download(
    bot: Pick<BotSettings, 'apiUrl' | 'token'>,
    path: string,
    maxBytes: number,
  ): Promise<{ status: number; content: Readable; contentType: string | undefined }> {
    const safe = path.split('/').map(encodeURIComponent).join('/');
    const answer = await this.http.stream({
      url: `${bot.apiUrl}/file/bot${bot.token}/${safe}`,
      maxBytes,
      maxRedirects: 0,
    });
    const header = answer.headers['content-type'];
    return {
      status: answer.status,
      content: answer.body,
      contentType: Array.isArray(header) ? header[0] : header,
    };
  }
}

const MAX_ANSWER_BYTES = 20 * 1024 * 1024;

const mapped = (fields: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

export const botSchema = z.object({
  id: z.union([z.number(), z.string()]).transform(String),
  username: z.string().optional(),
  first_name: z.string().optional(),
  can_join_groups: z.boolean().optional(),
  can_read_all_group_messages: z.boolean().optional(),
});
export type Bot = z.output<typeof botSchema>;

export const webhookInfoSchema = z.object({
  url: z.string().default(''),
  pending_update_count: z.number().default(0),
  last_error_date: z.number().optional(),
  last_error_message: z.string().optional(),
});
export type WebhookInfo = z.output<typeof webhookInfoSchema>;

export const fileSchema = z.object({ file_path: z.string().optional(), file_size: z.number().optional() });
