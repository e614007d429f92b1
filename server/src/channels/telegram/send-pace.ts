import { Injectable } from '@nestjs/common';

interface Window {
  /** Messages in `ms`. */
  most: number;
  ms: number;
}

interface Rule {
  key: string;
  window: Window;
  messages: number;
  because: 'overall' | 'chat' | 'group';
}

/** What Telegram lets a bot send: bursts pass for a while, then it answers 429 for longer than waiting would have taken. */
const OVERALL: Window = { most: 30, ms: 1_000 };
const PER_CHAT: Window = { most: 1, ms: 1_000 };
const PER_GROUP: Window = { most: 20, ms: 60_000 };
const REMEMBERED = 5_000;

export type Turn =
  | { kind: 'now' }
  /** @param ms until it is worth asking again; `group`: because of what this group has had in the last minute */
  | { kind: 'wait'; ms: number; because: Rule['because'] };

/** Keeps a bot below the platform's rates, as far as this process sends for it. */
@Injectable()
export class SendPace {
  private readonly sent = new Map<string, number[]>();

  /** @param messages an album counts as many */
  take(bot: string, chatId: string, messages = 1, now = performance.now()): Turn {
    const rules: Rule[] = [
      { key: bot, window: OVERALL, messages, because: 'overall' },
      // One call, however many pictures are in it.
      { key: `${bot}/${chatId}`, window: PER_CHAT, messages: 1, because: 'chat' },
    ];
    if (chatId.startsWith('-')) {
      rules.push({ key: `${bot}/${chatId}/minute`, window: PER_GROUP, messages, because: 'group' });
    }
    let longest: Turn = { kind: 'now' };
    for (const { key, window, messages: count, because } of rules) {
      const ms = this.wait(key, window, count, now);
      if (ms > 0 && (longest.kind === 'now' || ms > longest.ms)) longest = { kind: 'wait', ms, because };
    }
    if (longest.kind === 'wait') return longest;
    if (this.sent.size > REMEMBERED) this.forget(now);
    for (const { key, messages: count } of rules) {
      this.sent.set(key, [...(this.sent.get(key) ?? []), ...Array<number>(count).fill(now)]);
    }
    return longest;
  }

  private wait(key: string, { most, ms }: Window, count: number, now: number): number {
    const times = (this.sent.get(key) ?? []).filter((time) => time > now - ms);
    this.sent.set(key, times);
    // More than the window holds at all goes when it is empty.
    const free = Math.max(most - count, 0);
    const blocking = times[times.length - 1 - free];
    return blocking === undefined ? 0 : Math.ceil(blocking + ms - now);
  }

  private forget(now: number): void {
    for (const [key, times] of this.sent) {
      if (times.every((time) => time <= now - PER_GROUP.ms)) this.sent.delete(key);
    }
  }
}
