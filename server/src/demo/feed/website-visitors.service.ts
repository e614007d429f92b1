import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Visit } from '@parley/shared/livechat.js';
import type { MovableClock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import type { SampleHouse } from '../house/sample-house.js';
import { sampleBrand } from '../sample-brand.js';
import { type WebsiteChat, websiteChats } from '../texts/website-chats.js';
import { Desk } from './desk.service.js';
import { Settled } from './settled.service.js';

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Whoever asked last did so this long ago. */
const LAST_MS = 90_000;

/** People on the brand's own website: they speak as the widget does, by the real routes. */
@Injectable()
export class WebsiteVisitors {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly database: Database,
    private readonly desk: Desk,
    private readonly settled: Settled,
  ) {}

  /** Lives through the chats of the last weeks, up to this moment. The clock stands. */
  async chat(house: SampleHouse, clock: MovableClock, now: number): Promise<void> {
    for (const chat of websiteChats) await this.one(house, clock, chat, now);
  }

  private async one(house: SampleHouse, clock: MovableClock, chat: WebsiteChat, now: number): Promise<void> {
    const midnight = Math.floor(now / DAY_MS) * DAY_MS;
    let at = chat.daysAgo === 0 ? now - LAST_MS : midnight - chat.daysAgo * DAY_MS + chat.hour * HOUR_MS;
    const pass = (ms: number) => {
      at += ms;
      clock.set(Math.min(at, now));
    };
    pass(0);
    const browser = await this.visit(house, chat, at);
    for (const text of chat.asks) {
      await this.say(house, browser, chat, text);
      pass(7_000);
    }
    await this.settled.wait();
    if (chat.answer === null) return;
    const conversationId = await this.conversationWith(house, chat.asks.at(-1) ?? '');
    pass(chat.answer.afterSeconds * 1_000);
    await this.desk.reply(house.members[chat.answer.by], conversationId, {
      text: chat.answer.text,
      closeAfter: false,
    });
    await this.settled.wait();
    if (chat.thanks !== undefined) {
      pass(25_000);
      await this.say(house, browser, chat, chat.thanks);
      await this.settled.wait();
      await this.desk.needsNoAnswer(house.members[chat.answer.by], conversationId);
    }
    pass(30_000);
    await this.desk.close(house.members[chat.answer.by], conversationId);
  }

  private async visit(
    { website }: SampleHouse,
    { name, language }: WebsiteChat,
    at: number,
  ): Promise<string> {
    const identity = name === null ? null : vouch(website.secret, name, at);
    const visit = await this.call<Visit>(`${website.path}/visits`, { token: null, identity, language });
    return visit.token;
  }

  private async say(
    { website }: SampleHouse,
    token: string,
    { page, language }: WebsiteChat,
    text: string,
  ): Promise<void> {
    const url = `${sampleBrand.website}${page.path}`;
    const body = { clientId: newId(), text, uploadIds: [], page: { url, title: page.title }, language };
    await this.call(`${website.path}/messages`, body, token);
  }

  private async call<T>(url: string, body: unknown, token?: string): Promise<T> {
    const answer = await this.host.httpAdapter.getInstance<Fastify>().inject({
      method: 'POST',
      url,
      headers: {
        origin: sampleBrand.website,
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      payload: JSON.stringify(body),
    });
    if (answer.statusCode !== 200)
      throw new Error(`the chat refused a sample visitor (${answer.statusCode}): ${answer.payload}`);
    return answer.json<T>();
  }

  private async conversationWith({ brandId, website }: SampleHouse, words: string): Promise<string> {
    const row = await this.database.one<{ id: string }>(
      'SELECT id FROM conversation WHERE brand_id = $1 AND channel_id = $2 AND last_words = $3',
      [brandId, website.id, words],
    );
    if (row === undefined) throw new Error('what a sample visitor said has not come in');
    return row.id;
  }
}

/** As the brand's own server would. */
function vouch(secret: string, name: string, at: number): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.floor(at / 1_000);
  const sub = name.toLowerCase().replaceAll(' ', '-');
  const claims = { sub, name, email: `${sub}@example.com`, iat: seconds, exp: seconds + 300 };
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
