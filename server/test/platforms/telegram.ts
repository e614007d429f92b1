import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { FakeServer } from '../fakes/fake-server.js';

type Json = Record<string, unknown>;

/** What it does with the next reply, once it has found nothing wrong with it. */
export type Reaction =
  | { kind: 'take' }
  /** Takes it, and cuts the line without a word. */
  | { kind: 'take-and-cut' }
  /** Takes it, and never answers. */
  | { kind: 'take-and-keep-silent' }
  | { kind: 'refuse'; code: number; description: string; parameters?: Json };

export interface Taken {
  method: string;
  chatId: string;
  messageIds: number[];
  fields: Json;
  files: { name: string; filename: string; type: string; content: Buffer }[];
}

class Refusal extends Error {
  constructor(
    readonly code: number,
    readonly description: string,
    readonly parameters?: Json,
  ) {
    super(description);
  }
}

const bad = (description: string) => new Refusal(400, `Bad Request: ${description}`);

/** protocols.md §4 "Update", as far as bots can ask for them. */
const UPDATES = [
  ...[
    'message',
    'edited_message',
    'channel_post',
    'edited_channel_post',
    'message_reaction',
    'my_chat_member',
  ],
  ...['message_reaction_count', 'chat_member', 'callback_query', 'business_connection', 'business_message'],
  ...['edited_business_message', 'deleted_business_messages'],
];
const ADDRESS = ['chat_id', 'message_thread_id', 'direct_messages_topic_id', 'business_connection_id'];
/** Fields of each method: a field it does not have is ignored by the original, and a mistake of ours here. */
const METHODS: Record<string, readonly string[]> = {
  getMe: [],
  getFile: ['file_id'],
  getUpdates: ['offset', 'limit', 'timeout', 'allowed_updates'],
  setWebhook: ['url', 'secret_token', 'allowed_updates', 'max_connections', 'drop_pending_updates'],
  deleteWebhook: ['drop_pending_updates'],
  getWebhookInfo: [],
  sendChatAction: ['chat_id', 'message_thread_id', 'business_connection_id', 'action'],
  sendMessage: [...ADDRESS, 'text', 'reply_parameters'],
  sendPhoto: [...ADDRESS, 'photo', 'caption', 'reply_parameters'],
  sendVideo: [...ADDRESS, 'video', 'caption', 'reply_parameters'],
  sendDocument: [...ADDRESS, 'document', 'caption', 'reply_parameters'],
  sendMediaGroup: [...ADDRESS, 'media', 'reply_parameters'],
};
/** In a form these are serialised. */
const JSON_FIELDS = new Set(['media', 'reply_parameters', 'message_thread_id', 'direct_messages_topic_id']);
const MB = 1024 * 1024;

/**
 * A Bot API server for one bot, as strict as the original where protocols.md says so (§4), and stricter where a mistake
 * of ours would go unnoticed. It is one of those people run themselves: such a server delivers to http and to any port.
 */
export class TelegramPlatform {
  readonly bot = {
    id: 999000111,
    is_bot: true,
    first_name: 'Support Bot',
    username: 'example_support_bot',
    can_join_groups: true,
    can_read_all_group_messages: false,
  };
  token = '999000111:AAEtokenoftheexamplebot-0123456789ab';
  /** Delivers to public https addresses only, as api.telegram.org does. */
  publicOnly = false;
  /** Everything taken, in order: what people see. */
  readonly taken: Taken[] = [];
  /** Reactions to the next replies; when there are none left it takes them. */
  script: Reaction[] = [];
  /** Where what is meant for a public address is delivered instead. */
  reroute = (url: string): string => url;
  /** Called with each reply before it is answered. */
  onTaken: ((taken: Taken) => void) | undefined;
  /** Chats in which it showed that somebody writes. */
  readonly shownTyping: string[] = [];
  /** What was asked of it: method names, in order. */
  readonly calls: string[] = [];
  /** Chats that may be written to, with their topics. */
  readonly chats = new Map<string, { blocked?: string; movedTo?: string; topics: Set<number> }>();
  readonly files = new Map<string, { path: string; content: Buffer; size?: number }>();
  webhook: {
    url: string;
    secretToken: string;
    allowed: string[];
    error?: { date: number; message: string };
  } | null = null;
  private updates: Json[] = [];
  private nextUpdateId = 892_252_934;
  private readonly nextMessageId = new Map<string, number>();
  private poller: { end: () => void } | undefined;
  private wake: (() => void) | undefined;
  private readonly sendTimes: { chatId: string; at: number }[] = [];
  private delivering: Promise<void> | undefined;
  private closed = false;

  private constructor(private readonly server: FakeServer) {
    server.answer((request, response) => this.answer(request, response));
  }

  static async start(): Promise<TelegramPlatform> {
    return new TelegramPlatform(await FakeServer.open());
  }

  get url(): string {
    return this.server.url;
  }

  async stop(): Promise<void> {
    this.closed = true;
    this.webhook = null;
    this.wake?.();
    await this.server.close();
    await this.delivering;
  }

  /** Updates nobody has confirmed. */
  get pending(): number {
    return this.updates.length;
  }

  /** After a week without any, their ids begin anew, at random (§4 "Update"). */
  idsBeginAnewAt(id: number): void {
    this.nextUpdateId = id;
  }

  /** Something happened. @returns the update as it is delivered */
  happens(what: Json): Json {
    const update = { update_id: this.nextUpdateId, ...what };
    this.nextUpdateId += 1;
    this.updates.push(update);
    this.wake?.();
    void this.deliver();
    return update;
  }

  /** Somebody writes: in a private chat, unless another is named. @returns the message */
  says(given: Json & { person?: number; chat?: Json } = {}): Json & { message_id: number } {
    const { person = 4_503_599_627_370_495, chat, ...rest } = given;
    const user = {
      id: person,
      is_bot: false,
      first_name: 'Ines',
      last_name: 'Example',
      username: `user_${person}`,
    };
    const where = chat ?? { id: person, type: 'private', first_name: 'Ines', last_name: 'Example' };
    const message = {
      message_id: this.number(String(where.id)),
      from: user,
      chat: where,
      date: Math.floor(Date.now() / 1_000),
      ...rest,
    };
    this.knows(String(where.id));
    this.happens({ message });
    return message;
  }

  /** A chat the bot may write to. */
  knows(chatId: string): { blocked?: string; movedTo?: string; topics: Set<number> } {
    const known = this.chats.get(chatId) ?? { topics: new Set<number>() };
    this.chats.set(chatId, known);
    return known;
  }

  private number(chatId: string): number {
    const next = (this.nextMessageId.get(chatId) ?? 100) + 1;
    this.nextMessageId.set(chatId, next);
    return next;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // the other side gave up
    }
    const body = Buffer.concat(chunks);
    const path = (request.url ?? '').split('?')[0] ?? '';
    const say = (status: number, json: Json) => {
      if (response.destroyed) return;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    };
    try {
      const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(path);
      if (file !== null) return this.giveFile(file[1] ?? '', decodeURIComponent(file[2] ?? ''), response);
      const called = /^\/bot([^/]+)\/(\w+)$/.exec(path);
      const method = called?.[2] ?? '';
      if (called === null || !/^\d+:[\w-]{30,}$/.test(called[1] ?? '')) throw new Refusal(404, 'Not Found');
      if (called[1] !== this.token) throw new Refusal(401, 'Unauthorized');
      const allowed = METHODS[method];
      if (allowed === undefined) throw new Refusal(404, 'Not Found: method not found');
      this.calls.push(method);
      const { fields, files } = await read(request, body);
      for (const name of Object.keys(fields)) {
        if (!allowed.includes(name)) throw bad(`${method} has no field "${name}"`);
      }
      if (method !== 'sendChatAction' && method.startsWith('send')) {
        const answer = this.send(method, fields, files);
        if (answer === 'cut') return void response.destroy();
        if (answer === 'silent') return void this.server.silent.push(response);
        return say(200, { ok: true, result: answer });
      }
      say(200, { ok: true, result: await this.run(method, fields, response) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, description, parameters } = error;
      say(code, { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) });
    }
  }

  private run(method: string, fields: Json, response: ServerResponse): unknown {
    switch (method) {
      case 'getMe':
        return this.bot;
      case 'getFile': {
        const file = this.files.get(String(fields.file_id));
        if (file === undefined) throw bad('wrong file_id or the file is temporarily unavailable');
        // §4 "Outbound": getFile <= 20 MB
        if ((file.size ?? file.content.length) > 20 * MB) throw bad('file is too big');
        return { file_id: fields.file_id, file_size: file.content.length, file_path: file.path };
      }
      case 'sendChatAction':
        if (!this.chats.has(String(fields.chat_id))) throw bad('chat not found');
        if (fields.action !== 'typing') throw bad('wrong parameter action in request');
        this.shownTyping.push(String(fields.chat_id));
        return true;
      case 'setWebhook':
        return this.setWebhook(fields);
      case 'deleteWebhook':
        this.webhook = null;
        if (fields.drop_pending_updates === true) this.updates = [];
        return true;
      case 'getWebhookInfo':
        return {
          url: this.webhook?.url ?? '',
          has_custom_certificate: false,
          pending_update_count: this.updates.length,
          ...(this.webhook?.error === undefined
            ? {}
            : { last_error_date: this.webhook.error.date, last_error_message: this.webhook.error.message }),
        };
      default:
        return this.getUpdates(fields, response);
    }
  }

  /** §4 "Inbound" */
  private setWebhook(fields: Json): true {
    const url = typeof fields.url === 'string' && URL.canParse(fields.url) ? new URL(fields.url) : undefined;
    if (url === undefined) throw bad('bad webhook: invalid URL');
    if (this.publicOnly) {
      if (url.protocol !== 'https:') throw bad('bad webhook: An HTTPS URL must be provided for webhook');
      if (!['', '80', '88', '8443'].includes(url.port)) {
        throw bad('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
      }
      if (/^(?:127\.|10\.|192\.168\.|localhost)/.test(url.hostname)) {
        throw bad('bad webhook: IP address 127.0.0.1 is reserved');
      }
    }
    const { secret_token, allowed_updates, max_connections } = fields;
    if (typeof secret_token !== 'string' || !/^[\w-]{1,256}$/.test(secret_token)) {
      throw bad('secret token contains unallowed characters');
    }
    const connections = Number(max_connections ?? 40);
    if (!(connections >= 1 && connections <= 100)) throw bad('max_connections is out of range');
    this.webhook = { url: url.href, secretToken: secret_token, allowed: allowedOf(allowed_updates) };
    this.poller?.end();
    void this.deliver();
    return true;
  }

  private async getUpdates(fields: Json, response: ServerResponse): Promise<Json[]> {
    if (this.webhook !== null) {
      throw new Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    const limit = Number(fields.limit ?? 100);
    if (!(limit >= 1 && limit <= 100)) throw bad('limit is out of range');
    this.poller?.end();
    let ended = false;
    const mine = {
      end: () => {
        ended = true;
        this.wake?.();
      },
    };
    this.poller = mine;
    response.on('close', mine.end);
    // An offset confirms everything below it, seen or not.
    if (fields.offset !== undefined) {
      this.updates = this.updates.filter((update) => Number(update.update_id) >= Number(fields.offset));
    }
    const allowed = allowedOf(fields.allowed_updates);
    this.updates = this.updates.filter((update) =>
      Object.keys(update).some((name) => allowed.includes(name)),
    );
    const until = Date.now() + Number(fields.timeout ?? 0) * 1_000;
    while (this.updates.length === 0 && Date.now() < until && !ended && !this.closed) {
      await Promise.race([
        sleep(until - Date.now(), undefined, { ref: false }),
        new Promise<void>((resolve) => (this.wake = resolve)),
      ]);
    }
    if (this.poller !== mine || ended) {
      throw new Refusal(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      );
    }
    this.poller = undefined;
    return this.updates.slice(0, limit);
  }

  /** In their order, each again until it is taken. */
  private deliver(): Promise<void> {
    this.delivering ??= this.deliverAll().finally(() => {
      this.delivering = undefined;
      if (this.webhook !== null && this.updates.length > 0 && !this.closed) void this.deliver();
    });
    return this.delivering;
  }

  private async deliverAll(): Promise<void> {
    for (let hook = this.webhook; hook !== null && !this.closed; hook = this.webhook) {
      const [update] = this.updates;
      if (update === undefined) return;
      const { allowed, secretToken, url } = hook;
      if (Object.keys(update).some((name) => allowed.includes(name))) {
        const status = await fetch(this.reroute(url), {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secretToken },
          body: JSON.stringify(update),
        }).then(
          async (answer) => {
            await answer.arrayBuffer();
            return answer.status;
          },
          () => 0,
        );
        if (status < 200 || status > 299) {
          const message = status === 0 ? 'Connection refused' : `Wrong response from the webhook: ${status}`;
          hook.error = { date: Math.floor(Date.now() / 1_000), message };
          await sleep(200, undefined, { ref: false });
          continue;
        }
      }
      this.updates = this.updates.filter((one) => one !== update);
    }
  }

  private send(method: string, fields: Json, files: Taken['files']): Json | Json[] | 'cut' | 'silent' {
    const chatId = String(fields.chat_id ?? '');
    const chat = this.chats.get(chatId);
    if (chat === undefined) throw bad('chat not found');
    if (chat.movedTo !== undefined) {
      throw new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: Number(chat.movedTo),
      });
    }
    if (chat.blocked !== undefined) throw new Refusal(403, `Forbidden: ${chat.blocked}`);
    if (fields.message_thread_id !== undefined && !chat.topics.has(Number(fields.message_thread_id))) {
      throw bad('message thread not found');
    }
    this.checkReply(chatId, fields);
    const pieces = contentOf(method, fields, files);
    const reaction = this.script.shift() ?? { kind: 'take' };
    if (reaction.kind === 'refuse') {
      throw new Refusal(reaction.code, reaction.description, reaction.parameters);
    }
    this.checkRates(chatId, pieces.length);
    const messages = pieces.map((piece) => ({
      message_id: this.number(chatId),
      from: this.bot,
      chat: { id: Number(chatId), type: chatId.startsWith('-') ? 'supergroup' : 'private' },
      date: Math.floor(Date.now() / 1_000),
      ...piece,
    }));
    const taken = { method, chatId, messageIds: messages.map(({ message_id }) => message_id), fields, files };
    this.taken.push(taken);
    this.onTaken?.(taken);
    if (reaction.kind === 'take-and-cut') return 'cut';
    if (reaction.kind === 'take-and-keep-silent') return 'silent';
    return method === 'sendMediaGroup' ? messages : (messages[0] ?? {});
  }

  private checkReply(chatId: string, fields: Json): void {
    const reply = fields.reply_parameters as Json | undefined;
    if (reply === undefined) return;
    if (!Number.isInteger(reply.message_id)) throw bad('field "message_id" must be an integer');
    const known = Number(reply.message_id) <= (this.nextMessageId.get(chatId) ?? 0);
    if (!known && reply.allow_sending_without_reply !== true) throw bad('message to be replied not found');
  }

  /** §4 "Rates" */
  private checkRates(chatId: string, count: number): void {
    const now = Date.now();
    const within = (ms: number, of = this.sendTimes) => of.filter(({ at }) => at > now - ms).length;
    const here = this.sendTimes.filter((one) => one.chatId === chatId);
    const tooMany =
      within(1_000) + count > 30 || (chatId.startsWith('-') && within(60_000, here) + count > 20);
    if (tooMany) throw new Refusal(429, 'Too Many Requests: retry after 7', { retry_after: 7 });
    for (let index = 0; index < count; index += 1) this.sendTimes.push({ chatId, at: now });
  }

  private giveFile(token: string, path: string, response: ServerResponse): void {
    const file = [...this.files.values()].find((one) => one.path === path);
    const found = token === this.token && file !== undefined;
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/octet-stream' });
    response.end(found ? file.content : undefined);
  }
}

function allowedOf(value: unknown): string[] {
  if (value === undefined) return UPDATES;
  if (!Array.isArray(value)) throw bad("can't parse allowed updates");
  const unknown = value.find((name) => !UPDATES.includes(String(name)));
  if (unknown !== undefined) throw bad(`unknown update type "${unknown}"`);
  return value as string[];
}

async function read(
  request: IncomingMessage,
  body: Buffer,
): Promise<{ fields: Json; files: Taken['files'] }> {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/json'))
    return { fields: JSON.parse(body.toString('utf8')) as Json, files: [] };
  if (!type.startsWith('multipart/form-data')) throw bad('unsupported content type');
  if (Number(request.headers['content-length']) !== body.length) throw bad('wrong content length');
  const form = await new Response(body, { headers: { 'content-type': type } }).formData();
  const fields: Json = {};
  const files: Taken['files'] = [];
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') fields[name] = JSON_FIELDS.has(name) ? JSON.parse(value) : value;
    else {
      const content = Buffer.from(await value.arrayBuffer());
      files.push({ name, filename: value.name, type: value.type, content });
    }
  }
  return { fields, files };
}

/** The messages a call makes. §4 "Outbound": lengths after entities, sizes of uploads, albums of 2 to 10. */
function contentOf(method: string, fields: Json, files: Taken['files']): Json[] {
  if (files.some(({ content }) => content.length > 50 * MB)) {
    throw new Refusal(413, 'Request Entity Too Large');
  }
  if (method === 'sendMessage') {
    const { text } = fields;
    if (typeof text !== 'string' || text.trim() === '') throw bad('message text is empty');
    if (text.length > 4_096) throw bad('message is too long');
    return [{ text }];
  }
  const caption = (value: unknown) => {
    if (value !== undefined && String(value).length > 1_024) throw bad('message caption is too long');
    return value === undefined ? {} : { caption: value };
  };
  if (method !== 'sendMediaGroup') {
    const kind = method.slice(4).toLowerCase();
    const file = files.find(({ name }) => name === kind);
    if (file === undefined || files.length !== 1) throw bad(`there is no ${kind} in the request`);
    if (kind === 'photo') checkPhoto(file);
    return [
      { [kind]: kind === 'photo' ? [{ file_id: 'sent' }] : { file_id: 'sent' }, ...caption(fields.caption) },
    ];
  }
  const media = fields.media as Json[] | undefined;
  if (!Array.isArray(media) || media.length < 2 || media.length > 10) {
    throw bad('media group must include 2-10 items');
  }
  const kinds = new Set(media.map(({ type }) => type));
  if (kinds.has('document') && kinds.size > 1) throw bad('documents cannot be mixed with other media types');
  return media.map(({ type, media: place, caption: words }) => {
    const name = /^attach:\/\/(.+)$/.exec(String(place))?.[1];
    const file = files.find((one) => one.name === name);
    if (file === undefined) throw bad(`wrong file identifier/HTTP URL specified`);
    if (type === 'photo') checkPhoto(file);
    return { [String(type)]: { file_id: 'sent' }, media_group_id: '1', ...caption(words) };
  });
}

function checkPhoto({ content }: Taken['files'][number]): void {
  if (content.length > 10 * MB) throw bad('file is too big');
  // A picture of the wrong shape stands for all Telegram does not take as one.
  if (content.toString('latin1', 0, 9) === 'very wide') throw bad('PHOTO_INVALID_DIMENSIONS');
}
