import type { IncomingMessage, ServerResponse } from 'node:http';
import { FakeServer } from '../fakes/fake-server.js';
import {
  filtered,
  type Json,
  Refusal,
  rendered,
  type WpComment,
  type WpPost,
  type WpStatus,
  type WpUser,
} from './wordpress-data.js';
import { CommentQuery } from './wordpress-query.js';

/** What it does with the next reply, once it has found nothing wrong with it. */
export type Reaction =
  | { kind: 'take' }
  /** Takes it, and cuts the line without a word. */
  | { kind: 'take-and-cut' }
  /** Takes it, and never answers. */
  | { kind: 'take-and-keep-silent' }
  /** Takes it, and its plugins break the answer. */
  | { kind: 'take-and-break' }
  | { kind: 'refuse'; status: number; code: string; message: string; headers?: Record<string, string> };

const MODERATOR = { read: true, edit_posts: true, moderate_comments: true };
const CREATE_FIELDS = new Set(['post', 'parent', 'content', 'author', 'author_name']);
const UPDATE_FIELDS = new Set(['status', 'content']);
/** `comment_content` is a TEXT with room for 65,525 bytes of it, a name 245 characters (§9). */
const MOST_BYTES = 65_525;
const MOST_NAME = 245;

/**
 * A WordPress with its REST API v2, as strict as the original where protocols.md says so (§9), and stricter where a
 * mistake of ours would go unnoticed: parameters and fields it does not know are refused.
 */
export class WordPressSite {
  /** Where it lives on its host: `/`, or a folder. */
  folder = '/';
  prettyPermalinks = true;
  /** The site's clock less UTC. */
  offsetMinutes = 60;
  /** What its clock is off, in ms. */
  clockAheadMs = 0;
  applicationPasswords = true;
  /** The web server takes the Authorization header away (§9, last line). */
  stripsAuthorization = false;
  /** A firewall in front of the API. */
  blocksApi = false;
  /** It names its API in no header. */
  hidesLink = false;
  /** Written in front of every answer, as hosts with chatty PHP do. */
  noise = '';
  users: WpUser[] = [
    {
      id: 7,
      login: 'blog-team',
      name: 'The Blog Team',
      email: 'blog@shop.example',
      applicationPassword: 'abcd EFGH 1234 ijkl MNOP 6789',
      capabilities: MODERATOR,
    },
  ];
  readonly posts = new Map<number, WpPost>();
  readonly comments = new Map<number, WpComment>();
  /** Bodies of the replies it took, with the id each got. */
  readonly taken: (Json & { id: number })[] = [];
  /** Reactions to the next replies; when there are none left it takes them. */
  script: Reaction[] = [];
  onTaken: ((body: Json) => void) | undefined;
  /** `GET wp/v2/comments?…`, in order. */
  readonly calls: string[] = [];
  private nextId = 100;

  private constructor(private readonly server: FakeServer) {
    this.publishes({ id: 4 });
    server.answer((request, response) => this.answer(request, response));
  }

  static async start(): Promise<WordPressSite> {
    return new WordPressSite(await FakeServer.open());
  }

  stop(): Promise<void> {
    return this.server.close();
  }

  get origin(): string {
    return this.server.url;
  }

  get url(): string {
    return `${this.origin}${this.folder}`;
  }

  get user(): WpUser {
    const [user] = this.users;
    if (user === undefined) throw new Error('a site without users');
    return user;
  }

  publishes(given: Partial<WpPost> & { id: number }): WpPost {
    const post: WpPost = {
      type: 'posts',
      title: 'How we roast &#8220;light&#8221;',
      excerpt: '<p>Beans, heat &amp; patience [&hellip;]</p>\n',
      status: 'publish',
      open: true,
      author: 9,
      image: `${this.origin}/wp-content/uploads/roast.jpg`,
      date: new Date('2026-11-01T08:00:00Z'),
      ...given,
    };
    this.posts.set(post.id, post);
    return post;
  }

  /** Somebody writes a comment on the site itself. */
  says(given: Partial<WpComment> & { content: string }): WpComment {
    this.nextId += 1;
    const comment: WpComment = {
      id: this.nextId,
      post: 4,
      parent: 0,
      author: 0,
      name: 'Ines Example',
      email: 'ines@example.net',
      url: '',
      date: new Date(Math.floor((Date.now() + this.clockAheadMs) / 1_000) * 1_000),
      status: 'approved',
      before: null,
      type: 'comment',
      ...given,
    };
    this.nextId = Math.max(this.nextId, comment.id);
    this.comments.set(comment.id, comment);
    return comment;
  }

  comment(id: number): WpComment {
    const found = this.comments.get(id);
    if (found === undefined) throw new Refusal(404, 'rest_comment_invalid_id', 'Invalid comment ID.');
    return found;
  }

  /** By the site's clock, without a zone. */
  local(date: Date): string {
    return new Date(date.getTime() + this.offsetMinutes * 60_000).toISOString().slice(0, 19);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      await this.route(request, response, Buffer.concat(chunks));
    } catch (error) {
      if (response.destroyed) return;
      if (!(error instanceof Refusal)) throw error;
      const { status, code, message, headers } = error;
      this.reply(response, status, { code, message, data: { status } }, headers);
    }
  }

  private async route(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    const route = this.restRoute(url);
    if (route === undefined) return this.page(url, response);
    if (this.blocksApi) {
      response.writeHead(403, { 'content-type': 'text/html' }).end('<h1>Forbidden</h1>');
      return;
    }
    url.searchParams.delete('rest_route');
    const query = Object.fromEntries(url.searchParams);
    this.calls.push(`${request.method} ${route}${url.search}`);
    if (route === '') return this.reply(response, 200, this.index());
    const user = this.signedIn(request);
    const id = /^wp\/v2\/(comments|posts|pages)\/(\d+)$/.exec(route);
    if (route === 'wp/v2/users/me') return this.reply(response, 200, this.me(user));
    if (id?.[1] === 'posts' || id?.[1] === 'pages') {
      return this.reply(response, 200, this.postJson(this.post(Number(id[2]), id[1]), query._embed ?? ''));
    }
    if (route === 'wp/v2/comments' && request.method === 'GET') return this.list(response, query, user);
    if (route === 'wp/v2/comments' && request.method === 'POST') {
      return this.create(response, this.json(request, body, CREATE_FIELDS), user);
    }
    if (id === null) throw new Refusal(404, 'rest_no_route', 'No route was found.');
    const comment = this.comment(Number(id[2]));
    if (request.method === 'GET') {
      if (query.context === 'edit') this.mustModerate(user, 'rest_forbidden_context');
      return this.reply(response, 200, this.commentJson(comment, query));
    }
    if (request.method !== 'POST') throw new Refusal(404, 'rest_no_route', 'No route was found.');
    return this.update(response, comment, this.json(request, body, UPDATE_FIELDS), user);
  }

  /** Below the API's root, without slashes around it; undefined for the site's own pages. */
  private restRoute(url: URL): string | undefined {
    const parameter = url.searchParams.get('rest_route');
    if (!url.pathname.startsWith(this.folder)) return undefined;
    if (parameter !== null) return parameter.replace(/^\/+|\/+$/g, '');
    const below = url.pathname.slice(this.folder.length);
    if (!this.prettyPermalinks || !/^wp-json(?:\/|$)/.test(below)) return undefined;
    return below.slice('wp-json'.length).replace(/^\/+|\/+$/g, '');
  }

  private page(url: URL, response: ServerResponse): void {
    if (!url.pathname.startsWith(this.folder)) {
      response.writeHead(404, { 'content-type': 'text/html' }).end('Not here');
      return;
    }
    const link = `<${this.apiUrl}>; rel="https://api.w.org/"`;
    const headers = { 'content-type': 'text/html', ...(this.hidesLink ? {} : { link }) };
    response.writeHead(200, headers).end('<html><body>A blog</body></html>');
  }

  get apiUrl(): string {
    return this.prettyPermalinks ? `${this.url}wp-json/` : `${this.url}index.php?rest_route=/`;
  }

  private index(): Json {
    return {
      name: 'A blog',
      url: this.url.replace(/\/$/, ''),
      home: this.url.replace(/\/$/, ''),
      gmt_offset: this.offsetMinutes / 60,
      timezone_string: '',
      namespaces: ['oembed/1.0', 'wp/v2'],
      authentication: this.applicationPasswords
        ? {
            'application-passwords': {
              endpoints: { authorization: `${this.url}wp-admin/authorize-application.php` },
            },
          }
        : [],
    };
  }

  /** Null: a stranger. A password that is wrong is an error of its own (401). */
  private signedIn(request: IncomingMessage): WpUser | null {
    const header = this.stripsAuthorization ? undefined : request.headers.authorization;
    if (header === undefined) return null;
    const [, encoded = ''] = /^Basic (.+)$/.exec(header) ?? [];
    const [login = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    const user = this.users.find((one) => one.login === login || one.email === login);
    if (user === undefined) throw new Refusal(401, 'invalid_username', '<strong>Error</strong>: Unknown.');
    const bare = (password: string) => password.replace(/[^a-z\d]/gi, '');
    if (bare(rest.join(':')) !== bare(user.applicationPassword)) {
      throw new Refusal(
        401,
        'incorrect_password',
        'The provided password is an invalid application password.',
      );
    }
    return user;
  }

  private mustModerate(user: WpUser | null, code: string): asserts user is WpUser {
    if (user?.capabilities.moderate_comments === true) return;
    throw new Refusal(user === null ? 401 : 403, code, 'Sorry, you are not allowed to edit comments.');
  }

  private me(user: WpUser | null): Json {
    if (user === null) throw new Refusal(401, 'rest_not_logged_in', 'You are not currently logged in.');
    const { id, name, login, email, capabilities } = user;
    return { id, name, username: login, email, capabilities, roles: ['editor'] };
  }

  private list(response: ServerResponse, query: Record<string, string>, user: WpUser | null): void {
    if (query.context === 'edit') this.mustModerate(user, 'rest_forbidden_context');
    if (query.status !== undefined && user?.capabilities.edit_posts !== true) {
      throw new Refusal(
        user === null ? 401 : 403,
        'rest_forbidden_param',
        'Query parameter not permitted: status',
      );
    }
    const { page, total, pages } = new CommentQuery(query, (date) => this.local(date)).of([
      ...this.comments.values(),
    ]);
    // Comments of posts this user may not see are counted, and left out.
    const shown = page.filter(({ post }) => this.posts.get(post)?.status !== 'private');
    this.reply(
      response,
      200,
      shown.map((comment) => this.commentJson(comment, query)),
      { 'x-wp-total': String(total), 'x-wp-totalpages': String(pages) },
    );
  }

  private json(request: IncomingMessage, body: Buffer, known: ReadonlySet<string>): Json {
    if (!/^application\/json/.test(request.headers['content-type'] ?? '')) {
      throw new Refusal(400, 'rest_missing_callback_param', 'Missing parameter(s): content');
    }
    const json = JSON.parse(body.toString('utf8')) as Json;
    for (const name of Object.keys(json)) {
      if (!known.has(name)) throw new Refusal(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`);
    }
    for (const name of ['post', 'parent', 'author']) {
      if (json[name] !== undefined && !Number.isInteger(json[name])) {
        throw new Refusal(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`);
      }
    }
    return json;
  }

  private create(response: ServerResponse, body: Json, user: WpUser | null): void {
    if (user === null) {
      throw new Refusal(401, 'rest_comment_login_required', 'Sorry, you must be logged in to comment.');
    }
    const comment = this.prepared(body, user);
    const reaction = this.script.shift() ?? { kind: 'take' };
    if (reaction.kind === 'refuse') {
      throw new Refusal(reaction.status, reaction.code, reaction.message, reaction.headers);
    }
    const taken = this.says(comment);
    this.taken.push({ ...body, id: taken.id });
    this.onTaken?.(body);
    if (reaction.kind === 'take-and-cut') response.destroy();
    else if (reaction.kind === 'take-and-keep-silent') this.server.silent.push(response);
    else if (reaction.kind === 'take-and-break') {
      const message = 'There has been a critical error on this website.';
      this.reply(response, 500, { code: 'internal_server_error', message, data: { status: 500 } });
    } else this.reply(response, 201, this.commentJson(taken, { context: 'edit' }));
  }

  /** The checks of `create_item`, in their order. */
  private prepared(body: Json, user: WpUser): Partial<WpComment> & { content: string } {
    const moderates = user.capabilities.moderate_comments === true;
    if (body.author !== undefined && body.author !== user.id && !moderates) {
      throw new Refusal(403, 'rest_comment_invalid_author', "Sorry, you are not allowed to edit 'author'.");
    }
    const post = this.posts.get(Number(body.post));
    if (post === undefined) throw new Refusal(403, 'rest_comment_invalid_post_id', 'Without a post.');
    if (post.status === 'draft') throw new Refusal(403, 'rest_comment_draft_post', 'Not on this post.');
    if (post.status === 'trash') throw new Refusal(403, 'rest_comment_trash_post', 'Not on this post.');
    if (post.status === 'private') throw new Refusal(403, 'rest_cannot_read_post', 'Not this post.');
    if (!post.open)
      throw new Refusal(403, 'rest_comment_closed', 'Sorry, comments are closed for this item.');
    const content = filtered(String(body.content ?? ''));
    if (content === '') throw new Refusal(400, 'rest_comment_content_invalid', 'Invalid comment content.');
    if (Buffer.byteLength(content) > MOST_BYTES) {
      throw new Refusal(
        400,
        'comment_content_column_length',
        'Comment field exceeds maximum length allowed.',
      );
    }
    const name = body.author_name === undefined ? user.name : String(body.author_name);
    if ([...name].length > MOST_NAME) {
      throw new Refusal(400, 'comment_author_column_length', 'Comment field exceeds maximum length allowed.');
    }
    // A name without the user's id makes a guest of them, whose mail address is then asked for.
    if (body.author_name !== undefined && body.author === undefined) {
      throw new Refusal(
        400,
        'rest_comment_author_data_required',
        'Creating a comment requires valid author data.',
      );
    }
    const parent = Number(body.parent ?? 0);
    const said = [...this.comments.values()].some(
      (one) =>
        one.post === post.id &&
        one.parent === parent &&
        one.status !== 'trash' &&
        (one.name === name || one.email === user.email) &&
        one.content === content,
    );
    if (said) {
      throw new Refusal(
        409,
        'comment_duplicate',
        'Duplicate comment detected; it looks as though you&#8217;ve already said that!',
      );
    }
    return { post: post.id, parent, author: user.id, name, email: user.email, content };
  }

  private update(response: ServerResponse, comment: WpComment, body: Json, user: WpUser | null): void {
    if (user?.capabilities.moderate_comments !== true) {
      throw new Refusal(
        user === null ? 401 : 403,
        'rest_cannot_edit',
        'Sorry, you are not allowed to edit this comment.',
      );
    }
    if (typeof body.content === 'string') comment.content = filtered(body.content);
    if (body.status !== undefined) this.changeStatus(comment, String(body.status));
    this.reply(response, 200, this.commentJson(comment, { context: 'edit' }));
  }

  /** `handle_status_param`: a state it is in already is a failure. */
  private changeStatus(comment: WpComment, wanted: string): void {
    const target: Record<string, WpStatus | null> = {
      approve: 'approved',
      approved: 'approved',
      hold: 'hold',
      spam: 'spam',
      trash: 'trash',
      unspam: comment.status === 'spam' ? (comment.before ?? 'hold') : null,
      untrash: comment.status === 'trash' ? (comment.before ?? 'hold') : null,
    };
    const next = target[wanted] ?? null;
    if (next === null || next === comment.status) {
      throw new Refusal(500, 'rest_comment_failed_edit', 'Updating comment status failed.');
    }
    if (next === 'spam' || next === 'trash') comment.before = comment.status;
    comment.status = next;
  }

  private post(id: number, type: string): WpPost {
    const post = this.posts.get(id);
    if (post === undefined || post.type !== type) {
      throw new Refusal(404, 'rest_post_invalid_id', 'Invalid post ID.');
    }
    return post;
  }

  private postJson(post: WpPost, embed: string): Json {
    return {
      id: post.id,
      date: this.local(post.date),
      date_gmt: post.date.toISOString().slice(0, 19),
      slug: `post-${post.id}`,
      status: post.status,
      type: post.type.replace(/s$/, ''),
      link: `${this.url}?p=${post.id}`,
      title: { rendered: post.title },
      excerpt: { rendered: post.excerpt, protected: false },
      author: post.author,
      featured_media: post.image === null ? 0 : 33,
      _links: {},
      ...(embed === ''
        ? {}
        : {
            _embedded: {
              author: [{ id: post.author, name: 'Mara Roaster' }],
              ...(post.image === null ? {} : { 'wp:featuredmedia': [{ id: 33, source_url: post.image }] }),
            },
          }),
    };
  }

  /** What stands in a comment depends on the context (§9 "Fields"). */
  private commentJson(comment: WpComment, query: Record<string, string>): Json {
    const edit = query.context === 'edit';
    const post = this.posts.get(comment.post);
    const rest = (route: string) => `${this.apiUrl}${route}`;
    return {
      id: comment.id,
      post: comment.post,
      parent: comment.parent,
      author: comment.author,
      author_name: comment.name,
      author_url: comment.url,
      ...(edit
        ? { author_email: comment.email, author_ip: '203.0.113.7', author_user_agent: 'Mozilla/5.0' }
        : {}),
      date: this.local(comment.date),
      date_gmt: comment.date.toISOString().slice(0, 19),
      content: { rendered: rendered(comment.content), ...(edit ? { raw: comment.content } : {}) },
      link: `${this.url}?p=${comment.post}#comment-${comment.id}`,
      status: comment.status,
      type: comment.type,
      author_avatar_urls: { '24': `${this.origin}/avatar?s=24`, '96': `${this.origin}/avatar?s=96` },
      meta: [],
      _links: {
        self: [{ href: rest(`wp/v2/comments/${comment.id}`) }],
        ...(post === undefined
          ? {}
          : { up: [{ embeddable: true, post_type: 'post', href: rest(`wp/v2/${post.type}/${post.id}`) }] }),
      },
      ...(query._embed === 'up' && post !== undefined
        ? { _embedded: { up: [this.postJson(post, '')] } }
        : {}),
    };
  }

  private reply(
    response: ServerResponse,
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
  ): void {
    const date = new Date(Date.now() + this.clockAheadMs).toUTCString();
    response
      .writeHead(status, { 'content-type': 'application/json; charset=UTF-8', date, ...headers })
      .end(this.noise + JSON.stringify(body));
  }
}
