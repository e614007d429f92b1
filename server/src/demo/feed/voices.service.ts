import { Injectable } from '@nestjs/common';
import type { ApiEvent } from '@parley/shared/api-channel.js';
import type { HookChannel, SampleHouse } from '../house/sample-house.js';
import { bounceMail } from '../mails/bounce-mail.format.js';
import { machineMail, personMail, type QuotedMail } from '../mails/person-mail.format.js';
import type { FileContent } from '../mails/sample-file.format.js';
import { sampleBrand } from '../sample-brand.js';
import { awayNotes, type MachineMail } from '../texts/machine-mails.js';
import { posts } from '../texts/posts.js';
import { fill } from '../texts/script.js';
import { publishedAt } from '../timeline/plan-timeline.js';
import type { SamplePerson } from '../timeline/sample-person.js';
import type { Saying } from '../timeline/talk.js';
import { DemoMailbox } from './demo-mailbox.js';
import { HookDoor } from './hook-door.service.js';
import type { Speaker, Thread } from './thread.js';

/**
 * The people outside: turns what they say into mails and signed webhooks. It is gathered first and handed over by
 * `flush`, so that what happens within the same hour comes in together.
 */
@Injectable()
export class Voices {
  private readonly mails: { raw: Promise<Buffer>; at: Date }[] = [];
  private readonly events = new Map<HookChannel, ApiEvent[]>();
  private now = Date.now();

  constructor(
    private readonly mailbox: DemoMailbox,
    private readonly door: HookDoor,
  ) {}

  /** The moment from which the ages of posts count back, ms since the epoch. */
  countFrom(now: number): void {
    this.now = now;
  }

  says(
    house: SampleHouse,
    thread: Thread,
    by: Speaker,
    sayings: readonly Saying[],
    file?: FileContent,
  ): void {
    const speaker = by === 'joiner' && thread.joiner !== null ? thread.joiner : thread.person;
    for (const { at, text } of sayings) {
      thread.count += 1;
      if (thread.medium === 'email') this.writes(thread, { at: new Date(at), text, file });
      else this.posts(house, thread, by, speaker, { at, text });
    }
  }

  edits(house: SampleHouse, thread: Thread, at: number, text: string): void {
    const id = thread.said.person.at(-1);
    if (id === undefined) return;
    this.event(house, thread, { ...this.base(thread, at), type: 'edit', message: { id, text } });
  }

  withdraws(house: SampleHouse, thread: Thread, at: number): void {
    const id = thread.said.person.at(-1);
    if (id === undefined) return;
    this.event(house, thread, { ...this.base(thread, at), type: 'delete', message: { id } });
  }

  /** Our answer, written on the platform itself. */
  answersNatively(house: SampleHouse, thread: Thread, at: number, text: string): void {
    const base = this.base(thread, at);
    this.event(house, thread, {
      ...base,
      type: 'message',
      message: {
        id: `m-${thread.id}-${thread.count}`,
        text,
        attachments: [],
        direction: 'out',
        automatic: false,
        ...(thread.medium === 'comment' ? { visibility: 'public', inReplyTo: thread.said.person[0] } : {}),
      },
      person: { id: thread.person.handle, name: thread.person.name },
    });
  }

  /** The person has read our last answer. */
  reads(house: SampleHouse, thread: Thread, at: number): void {
    const id = thread.lastReply?.externalId;
    if (id !== undefined) {
      this.event(house, thread, { ...this.base(thread, at), type: 'read', message: { id } });
    }
  }

  /** Passed on, never stored. */
  types(house: SampleHouse, thread: Thread, at: number, typing: boolean): void {
    const person = { id: thread.person.handle };
    this.event(house, thread, { ...this.base(thread, at), type: 'typing', person, typing });
  }

  /** The mailbox of the person answers our last mail by itself. */
  isAway(thread: Thread, at: number, until: string): void {
    const { subject, text } = awayNotes[thread.language];
    const slots = { subject: thread.subject, date: until, name: thread.person.name };
    const messageId = this.newMessageId(thread);
    const raw = machineMail({
      from: thread.person,
      at: new Date(at),
      messageId,
      ...(thread.lastReply === null ? {} : { inReplyTo: thread.lastReply.externalId }),
      subject: fill(subject, slots),
      text: fill(text, slots),
      headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
    });
    this.mails.push({ raw, at: new Date(at) });
  }

  /** The mailbox of the person is full: our last mail comes back. */
  bounces(thread: Thread, at: number): void {
    if (thread.lastReply === null) return;
    const raw = bounceMail({
      messageId: thread.lastReply.externalId,
      to: thread.person.address,
      subject: thread.subject,
      at: new Date(at),
      id: thread.id,
    });
    this.mails.push({ raw: Promise.resolve(raw), at: new Date(at) });
  }

  machine(mail: MachineMail, at: number, id: string): void {
    const domain = mail.from.address.slice(mail.from.address.indexOf('@') + 1);
    const raw = machineMail({ ...mail, at: new Date(at), messageId: `<${id}@${domain}>` });
    this.mails.push({ raw, at: new Date(at) });
  }

  /** Hands over everything gathered since the last time, in order. */
  async flush(): Promise<void> {
    for (const { raw, at } of this.mails.splice(0)) this.mailbox.put(await raw, at);
    const gathered = [...this.events];
    this.events.clear();
    for (const [channel, events] of gathered) await this.door.post(channel, events);
  }

  private writes(thread: Thread, { at, text, file }: { at: Date; text: string; file?: FileContent }): void {
    const { person, mails, lastReply } = thread;
    const messageId = this.newMessageId(thread);
    const opening = mails.length === 0;
    const words = opening
      ? [
          person.greeting,
          person.language === 'en' ? capitalised(text) : text,
          `${person.closing}\n${person.name}`,
        ]
      : [capitalised(text), person.first];
    const quoted: QuotedMail | null =
      lastReply === null
        ? null
        : {
            from: { name: `${lastReply.memberName} (${sampleBrand.name})`, address: sampleBrand.mailbox },
            at: lastReply.at,
            subject: thread.subject,
            text: lastReply.text,
          };
    const prefix = opening ? '' : person.language === 'de' && person.program === 'desktop' ? 'AW: ' : 'Re: ';
    const raw = personMail({
      from: person,
      at,
      messageId,
      references: mails,
      subject: `${prefix}${thread.subject}`,
      text: words.join('\n\n'),
      signature: opening ? person.workplace : null,
      language: person.language,
      program: person.program,
      quoted,
      attachments: file === undefined ? [] : [file],
    });
    thread.mails = [...mails, messageId];
    this.mails.push({ raw, at });
  }

  private posts(
    house: SampleHouse,
    thread: Thread,
    by: Speaker,
    speaker: SamplePerson,
    { at, text }: Saying,
  ): void {
    const id = `m-${thread.id}-${thread.count}`;
    const comment = thread.medium === 'comment';
    const under = thread.said.person[0];
    thread.said[by].push(id);
    this.event(house, thread, {
      ...this.base(thread, at),
      type: 'message',
      message: {
        id,
        text,
        attachments: [],
        direction: 'in',
        automatic: false,
        ...(comment ? { visibility: 'public' } : {}),
        ...(comment && under !== undefined ? { inReplyTo: under } : {}),
      },
      person: { id: speaker.handle, name: speaker.name },
      ...(thread.post === null ? {} : { post: this.post(thread.post) }),
    });
  }

  private post(id: string) {
    const post = posts.find((one) => one.id === id)!;
    return {
      id: post.id,
      title: post.title,
      text: post.text,
      url: `https://pictures.example.com/kolibri-kessel/${post.id}`,
      authorName: sampleBrand.name,
      publishedAt: new Date(publishedAt(post.id, this.now)).toISOString(),
    };
  }

  private base(thread: Thread, at: number) {
    thread.count += 1;
    return {
      id: `e-${thread.id}-${thread.count}`,
      at: new Date(at).toISOString(),
      conversation: { id: thread.externalId, medium: thread.medium },
    };
  }

  private event(house: SampleHouse, thread: Thread, event: ApiEvent): void {
    const channel = thread.medium === 'chat' ? house.chat : house.pictures;
    const known = this.events.get(channel);
    if (known === undefined) this.events.set(channel, [event]);
    else known.push(event);
  }

  private newMessageId(thread: Thread): string {
    thread.count += 1;
    const { address } = thread.person;
    return `<${thread.id}.${thread.count}@${address.slice(address.indexOf('@') + 1)}>`;
  }
}

const capitalised = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1);
