import type {
  StartVisit,
  Visit,
  VisitorPush,
  VisitorSays,
  VisitorSignal,
  VisitorThread,
  WidgetSettings,
} from '@parley/shared/livechat.js';

/** Why a call failed: the server's code, or `offline` when no answer came. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    /** Of an answer that says so; null otherwise. */
    readonly retryAfterMs: number | null = null,
    message: string = code,
  ) {
    super(message);
    this.name = 'Refused';
  }

  /** The same may succeed later without anybody changing anything. */
  get temporary(): boolean {
    return ['offline', 'unavailable', 'internal', 'too_many_requests', 'storage_full'].includes(this.code);
  }
}

/** Whatever was thrown, as a refusal. */
export const refusalOf = (error: unknown): Refused =>
  error instanceof Refused ? error : new Refused('internal', null, String(error));

/** After a failure that may pass, the next try waits for so long. */
export const RETRY_MS = 5_000;

export interface Profile {
  name: string | null;
  email: string | null;
}
export interface UploadOptions {
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

export interface LiveListener {
  /** The line stands: what was missed must be fetched. */
  opened(): void;
  lost(): void;
  /** The server does not take this token. */
  refused(code: string): void;
  pushed(push: VisitorPush): void;
}
export interface Live {
  /** False when there is no line: the signal is not sent later. */
  send(signal: VisitorSignal): boolean;
  /** Looks at once whether the line still stands, and connects if it does not. */
  wake(): void;
  close(): void;
}

/** The server as the widget sees it (shared/livechat.ts). Every call throws `Refused` and nothing else. */
export interface Backend {
  /** Where pictures and files come from. */
  readonly origin: string;
  settings(): Promise<WidgetSettings>;
  visit(start: StartVisit): Promise<Visit>;
  say(token: string, says: VisitorSays): Promise<{ acceptedAt: string }>;
  profile(token: string, profile: Profile): Promise<void>;
  upload(token: string, file: File, options: UploadOptions): Promise<{ uploadId: string }>;
  thread(token: string, query: { after?: string; before?: number }): Promise<VisitorThread>;
  live(token: string, listener: LiveListener): Live;
}
