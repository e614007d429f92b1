import type { Visit, VisitorPush, WidgetSettings } from '@parley/shared/livechat.js';
import { type Backend, type Live, type Profile, Refused } from './backend.js';
import { drawerOf, subjectOf } from './identity.js';
import { Memory } from './memory.js';
import { Outbox, type Outgoing } from './outbox.js';
import { emptyThread, lastBrandSeq, type Thread, unreadOf, withAnswer, withPush } from './thread.js';
import { Typing } from './typing.js';
import { type Chosen, Uploads } from './uploads.js';

/** What the view draws. A new object for every change. */
export interface ChatState {
  settings: WidgetSettings | null;
  visitor: Visit['visitor'] | null;
  thread: Thread;
  /** Said here, not yet in the thread. */
  outgoing: Outgoing[];
  files: Chosen[];
  open: boolean;
  unread: number;
  /** `live` or not: what is new is fetched again and again meanwhile. */
  line: 'off' | 'connecting' | 'live';
  /** Why nothing works, where nothing does: `offline` or a code of the server. */
  trouble: string | null;
  /** The name of who of the brand is writing. */
  typing: string | null;
  loadingOlder: boolean;
  contact: 'ask' | 'later' | 'saved';
}

const POLL_MS = 6_000;
const RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 600_000;
/** A timer that comes so much too late has slept. */
const SLEPT_MS = 20_000;
const BEAT_MS = 5_000;
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
  state: ChatState = {
    settings: null,
    visitor: null,
    thread: emptyThread,
    outgoing: [],
    files: [],
    open: false,
    unread: 0,
    line: 'off',
    trouble: null,
    typing: null,
    loadingOlder: false,
    contact: 'ask',
  };
  readonly typing: Typing;
  readonly uploads: Uploads;
  readonly #listeners = new Set<() => void>();
  readonly #backend: Backend;
  #identity: string | null;
  #memory: Memory;
  #outbox: Outbox;
  #live: Live | null = null;
  #visiting: Promise<string> | null = null;
  #syncing = false;
  #syncAgain = false;
  #seen = true;
  #told = { delivered: 0, read: 0 };
  #beat = 0;
  #beatAt = Date.now();
  #retryAt = 0;
  #settingsAsked = false;
  #settingsFailures = 0;
  /** Grows when the visitor becomes another: answers for the one before come to nothing. */
  #era = 0;
  #identifying: Promise<void> = (async () => {})();

  constructor(readonly options: ChatOptions) {
    this.#backend = options.backend;
    this.#identity = options.identity;
    this.#memory = this.#drawer();
    this.#outbox = this.#newOutbox();
    this.typing = new Typing((typing) => this.#live?.send({ type: 'typing', typing }) ?? false);
    this.uploads = new Uploads(
      (file, how) => this.#withToken((token) => this.#backend.upload(token, file, how)),
      (files) => this.#set({ files }),
    );
    this.#set({ contact: this.#memory.read('contact') ?? 'ask' });
  }

  /** Begins: fetches what the widget looks like, and the conversation where this browser has one. */
  start(): void {
    window.addEventListener('online', this.#online);
    window.addEventListener('offline', this.#offline);
    window.addEventListener('pageshow', this.wake);
    document.addEventListener('visibilitychange', this.#visibility);
    this.#beat = setInterval(this.#onBeat, BEAT_MS) as unknown as number;
    void this.#loadSettings();
  }

  stop(): void {
    window.removeEventListener('online', this.#online);
    window.removeEventListener('offline', this.#offline);
    window.removeEventListener('pageshow', this.wake);
    document.removeEventListener('visibilitychange', this.#visibility);
    clearInterval(this.#beat);
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
    await this.#withToken((token) => this.#backend.profile(token, profile));
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
      const answer = await this.#withToken((token) => this.#backend.thread(token, { before: first.seq }));
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
    if (before === null && after !== null) this.#moveFrom(former);
    this.#visiting = null;
    this.#told = { delivered: 0, read: 0 };
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

  #onBeat = () => {
    const now = Date.now();
    const slept = now - this.#beatAt > SLEPT_MS;
    this.#beatAt = now;
    if (slept) return this.wake();
    if (document.hidden || now < this.#retryAt) return;
    if (!this.state.settings) void this.#loadSettings();
    else if (this.state.trouble !== null && (this.state.open || this.#outbox.entries.length > 0))
      this.#resume();
    else if (this.state.line === 'connecting' && now >= this.#retryAt) {
      this.#retryAt = now + POLL_MS;
      void this.#sync();
    }
  };

  #online = () => {
    this.#set({ trouble: null });
    this.wake();
  };
  #offline = () => this.#set({ trouble: 'offline' });

  #visibility = () => {
    if (document.hidden) return;
    this.wake();
    this.#tellRead();
  };

  async #loadSettings(): Promise<void> {
    if (this.#settingsAsked) return;
    this.#settingsAsked = true;
    try {
      this.#set({ settings: await this.#backend.settings(), trouble: null });
      this.#resume();
    } catch (error) {
      const refused = refusalOf(error);
      if (!refused.temporary) {
        this.options.warn(`Parley does not serve this page (${refused.code}): ${refused.message}`);
        this.stop();
        return;
      }
      // A refusal of the page's origin, or by the page's own policy, looks like no answer at all.
      if (this.#settingsFailures === 0 && navigator.onLine)
        this.options.warn(
          `Parley cannot be reached from here. Is ${location.origin} among the websites of the channel, and ${this.origin} in the page's connect-src?`,
        );
      this.#retryAt = Date.now() + Math.min(LONGEST_RETRY_MS, 4 * RETRY_MS * 2 ** this.#settingsFailures);
      this.#settingsFailures += 1;
    }
    this.#settingsAsked = false;
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
      await this.#visit();
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

  #visit(): Promise<string> {
    if (this.#visiting) return this.#visiting;
    const era = this.#era;
    const visiting = this.#startVisit(era);
    this.#visiting = visiting;
    visiting.catch(() => {
      if (this.#visiting === visiting) this.#visiting = null;
    });
    return visiting;
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

  /** One call; where the token is not good any more, a new visit and the call once more. */
  async #withToken<T>(call: (token: string) => Promise<T>): Promise<T> {
    const token = await this.#visit();
    try {
      return await call(token);
    } catch (error) {
      if (refusalOf(error).code !== 'unauthenticated') throw error;
      this.#visiting = null;
      return call(await this.#visit());
    }
  }

  #connect(): void {
    const worthwhile =
      this.state.open || this.state.thread.messages.length > 0 || this.#outbox.entries.length > 0;
    if (this.#live || !worthwhile) return;
    const era = this.#era;
    void this.#visit().then(
      (token) => {
        if (this.#live || era !== this.#era) return;
        this.#set({ line: 'connecting' });
        this.#live = this.#backend.live(token, {
          opened: () => {
            this.#set({ line: 'live', trouble: null });
            this.#told = { delivered: 0, read: 0 };
            void this.#sync();
            this.#outbox.flush();
          },
          lost: () => this.#set({ line: 'connecting', typing: null }),
          refused: (code) => {
            this.#hangUp();
            if (code !== 'unauthenticated') return this.#fail(new Refused(code));
            this.#visiting = null;
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
        const answer = await this.#withToken((token) =>
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
    const delivered = lastBrandSeq(thread);
    if (delivered > this.#told.delivered && this.#live?.send({ type: 'delivered', seq: delivered }))
      this.#told.delivered = delivered;
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
    if (line === 'live' && read > this.#told.read && this.#live?.send({ type: 'read', seq: read }))
      this.#told.read = read;
  }

  #drawer = () => new Memory(drawerOf(this.options.endpointId, subjectOf(this.#identity)));

  #newOutbox(): Outbox {
    return new Outbox(
      this.#memory,
      async (says) => {
        try {
          await this.#withToken((token) => this.#backend.say(token, says));
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

  /** Who wrote without a name and then signed in goes on with what they began. */
  #moveFrom(anonymous: Memory): void {
    const token = anonymous.read<string>('token');
    if (token !== null && this.#memory.read('token') === null) this.#memory.write('former', token);
    for (const name of anonymous.names('')) {
      if (name !== 'token' && this.#memory.read(name) === null)
        this.#memory.write(name, anonymous.read(name));
    }
    anonymous.clear();
  }

  #set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

const refusalOf = (error: unknown): Refused =>
  error instanceof Refused ? error : new Refused('internal', null, String(error));

/** The page it is written on: its address without what may hide in the fragment. */
const currentPage = () => ({
  url: location.href.split('#')[0]?.slice(0, 2_000) ?? '',
  title: document.title.slice(0, 300),
});
