import type { IncomingMessage, ServerResponse } from 'node:http';
import { FakeServer } from '../fakes/fake-server.js';
import { checkedStatus, type NewStatus } from './mastodon-checks.js';
import {
  accountJson,
  checkNames,
  GONE,
  htmlOf,
  invalid,
  type Json,
  linkOf,
  type Medium,
  mediumJson,
  type Note,
  type Person,
  pageOf,
  type Reaction,
  Refusal,
  type Said,
} from './mastodon-data.js';
import { MastodonLogins } from './mastodon-logins.js';

/** Parameters of each call: one it does not have is ignored by the original, and a mistake of ours here. */
const PARAMS: Record<string, readonly string[]> = {
  notifications: ['limit', 'min_id', 'max_id', 'since_id', 'include_filtered', 'types[]'],
  statusesOf: ['limit', 'min_id', 'max_id', 'exclude_reblogs'],
  statuses: ['id[]'],
  post: ['status', 'in_reply_to_id', 'visibility', 'media_ids', 'spoiler_text', 'sensitive', 'language'],
};
const HOUR = 3_600_000;

/**
 * An instance with one account that is ours, as strict as the original where protocols.md §7 says so, and stricter where a
 * mistake of ours would go unnoticed.
 */
export class MastodonPlatform {
  readonly us: Person;
  private readonly logins = new MastodonLogins();
  readonly apps = this.logins.apps;
  /** Good tokens with what they may do. */
  readonly tokens = this.logins.tokens;
  token = 'a-token-made-on-the-instance';
  version = '4.6.4';
  limits = { characters: 500, media: 4, image: 16 * 1024 * 1024, video: 99 * 1024 * 1024 };
  /** Statuses taken from us, in order: what people see. */
  readonly taken: Said[] = [];
  /** Those that were said with a request, by their idempotency keys. */
  readonly keys = new Map<string, { id: string; at: number }>();
  script: Reaction[] = [];
  onTaken: ((said: Said) => void) | undefined;
  /** What was asked of it: `GET /api/v1/…` without queries, in order. */
  readonly calls: string[] = [];
  /** What the next look at a medium has to wait for. */
  mediaWaits = 0;
  /** It only has the names; accounts are at this other server. */
  accountsAt: string | null = null;
  streamingOff = false;
  /** Open streams hear nothing: what happens is lost to them. */
  streamsDeaf = false;
  bulk = true;
  rates = { limit: 300, remaining: 300, resetsAt: Date.now() + 5 * 60_000 };
  private readonly scarce = { media: 30, deletes: 30 };
  /** Nobody counts: for tests that have other things to do. */
  counting = true;
  private readonly said: Said[] = [];
  private readonly notes: Note[] = [];
  private readonly people = new Map<string, Person>();
  private readonly media = new Map<string, Medium>();
  private readonly streams = new Set<ServerResponse>();
  private nextId = 117_020_565_693_913_440n;
  private nextNote = 20;
  private ahead = 0;

  private constructor(private readonly server: FakeServer) {
    this.us = this.person('shop', 'The Shop');
    this.tokens.set(this.token, ['read', 'write']);
    server.answer((request, response) => this.answer(request, response));
  }

  static async start(): Promise<MastodonPlatform> {
    return new MastodonPlatform(await FakeServer.open());
  }

  stop(): Promise<void> {
    return this.server.close();
  }

  get url(): string {
    return this.server.url;
  }

  get host(): string {
    return new URL(this.url).host;
  }

  /** @param acct with its host for somebody from elsewhere */
  person(acct: string, name = acct): Person {
    const known = this.people.get(acct);
    if (known !== undefined) return known;
    const [username = acct, host = 'social.example'] = acct.split('@');
    const id = this.id();
    const made = { id, acct, username, display_name: name, uri: `https://${host}/ap/users/${id}` };
    this.people.set(acct, made);
    return made;
  }

  /** Somebody says something; whoever is named in it hears of it. */
  says(
    given: {
      by?: Person;
      text?: string;
      visibility?: string;
      replyTo?: Said;
      warning?: string;
      language?: string | null;
      media?: { type: string; description?: string; content?: string }[];
      /** Not told over the stream. */
      quietly?: boolean;
      filtered?: boolean;
      at?: Date;
    } = {},
  ): Said {
    const by = given.by ?? this.person('ines@elsewhere.example', 'Ines Example');
    const said = this.add(by, {
      text: given.text ?? '@shop hello?',
      visibility: given.visibility ?? 'public',
      replyTo: given.replyTo?.id ?? null,
      warning: given.warning ?? '',
      language: given.language ?? null,
      media: (given.media ?? []).map(({ type, description, content = type }) =>
        this.medium({ type, description: description ?? null, content: Buffer.from(content) }),
      ),
      at: given.at ?? new Date(this.now()),
    });
    if (by.id === this.us.id) {
      if (given.quietly !== true) this.tell(said.visibility === 'direct' ? 'conversation' : 'update', said);
    } else if (said.mentions.some(({ id }) => id === this.us.id)) {
      this.note('mention', by, said, given);
    }
    return said;
  }

  /** Something happened that is told as a notification. */
  note(
    type: string,
    account: Person,
    said: Said | null,
    {
      quietly = false,
      filtered = false,
      at = new Date(this.now()),
    }: { quietly?: boolean; filtered?: boolean; at?: Date } = {},
  ): void {
    this.nextNote += 1;
    const note = {
      id: String(this.nextNote),
      type,
      account,
      statusId: said?.id ?? null,
      at,
      filtered,
    };
    this.notes.push(note);
    if (type === 'favourite' && said !== null) said.likes += 1;
    if (!quietly && !filtered) this.send('notification', JSON.stringify(this.noteJson(note)));
  }

  edits(said: Said, text: string, { quietly = false } = {}): void {
    said.text = text;
    said.editedAt = new Date(this.now());
    if (!quietly) this.send('status.update', JSON.stringify(this.json(said)));
  }

  deletes(said: Said, { quietly = false } = {}): void {
    this.said.splice(this.said.indexOf(said), 1);
    // The bare id, without quotation marks.
    if (!quietly) this.send('delete', said.id);
  }

  /** Over the stream, as it is. */
  send(event: string, data: string): void {
    if (this.streamsDeaf) return;
    for (const stream of this.streams) stream.write(`event: ${event}\ndata: ${data}\n\n`);
  }

  cutStreams(): void {
    for (const stream of this.streams) stream.destroy();
  }

  get openStreams(): number {
    return this.streams.size;
  }

  /** Time goes by, as far as idempotency keys are concerned. */
  later(ms: number): void {
    this.ahead += ms;
  }

  /** `GET /api/v1/statuses/:id`, as it would be answered. */
  json(said: Said): Json {
    return {
      id: said.id,
      created_at: said.at.toISOString(),
      edited_at: said.editedAt?.toISOString() ?? null,
      in_reply_to_id: said.replyTo,
      in_reply_to_account_id: this.find(said.replyTo)?.by.id ?? null,
      sensitive: said.warning !== '',
      spoiler_text: said.warning,
      visibility: said.visibility,
      language: said.language,
      uri: `${said.by.uri}/statuses/${said.id}`,
      url: `https://social.example/@${said.by.acct}/${said.id}`,
      replies_count: this.said.filter(({ replyTo }) => replyTo === said.id).length,
      reblogs_count: 0,
      favourites_count: said.likes,
      favourited: said.likedByUs,
      content: htmlOf(said),
      reblog: said.reblogOf === undefined ? null : { id: said.reblogOf },
      account: accountJson(said.by),
      media_attachments: said.media.map((medium) => mediumJson(medium)),
      mentions: said.mentions.map((person) => ({
        id: person.id,
        username: person.username,
        acct: person.acct,
        url: linkOf(person),
      })),
      tags: [],
      emojis: [],
      quote: null,
      card: null,
      poll: null,
      filtered: [],
    };
  }

  private now(): number {
    return Date.now() + this.ahead;
  }

  private id(): string {
    this.nextId += 7n;
    return String(this.nextId);
  }

  private find(id: string | null): Said | undefined {
    return this.said.find((one) => one.id === id);
  }

  private add(by: Person, given: NewStatus): Said {
    const said: Said = {
      ...given,
      id: this.id(),
      by,
      mentions: this.mentionedIn(given.text),
      editedAt: null,
      likedByUs: false,
      likes: 0,
    };
    this.said.push(said);
    return said;
  }

  private mentionedIn(text: string): Person[] {
    const found = [...text.matchAll(/(?<![\w/=@.])@([\w.-]*\w(?:@[\w.-]*\w(?::\d+)?)?)/g)].flatMap(
      ([, acct = '']) => {
        const local = acct.endsWith(`@${this.host}`) ? acct.slice(0, -this.host.length - 1) : acct;
        return this.people.get(local) ?? [];
      },
    );
    return [...new Map(found.map((person) => [person.id, person])).values()];
  }

  private tell(event: 'update' | 'conversation', said: Said): void {
    const status = this.json(said);
    const content =
      event === 'update' ? status : { id: '7', unread: false, accounts: [], last_status: status };
    this.send(event, JSON.stringify(content));
  }

  private medium(given: { type: string; description: string | null; content: Buffer }): Medium {
    const id = this.id();
    const ending = { image: 'png', video: 'mp4', audio: 'mp3' }[given.type] ?? 'bin';
    const medium = {
      ...given,
      id,
      url: `${this.url}/media/${id}.${ending}`,
      contentType:
        { image: 'image/png', video: 'video/mp4', audio: 'audio/mpeg' }[given.type] ??
        'application/octet-stream',
      filename: '',
      waits: 0,
    };
    this.media.set(id, medium);
    return medium;
  }

  private noteJson(note: Note): Json {
    const said = this.find(note.statusId);
    return {
      id: note.id,
      type: note.type,
      created_at: note.at.toISOString(),
      group_key: `ungrouped-${note.id}`,
      account: accountJson(note.account),
      ...(said === undefined ? {} : { status: this.json(said) }),
    };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // the other side gave up
    }
    const url = new URL(request.url ?? '/', this.url);
    const method = request.method ?? 'GET';
    this.calls.push(`${method} ${url.pathname}`);
    const say = (status: number, json: unknown, headers: Record<string, string> = {}) => {
      if (response.destroyed) return;
      response.writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
        ...this.rateHeaders(method, url.pathname),
        ...headers,
      });
      response.end(JSON.stringify(json));
    };
    try {
      this.count(url.pathname);
      await this.route({ method, url, request, response, body: Buffer.concat(chunks), say });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      say(error.status, { error: error.error });
    }
  }

  /** protocols.md §7: 300 in 5 minutes. */
  private count(path: string): void {
    if (!this.counting || !path.startsWith('/api/') || path.includes('/streaming/')) return;
    if (Date.now() >= this.rates.resetsAt) {
      this.rates = {
        limit: this.rates.limit,
        remaining: this.rates.limit,
        resetsAt: Date.now() + 5 * 60_000,
      };
    }
    if (this.rates.remaining <= 0) throw new Refusal(429, 'Too many requests');
    this.rates.remaining -= 1;
  }

  /** protocols.md §7: media and deletions have 30 in 30 minutes, and say so in the same headers. */
  private rateHeaders(method: string, path: string): Record<string, string> {
    if (!this.counting) return {};
    const apart = path === '/api/v2/media' ? 'media' : method === 'DELETE' ? 'deletes' : null;
    if (apart !== null) this.scarce[apart] -= 1;
    const { limit, remaining, resetsAt } = this.rates;
    return {
      'x-ratelimit-limit': String(apart === null ? limit : 30),
      'x-ratelimit-remaining': String(apart === null ? remaining : Math.max(this.scarce[apart], 0)),
      'x-ratelimit-reset': new Date(resetsAt).toISOString(),
    };
  }

  private async route(call: {
    method: string;
    url: URL;
    request: IncomingMessage;
    response: ServerResponse;
    body: Buffer;
    say: (status: number, json: unknown, headers?: Record<string, string>) => void;
  }): Promise<unknown> {
    const { method, url, request, response, body, say } = call;
    const path = url.pathname;
    const allowed = (scope: string) => this.logins.requireScope(request, scope);
    const query = (kind: string) => checkNames([...url.searchParams.keys()], PARAMS[kind] ?? []);
    const paged = (entries: Json[]) => {
      const { page, headers } = pageOf(url, entries);
      say(200, page, headers);
    };
    const key = `${method} ${path}`;
    if (this.accountsAt !== null && (path.startsWith('/api/') || path.startsWith('/oauth/')))
      throw new Refusal(404, '');
    if (key === 'GET /.well-known/webfinger' && this.accountsAt !== null) {
      const subject = url.searchParams.get('resource');
      if (subject !== `acct:shop@${this.host}`) throw GONE();
      return say(200, { subject, links: [{ rel: 'self', href: `${this.accountsAt}/ap/users/1` }] });
    }
    if (key === 'GET /api/v2/instance') return say(200, this.instance());
    if (key === 'POST /api/v1/apps') return say(200, this.logins.register(body, request));
    if (key === 'GET /oauth/authorize') {
      return response.writeHead(302, { location: this.logins.authorize(url.searchParams) }).end();
    }
    if (key === 'POST /oauth/token')
      return say(200, this.logins.redeem(new URLSearchParams(body.toString())));
    if (key === 'POST /oauth/revoke')
      return say(200, this.logins.revoke(new URLSearchParams(body.toString())));
    if (key === 'GET /api/v1/apps/verify_credentials') {
      return say(200, { name: 'Parley', scopes: this.logins.scopesOf(request) });
    }
    if (key === 'GET /api/v1/accounts/verify_credentials') {
      allowed('read:accounts');
      return say(200, accountJson(this.us));
    }
    if (key === 'GET /api/v1/notifications') {
      allowed('read:notifications');
      query('notifications');
      const notes = this.notes.filter(
        ({ filtered }) => !filtered || url.searchParams.get('include_filtered') === 'true',
      );
      return paged(notes.map((note) => this.noteJson(note)));
    }
    if (key === `GET /api/v1/accounts/${this.us.id}/statuses`) {
      allowed('read:statuses');
      query('statusesOf');
      const own = this.said.filter(({ by }) => by.id === this.us.id);
      return paged(own.map((one) => this.json(one)));
    }
    if (key === 'GET /api/v1/statuses') {
      allowed('read:statuses');
      query('statuses');
      if (!this.bulk) throw new Refusal(404, 'Not Found');
      const ids = url.searchParams.getAll('id[]');
      if (ids.length > 20) throw invalid('too many ids');
      return say(
        200,
        this.said.filter(({ id }) => ids.includes(id)).map((one) => this.json(one)),
      );
    }
    if (key === 'GET /api/v1/streaming/user') return this.stream(call);
    if (key === 'POST /api/v1/statuses') {
      allowed('write:statuses');
      return this.post(call);
    }
    if (key === 'POST /api/v2/media') {
      allowed('write:media');
      return this.upload(call);
    }
    const medium = /^\/api\/v1\/media\/(\d+)$/.exec(path)?.[1];
    if (medium !== undefined && method === 'GET') {
      allowed('write:media');
      return this.lookAtMedium(medium, say);
    }
    const file = /^\/media\/(\d+)\./.exec(path)?.[1];
    if (file !== undefined) {
      const found = this.media.get(file);
      if (found === undefined) throw GONE();
      return response.writeHead(200, { 'content-type': found.contentType }).end(found.content);
    }
    const status = /^\/api\/v1\/statuses\/(\d+)(?:\/(\w+))?$/.exec(path);
    if (status === null) throw new Refusal(404, 'Not Found');
    return this.onStatus(method, status[1] ?? '', status[2] ?? '', allowed, say);
  }

  private onStatus(
    method: string,
    id: string,
    verb: string,
    allowed: (scope: string) => void,
    say: (status: number, json: unknown) => void,
  ): unknown {
    const said = this.find(id);
    const key = `${method} ${verb}`;
    allowed(
      { 'GET ': 'read:statuses', 'GET context': 'read:statuses', 'DELETE ': 'write:statuses' }[key] ??
        'write:favourites',
    );
    if (said === undefined) throw GONE();
    if (key === 'GET ') return say(200, this.json(said));
    if (key === 'GET context') {
      const under = (one: Said): Said[] => [
        one,
        ...this.said.filter(({ replyTo }) => replyTo === one.id).flatMap(under),
      ];
      const above: Said[] = [];
      for (let one = this.find(said.replyTo); one !== undefined; one = this.find(one.replyTo))
        above.unshift(one);
      return say(200, {
        ancestors: above.map((one) => this.json(one)),
        descendants: under(said)
          .slice(1)
          .map((one) => this.json(one)),
      });
    }
    if (key === 'DELETE ') {
      if (said.by.id !== this.us.id) throw GONE();
      this.deletes(said);
      return say(200, { ...this.json(said), text: said.text });
    }
    if (key !== 'POST favourite' && key !== 'POST unfavourite') throw new Refusal(404, 'Not Found');
    const liked = verb === 'favourite';
    if (said.likedByUs !== liked) said.likes += liked ? 1 : -1;
    said.likedByUs = liked;
    say(200, this.json(said));
  }

  private stream({ request, response }: { request: IncomingMessage; response: ServerResponse }): void {
    this.logins.requireScope(request, 'read:statuses');
    if (this.streamingOff) throw new Refusal(404, 'Not Found');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(':)\n');
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
  }

  private post({
    request,
    response,
    body,
    say,
  }: {
    request: IncomingMessage;
    response: ServerResponse;
    body: Buffer;
    say: (status: number, json: unknown) => void;
  }): unknown {
    const fields = JSON.parse(body.toString()) as Json;
    checkNames(Object.keys(fields), PARAMS.post ?? []);
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || key === '') throw invalid('a reply of ours without an idempotency key');
    const known = this.keys.get(key);
    if (known !== undefined && known.at > this.now() - HOUR) {
      const before = this.find(known.id);
      if (before !== undefined) return say(200, this.json(before));
    }
    const reaction = this.script.shift() ?? 'take';
    if (reaction === 'cut') return response.destroy();
    const said = checkedStatus(fields, {
      limits: this.limits,
      media: this.media,
      has: (id) => this.find(id) !== undefined,
      now: () => new Date(this.now()),
    });
    if (typeof reaction === 'object') throw new Refusal(reaction.status, reaction.error);
    const made = this.add(this.us, said);
    // Noted when the request is through (protocols.md §7: 1 h).
    this.keys.set(key, { id: made.id, at: this.now() });
    this.taken.push(made);
    this.onTaken?.(made);
    this.tell(made.visibility === 'direct' ? 'conversation' : 'update', made);
    if (reaction === 'take-and-cut') return response.destroy();
    if (reaction === 'take-and-keep-silent') return this.server.silent.push(response);
    if (reaction === 'take-and-fail')
      throw new Refusal(503, 'There was a temporary problem serving your request');
    say(200, this.json(made));
  }

  private async upload({
    request,
    body,
    say,
  }: {
    request: IncomingMessage;
    body: Buffer;
    say: (status: number, json: unknown) => void;
  }): Promise<void> {
    const headers = { 'content-type': String(request.headers['content-type']) };
    const form = await new Response(new Uint8Array(body), { headers }).formData();
    checkNames([...form.keys()], ['file', 'description']);
    const file = form.get('file');
    if (file === null || typeof file === 'string') throw invalid("File can't be blank");
    const type = file.type.split('/')[0] ?? '';
    if (!['image', 'video', 'audio'].includes(type)) throw invalid('File content type is invalid');
    if (file.size > (type === 'image' ? this.limits.image : this.limits.video))
      throw new Refusal(413, 'Payload too large');
    const medium = this.medium({
      type,
      description: form.get('description') as string | null,
      content: Buffer.from(await file.arrayBuffer()),
    });
    medium.filename = file.name;
    medium.waits = this.mediaWaits;
    say(medium.waits === 0 ? 200 : 202, mediumJson(medium));
  }

  private lookAtMedium(id: string, say: (status: number, json: unknown) => void): void {
    const medium = this.media.get(id);
    if (medium === undefined) throw GONE();
    if (medium.waits === -1) throw invalid('Error processing thumbnail for uploaded media');
    if (medium.waits > 0) medium.waits -= 1;
    say(medium.waits === 0 ? 200 : 206, mediumJson(medium));
  }

  private instance(): Json {
    return {
      domain: 'social.example',
      title: 'An instance for tests',
      version: this.version,
      configuration: {
        urls: { streaming: this.url.replace(/^http/, 'ws') },
        statuses: {
          max_characters: this.limits.characters,
          max_media_attachments: this.limits.media,
          characters_reserved_per_url: 23,
        },
        media_attachments: {
          supported_mime_types: ['image/jpeg', 'image/png', 'image/gif', 'video/mp4', 'audio/mpeg'],
          description_limit: 1_500,
          image_size_limit: this.limits.image,
          video_size_limit: this.limits.video,
        },
      },
    };
  }
}
