import type { Visit, VisitorMessage, VisitorPush, WidgetSettings } from '@parley/shared/livechat.js';
import type { Backend, Live, LiveListener } from '../backend.js';

const MINUTE = 60_000;

/** What is said in the preview. */
export interface Script {
  author: string;
  question: string;
  hint: string;
  answer: string;
}

/** A server that is nowhere: what is written in the preview stays there, and somebody answers as a colleague would. */
export class ScriptedBackend implements Backend {
  readonly origin = 'https://preview.invalid';
  #listener: LiveListener | null = null;
  #messages: VisitorMessage[] = [];
  readonly #timers: number[] = [];

  constructor(
    public shown: WidgetSettings,
    readonly script: Script,
    talk: boolean,
  ) {
    if (!talk) return;
    const start = Date.now() - 6 * MINUTE;
    this.#add({ from: 'visitor', text: script.question, at: start, seenByBrand: true });
    this.#add({ from: 'brand', text: script.hint, at: start + MINUTE });
  }

  settings = async () => this.shown;
  visit = async (): Promise<Visit> => ({
    token: 'preview',
    visitor: { name: null, email: null, signed: false, blocked: false },
    thread: this.#thread(),
  });
  thread = async () => this.#thread();
  profile = async () => {};
  upload = async (_token: string, _file: File, { onProgress }: { onProgress: (share: number) => void }) => {
    onProgress(1);
    return { uploadId: crypto.randomUUID() };
  };

  say = async (_token: string, { clientId, text }: { clientId: string; text: string }) => {
    this.#later(120, () => this.#push(this.#add({ from: 'visitor', text, clientId })));
    this.#later(900, () => this.#listener?.pushed({ type: 'seen', seq: this.#messages.length }));
    this.#later(1_400, () => this.#typing(true));
    this.#later(3_200, () => {
      this.#typing(false);
      this.#push(this.#add({ from: 'brand', text: this.script.answer }));
    });
    return { acceptedAt: new Date().toISOString() };
  };

  live = (_token: string, listener: LiveListener): Live => {
    this.#listener = listener;
    this.#later(0, () => listener.opened());
    return { send: () => true, wake: () => {}, close: () => this.stop() };
  };

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#listener = null;
  }

  #thread = () => ({
    messages: this.#messages,
    cursor: `${this.#messages.length}`,
    hasOlder: false,
    readSeq: this.#messages.length,
    closed: false,
  });

  #add(said: {
    from: VisitorMessage['from'];
    text: string;
    at?: number;
    clientId?: string;
    seenByBrand?: boolean;
  }) {
    const seq = this.#messages.length + 1;
    const message: VisitorMessage = {
      id: `preview-${seq}`,
      seq,
      version: 1,
      from: said.from,
      clientId: said.clientId ?? null,
      author: said.from === 'brand' ? { name: this.script.author, avatarUrl: null } : null,
      text: said.text,
      at: new Date(said.at ?? Date.now()).toISOString(),
      deleted: false,
      attachments: [],
      seenByBrand: said.seenByBrand ?? false,
    };
    this.#messages = [...this.#messages, message];
    return message;
  }

  #push = (message: VisitorMessage) =>
    this.#tell({ type: 'message', message, cursor: `${this.#messages.length}` });
  #typing = (typing: boolean) => this.#tell({ type: 'typing', name: this.script.author, typing });
  #tell = (push: VisitorPush) => this.#listener?.pushed(push);
  #later = (ms: number, act: () => void) => {
    this.#timers.push(setTimeout(act, ms) as unknown as number);
  };
}
