import type { VisitorPush, WidgetSettings } from '@parley/shared/livechat.js';
import { watchAwake } from './awake.js';
import { type Backend, type Live, type Profile, RETRY_MS, Refused, refusalOf } from './backend.js';
import { type ChatState, nothingYet } from './chat-state.js';
import { drawerOf, subjectOf } from './identity.js';
import { Memory } from './memory.js';
import { Outbox } from './outbox.js';
import { Receipts } from './receipts.js';
import { SettingsLoad } from './settings-load.js';
import { emptyThread, lastBrandSeq, type Thread, unreadOf, withAnswer, withPush } from './thread.js';
import { Typing } from './typing.js';
import { Uploads } from './uploads.js';
import { Visits } from './visits.js';

const POLL_MS = 6_000;
/** So many messages at once may not have been all. */
const FULL_ANSWER = 50;

export interface ChatOptions {
  backend: Backend;
  endpointId: string;
  language: string;
  identity: string | null;
  /** Told once when the server does not serve this page. */
  warn: (text: string) => void;
}

/** One visitor's conversation on this page: what is known of it, and what may be done. Draws nothing. */
export class Chat {
  state: ChatState = nothingYet;
  readonly typing: Typing;
  readonly uploads: Uploads;
  readonly #listeners = new Set<() => void>();
  readonly #backend: Backend;
  #identity: string | null;
  #memory: Memory;
  #outbox: Outbox;
  #live: Live | null = null;
  readonly #visits = new Visits(() => this.#startVisit(this.#era));
  readonly #settings: SettingsLoad;
  readonly #receipts = new Receipts((signal) => this.#live?.send(signal) ?? false);
  #syncing = false;
  #syncAgain = false;
  #seen = true;
  #unwatch: () => void = () => {};
  #retryAt = 0;
  /** Grows when the visitor becomes another: answers for the one before come to nothing. */
  #era = 0;
  #identifying: Promise<void> = (async () => {})();

  constructor(readonly options: ChatOptions) {
    this.#backend = options.backend;
    this.#settings = new SettingsLoad(options.backend, options.warn);
    this.#identity = options.identity;
    this.#memory = this.#drawer();
    this.#outbox = this.#newOutbox();
    this.typing = new Typing((typing) => this.#live?.send({ type: 'typing', typing }) ?? false);
    this.uploads = new Uploads(
      (file, how) => this.#visits.within((token) => this.#backend.upload(token, file, how)),
      (files) => this.#set({ files }),
    );
    this.#set({ contact: this.#memory.read('contact') ?? 'ask' });
  }

  /** Begins: fetches what the widget looks like, and the conversation where this browser has one. */
  start(): void {
    this.#unwatch = watchAwake({
      online: () => {
        this.#set({ trouble: null });
        this.wake();
      },
      offline: () => this.#set({ trouble: 'offline' }),
      wake: this.wake,
      shown: () => {
        this.wake();
        this.#tellRead();
      },
      beat: (now) => this.#onBeat(now),
    });
    void this.#loadSettings();
  }

  stop(): void {
    this.#unwatch();
    void this.#outbox.stop();
    this.#hangUp();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Shows these settings from now on, as a preview of what somebody is choosing. */
  dress(settings: WidgetSettings): void {
    this.#set({ settings });
  }

  /** Whether this visitor may write at all: some brands talk only with those they know. */
  get welcome(): boolean {
    return this.state.settings?.needsIdentity !== true || this.#identity !== null;
  }

  get origin(): string {
    return this.#backend.origin;
  }

  // What the visitor does

  open(): void {
    if (this.state.open || !this.welcome) return;
    this.#set({ open: true });
    void this.#begin();
  }

  close(): void {
    if (!this.state.open) return;
    this.typing.stop();
    this.#set({ open: false });
  }

  /** Whether the end of the conversation is in sight: only then it is read. */
  setSeen(seen: boolean): void {
    this.#seen = seen;
    this.#tellRead();
  }

  get draft(): string {
    return this.#memory.read('draft') ?? '';
  }
  set draft(text: string) {
    if (text === '') this.#memory.remove('draft');
    else this.#memory.write('draft', text);
  }

  say(text: string): void {
    const files = this.uploads.take();
    if (text.trim() === '' && files.length === 0) return;
    this.typing.stop();
    this.draft = '';
    this.#outbox.add({ text: text.trim(), files, page: currentPage(), language: this.options.language });
    void this.#begin();
  }

  retry = (clientId: string) => this.#outbox.retry(clientId);
  discard = (clientId: string) => this.#outbox.remove(clientId);

  async saveProfile(profile: Profile): Promise<void> {
    await this.#visits.within((token) => this.#backend.profile(token, profile));
    const { visitor } = this.state;
    if (visitor) this.#set({ visitor: { ...visitor, ...profile } });
    this.setContact('saved');
  }

  setContact(contact: ChatState['contact']): void {
    this.#memory.write('contact', contact);
    this.#set({ contact });
  }

  async loadOlder(): Promise<void> {
    const { thread, loadingOlder } = this.state;
    const first = thread.messages[0];
    if (loadingOlder || !thread.hasOlder || !first) return;
    const era = this.#era;
    this.#set({ loadingOlder: true });
    try {
      const answer = await this.#visits.within((token) => this.#backend.thread(token, { before: first.seq }));
      if (era === this.#era) this.#setThread(withAnswer(this.state.thread, answer, 'older'));
    } catch {
      // Scrolling up again asks again.
    } finally {
      this.#set({ loadingOlder: false });
    }
  }

  /** The brand's server says who this is; null: they have signed out, and nothing of theirs stays here. */
  identify(identity: string | null): Promise<void> {
    this.#identifying = this.#identifying.then(() => this.#become(identity));
    return this.#identifying;
  }

  async #become(identity: string | null): Promise<void> {
    const before = subjectOf(this.#identity);
    const after = subjectOf(identity);
    if (identity === this.#identity) return;
    this.#identity = identity;
    // Renewed for the same person: it serves from the next visit on.
    if (before === after && identity !== null) {
      if (!this.state.visitor) this.#resume();
      return;
    }
    this.#era += 1;
    this.#hangUp();
    this.#set({ visitor: null, trouble: null, thread: emptyThread, unread: 0, outgoing: [] });
    this.uploads.clear();
    // What is just being sent must not be sent again by the one they become.
    await this.#outbox.stop();
    if (identity === null) this.#memory.clear();
    const former = this.#memory;
    this.#memory = this.#drawer();
    // Who wrote without a name and then signed in goes on with what they began.
    if (before === null && after !== null) this.#memory.takeFrom(former, { token: 'former' });
    this.#visits.forget();
    this.#receipts.forget();
    this.#outbox = this.#newOutbox();
    this.#set({ contact: this.#memory.read('contact') ?? 'ask' });
    this.#resume();
  }

  /** Fetches the conversation anew, as links to files that have grown too old want it. */
  refresh = () => {
    this.#setThread({ ...this.state.thread, cursor: null });
    void this.#sync();
  };

  /** Back from sleep, from being offline, from another tab: what was missed is fetched, what waits is sent. */
  wake = () => {
    this.#retryAt = 0;
    this.#live?.wake();
    if (!this.state.settings) void this.#loadSettings();
    else this.#resume();
  };

  // What happens by itself

  #onBeat(now: number): void {
    if (now < this.#retryAt) return;
    if (!this.state.settings) void this.#loadSettings();
    else if (this.state.trouble !== null && (this.state.open || this.#outbox.entries.length > 0))
      this.#resume();
    else if (this.state.line === 'connecting' && now >= this.#retryAt) {
      this.#retryAt = now + POLL_MS;
      void this.#sync();
    }
  }

  async #loadSettings(): Promise<void> {
    const loaded = await this.#settings.load();
    if (loaded === 'busy') return;
    if (loaded === 'refused') return this.stop();
    if ('retryMs' in loaded) {
      this.#retryAt = Date.now() + loaded.retryMs;
      return;
    }
    this.#set({ settings: loaded.settings, trouble: null });
    this.#resume();
  }

  /** Goes on with a conversation this browser has; begins none. */
  #resume(): void {
    if (this.state.visitor) {
      void this.#sync();
      this.#outbox.flush();
    } else if (
      this.state.open ||
      this.#identity !== null ||
      this.#memory.read('token') !== null ||
      this.#outbox.entries.length > 0
    )
      void this.#begin();
  }

  /** The visit, and the line where there is something to hear: nobody who only passes by holds one. */
  async #begin(): Promise<void> {
    try {
      await this.#visits.token();
      this.#outbox.flush();
      this.#connect();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const refused = refusalOf(error);
    if (refused.code === 'aborted') return;
    if (refused.code === 'invalid_signature' && this.state.trouble !== refused.code)
      this.options.warn(`Parley does not accept the identity: ${refused.message}`);
    this.#set({ trouble: refused.code });
    this.#retryAt = Date.now() + (refused.retryAfterMs ?? (refused.temporary ? RETRY_MS : 12 * RETRY_MS));
  }

  async #startVisit(era: number): Promise<string> {
    const kept = this.#memory.read<string>('token') ?? this.#memory.read<string>('former');
    const visit = await this.#backend.visit({
      token: kept,
      identity: this.#identity,
      language: this.options.language,
    });
    if (era !== this.#era) throw new Refused('aborted');
    this.#memory.write('token', visit.token);
    this.#memory.remove('former');
    this.#set({ visitor: visit.visitor, trouble: null });
    this.#setThread(withAnswer({ ...this.state.thread, cursor: null }, visit.thread, 'changes'));
    return visit.token;
  }

  #connect(): void {
    const worthwhile =
      this.state.open || this.state.thread.messages.length > 0 || this.#outbox.entries.length > 0;
    if (this.#live || !worthwhile) return;
    const era = this.#era;
    void this.#visits.token().then(
      (token) => {
        if (this.#live || era !== this.#era) return;
        this.#set({ line: 'connecting' });
        this.#live = this.#backend.live(token, {
          opened: () => {
            this.#set({ line: 'live', trouble: null });
            this.#receipts.forget();
            void this.#sync();
            this.#outbox.flush();
          },
          lost: () => this.#set({ line: 'connecting', typing: null }),
          refused: (code) => {
            this.#hangUp();
            if (code !== 'unauthenticated') return this.#fail(new Refused(code));
            this.#visits.forget();
            this.#set({ trouble: code });
            this.#retryAt = Date.now() + RETRY_MS;
          },
          pushed: (push) => this.#pushed(push),
        });
      },
      (error) => this.#fail(error),
    );
  }

  #hangUp(): void {
    this.#live?.close();
    this.#live = null;
    this.#set({ line: 'off', typing: null });
  }

  #pushed(push: VisitorPush): void {
    const { thread, visitor } = this.state;
    if (push.type === 'typing')
      this.typing.heard(push.typing ? push.name : null, (typing) => this.#set({ typing }));
    else if (push.type === 'blocked') {
      if (visitor) this.#set({ visitor: { ...visitor, blocked: push.blocked } });
    } else {
      if (push.type === 'message' && push.message.from === 'brand')
        this.typing.heard(null, (typing) => this.#set({ typing }));
      this.#setThread(withPush(thread, push));
    }
  }

  /** Fetches what changed since the last time. */
  async #sync(): Promise<void> {
    if (!this.state.visitor) return;
    if (this.#syncing) {
      this.#syncAgain = true;
      return;
    }
    this.#syncing = true;
    const era = this.#era;
    try {
      for (let more = true; more; ) {
        const { cursor } = this.state.thread;
        const answer = await this.#visits.within((token) =>
          this.#backend.thread(token, cursor === null ? {} : { after: cursor }),
        );
        if (era !== this.#era) break;
        this.#setThread(withAnswer(this.state.thread, answer, 'changes'));
        more = cursor !== null && answer.messages.length >= FULL_ANSWER && answer.cursor !== cursor;
      }
      if (this.state.trouble !== null && era === this.#era) this.#set({ trouble: null });
      this.#connect();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#syncing = false;
    }
    if (!this.#syncAgain) return;
    this.#syncAgain = false;
    void this.#sync();
  }

  #setThread(thread: Thread): void {
    const arrived = thread.messages.flatMap((message) => message.clientId ?? []);
    this.#set({ thread, unread: unreadOf(thread) });
    this.#outbox.arrived(arrived);
    this.#receipts.tell('delivered', lastBrandSeq(thread));
    this.#tellRead();
  }

  #tellRead(): void {
    const { open, thread, line } = this.state;
    const read = lastBrandSeq(thread);
    if (!open || !this.#seen || document.hidden || read === 0) return;
    if (read > thread.readSeq) {
      const next = { ...thread, readSeq: read };
      this.#set({ thread: next, unread: unreadOf(next) });
    }
    if (line === 'live') this.#receipts.tell('read', read);
  }

  #drawer = () => new Memory(drawerOf(this.options.endpointId, subjectOf(this.#identity)));

  #newOutbox(): Outbox {
    return new Outbox(
      this.#memory,
      async (says) => {
        try {
          await this.#visits.within((token) => this.#backend.say(token, says));
        } catch (error) {
          const { visitor } = this.state;
          if (refusalOf(error).code === 'blocked' && visitor)
            this.#set({ visitor: { ...visitor, blocked: true } });
          throw error;
        }
      },
      (outgoing) => this.#set({ outgoing }),
    );
  }

  #set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** The page it is written on: its address without what may hide in the fragment. */
const currentPage = () => ({
  url: location.href.split('#')[0]?.slice(0, 2_000) ?? '',
  title: document.title.slice(0, 300),
});
