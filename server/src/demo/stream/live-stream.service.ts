import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { REPLY_SENT, type ReplyRef } from '../../outbound/outbound.events.js';
import { Clock } from '../../platform/clock/clock.js';
import { Env } from '../../platform/config/env.js';
import { DomainEvents } from '../../platform/events/events.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { Desk } from '../feed/desk.service.js';
import type { Thread } from '../feed/thread.js';
import { Threads } from '../feed/threads.service.js';
import { Voices } from '../feed/voices.service.js';
import type { SampleHouse } from '../house/sample-house.js';
import { sampleFile } from '../mails/sample-file.format.js';
import type { MemberKey } from '../sample-brand.js';
import { afterwords } from '../texts/afterwords.js';
import { say } from '../timeline/fill-slots.js';
import { SeededRandom } from '../timeline/seeded-random.js';
import { Colleagues } from './colleagues.service.js';
import { LiveScripts, type LiveTalk } from './live-scripts.js';
import { Strangers } from './strangers.service.js';

const SECOND = 1_000;
/** So often a person goes on by themselves in one conversation; nobody chats for ever. */
const MOST_AFTERWORDS = 2;
/** Conversations remembered; older ones are picked up anew from what is stored. */
const REMEMBERED = 500;

const log = loggerFor('demo');

/**
 * What goes on while the demo runs: every now and then somebody writes, colleagues answer most of it after a while,
 * and people react to answers, also to those of whoever tries the demo.
 */
@Injectable()
export class LiveStream implements OnModuleInit, BeforeApplicationShutdown {
  private readonly over = new AbortController();
  private readonly under = new Set<Promise<void>>();
  private readonly talks = new Map<string, LiveTalk>();
  private readonly reacted = new Map<string, number>();
  private readonly run = `l${Date.now().toString(36)}`;
  private readonly random = new SeededRandom(Date.now());
  private readonly scripts = new LiveScripts(this.run, this.random);
  private house: SampleHouse | undefined;

  constructor(
    private readonly env: Env,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly voices: Voices,
    private readonly threads: Threads,
    private readonly strangers: Strangers,
    private readonly colleagues: Colleagues,
    private readonly desk: Desk,
  ) {}

  onModuleInit(): void {
    // Every pause listens to it.
    setMaxListeners(0, this.over.signal);
    this.events.afterCommit(REPLY_SENT, (reply) => {
      const { house } = this;
      if (house !== undefined) this.start('hear of a reply', () => this.hear(house, reply));
    });
  }

  begin(house: SampleHouse): void {
    this.house = house;
    this.start('keep the stream going', async () => {
      for (;;) {
        await this.pause(this.random.between(0.5, 1.5) * this.env.demoPauseMs);
        this.start('begin a conversation', () => this.beginTalk(house));
      }
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.over.abort();
    await Promise.all(this.under);
  }

  private async beginTalk(house: SampleHouse): Promise<void> {
    const talk = this.scripts.next(this.clock.nowMs());
    const { thread, script } = talk;
    const opening = script.opening.map((wording) => say(wording, talk.phrasing));
    await this.speak(house, thread, opening, script.file === undefined ? undefined : script.file);
    const id = await this.arrival(house, thread);
    this.remember(id, talk);
    this.start('let a colleague answer', () => this.letAnswer(house, id, talk));
  }

  /** Most are answered within minutes; the rest waits for whoever tries the demo, and is answered in the end. */
  private async letAnswer(house: SampleHouse, id: string, talk: LiveTalk): Promise<void> {
    const quick = this.random.chance(0.7);
    await this.pause((quick ? this.random.between(60, 300) : this.random.between(1_200, 3_600)) * SECOND);
    const exchange = talk.script.exchanges[talk.exchange];
    if (exchange === undefined) return;
    const member = this.random.pick<MemberKey>(['mia', 'mia', 'jonas']);
    const text = say(exchange.answer, talk.phrasing);
    await this.colleagues.answer(house, id, member, text, talk.thread.said.person.at(-1));
  }

  /** A reply of ours has reached somebody. */
  private async hear(house: SampleHouse, reply: ReplyRef): Promise<void> {
    const talk = this.talks.get(reply.conversationId);
    const thread =
      talk?.thread ??
      (await this.strangers.pickUp(house, reply.conversationId, `${this.run}-${reply.messageId}`));
    const sent = await this.desk.sent(house.brandId, reply.messageId);
    if (thread === undefined || sent === undefined) return;
    thread.lastReply = sent;
    if (thread.medium === 'email') thread.mails = [...thread.mails, sent.externalId];
    if (thread.medium === 'dm' || thread.medium === 'chat') {
      await this.pause(this.random.between(3, 15) * SECOND);
      this.voices.reads(house, thread, this.clock.nowMs());
      await this.voices.flush();
    }
    const bySample = reply.memberId !== house.members.anna.seat.memberId;
    if (talk !== undefined && bySample) await this.goOn(house, reply.conversationId, talk);
    else await this.reactFreely(house, reply.conversationId, thread);
  }

  /** As the script says. */
  private async goOn(house: SampleHouse, id: string, talk: LiveTalk): Promise<void> {
    const exchange = talk.script.exchanges[talk.exchange];
    talk.exchange += 1;
    const last = talk.exchange >= talk.script.exchanges.length;
    if (exchange?.reaction === undefined) {
      if (last) await this.settle(house, id);
      return;
    }
    await this.pause(this.thinkingTime(talk.thread));
    await this.speak(
      house,
      talk.thread,
      exchange.reaction.map((wording) => say(wording, talk.phrasing)),
    );
    if (last) await this.settle(house, id);
    else this.start('let a colleague answer', () => this.letAnswer(house, id, talk));
  }

  /** To words nobody foresaw. */
  private async reactFreely(house: SampleHouse, id: string, thread: Thread): Promise<void> {
    const before = this.reacted.get(id) ?? 0;
    if (before >= MOST_AFTERWORDS || !this.random.chance(before === 0 ? 0.6 : 0.35)) return;
    this.reacted.set(id, before + 1);
    await this.pause(this.thinkingTime(thread));
    const { letters, short } = afterwords[thread.language];
    await this.speak(house, thread, [this.random.pick(thread.medium === 'email' ? letters : short)]);
  }

  private async settle(house: SampleHouse, id: string): Promise<void> {
    await this.pause(this.random.between(60, 240) * SECOND);
    await this.colleagues.settle(house, id);
  }

  /** Message by message, as fast as somebody types; in a chat one sees them typing. */
  private async speak(
    house: SampleHouse,
    thread: Thread,
    texts: readonly string[],
    file?: 'photo' | 'receipt',
  ): Promise<void> {
    for (const [index, text] of texts.entries()) {
      if (thread.medium === 'chat' || thread.medium === 'dm') {
        if (index > 0 || thread.conversationId !== null) await this.type(house, thread, text);
      }
      const at = this.clock.nowMs();
      const attached = index === 0 && file !== undefined ? sampleFile(file, thread.subject) : undefined;
      this.voices.says(house, thread, 'person', [{ at, text }], attached);
      await this.voices.flush();
    }
  }

  private async type(house: SampleHouse, thread: Thread, text: string): Promise<void> {
    this.voices.types(house, thread, this.clock.nowMs(), true);
    await this.voices.flush();
    await this.pause(Math.min(6 * SECOND, 1_200 + text.length * 45));
    this.voices.types(house, thread, this.clock.nowMs(), false);
    await this.voices.flush();
  }

  private thinkingTime({ medium }: Thread): number {
    const [low, high] = { chat: [6, 25], dm: [20, 90], comment: [40, 150], email: [40, 180] }[medium] as [
      number,
      number,
    ];
    return this.random.between(low, high) * SECOND;
  }

  /** Its conversation, as soon as it is there. */
  private async arrival(house: SampleHouse, thread: Thread): Promise<string> {
    for (;;) {
      const id = await this.threads.conversationOf(house, thread);
      if (id !== undefined) return id;
      await this.pause(250);
    }
  }

  private remember(id: string, talk: LiveTalk): void {
    this.talks.set(id, talk);
    if (this.talks.size > REMEMBERED) this.talks.delete(this.talks.keys().next().value!);
  }

  private pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.over.signal });
  }

  /** A piece of life of its own: its failure is told and ends nothing else. */
  private start(what: string, work: () => Promise<void>): void {
    if (this.over.signal.aborted) return;
    const running = work()
      .catch((error: unknown) => {
        if (!this.over.signal.aborted) log.warn({ err: error }, `the demo could not ${what}`);
      })
      .finally(() => this.under.delete(running));
    this.under.add(running);
  }
}
