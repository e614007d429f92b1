import { Injectable } from '@nestjs/common';
import { ReadsService } from '../../conversations/desk/reads.service.js';
import type { MovableClock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { SampleHouse } from '../house/sample-house.js';
import { sampleFile } from '../mails/sample-file.format.js';
import { machineMails } from '../texts/machine-mails.js';
import type { Timeline } from '../timeline/plan-timeline.js';
import type { Step } from '../timeline/talk.js';
import { Desk } from './desk.service.js';
import {
  type Course,
  type DeskStep,
  isOutside,
  nextPiece,
  type OutsideStep,
  type Window,
  windowsOf,
} from './rounds.js';
import { Settled } from './settled.service.js';
import type { Thread } from './thread.js';
import { Threads } from './threads.service.js';
import { Voices } from './voices.service.js';

/**
 * What happens within so long is set going together, conversations side by side: everything tells its own time, and the
 * house only learns of it a little later.
 */
const WINDOW_MS = 24 * 3_600_000;
/** Members acting at once. */
const DESKS = 6;

/** An answer that was given and has to leave. */
interface Given {
  thread: Thread;
  messageId: string;
}

/**
 * Lives the weeks behind us: moves the clock from window to window, lets people write and members act, and waits each
 * time until the house has done its work.
 */
@Injectable()
export class Filler {
  constructor(
    private readonly database: Database,
    private readonly voices: Voices,
    private readonly threads: Threads,
    private readonly desk: Desk,
    private readonly settled: Settled,
    private readonly reads: ReadsService,
  ) {}

  /** @param tell called with the share done so far, 0 to 1 */
  async fill(
    house: SampleHouse,
    timeline: Timeline,
    clock: MovableClock,
    tell: (done: number) => void,
  ): Promise<void> {
    const windows = windowsOf(timeline, WINDOW_MS);
    for (const [index, window] of windows.entries()) {
      clock.set(window.end);
      await this.live(house, window, clock);
      tell((index + 1) / windows.length);
    }
    await this.handOver();
    await this.readOlderOnes(house);
  }

  private async live(house: SampleHouse, window: Window, clock: MovableClock): Promise<void> {
    for (const { at, index } of window.machineMails) {
      this.voices.machine(machineMails[index]!, at, `machine-${at}`);
    }
    const courses = [...window.courses];
    while (courses.some(({ steps }) => steps.length > 0)) {
      const given: Given[] = [];
      const atDesks: (() => Promise<void>)[] = [];
      for (const course of courses) {
        const piece = nextPiece(course);
        if (piece[0] === undefined) continue;
        if (isOutside(piece[0])) for (const step of piece) this.speak(house, course, step as OutsideStep);
        else atDesks.push(() => this.actAll(house, course, piece, clock, given));
      }
      await Promise.all([this.voices.flush(), ...sideBySide(atDesks, DESKS)]);
      await this.settled.wait();
      for (const one of given) await this.noteSent(house, one);
    }
  }

  private async handOver(): Promise<void> {
    await this.voices.flush();
    await this.settled.wait();
  }

  private speak(house: SampleHouse, { thread, talk }: Course, step: OutsideStep): void {
    switch (step.kind) {
      case 'says': {
        const { file } = talk.script;
        const attached =
          step === talk.steps[0] && file !== undefined ? sampleFile(file, thread.subject) : undefined;
        this.voices.says(house, thread, step.by, step.sayings, attached);
        break;
      }
      case 'edits':
        this.voices.edits(house, thread, step.at, step.text);
        break;
      case 'withdraws':
        this.voices.withdraws(house, thread, step.at);
        break;
      case 'answers_natively':
        this.voices.answersNatively(house, thread, step.at, step.text);
        break;
      case 'is_away':
        this.voices.isAway(thread, step.at, step.until);
        break;
      case 'bounces':
        this.voices.bounces(thread, step.at);
        break;
    }
  }

  private async actAll(
    house: SampleHouse,
    { thread }: Course,
    steps: readonly Step[],
    clock: MovableClock,
    given: Given[],
  ): Promise<void> {
    const id = await this.threads.conversationOf(house, thread);
    if (id === undefined) throw new Error(`nothing of the sample conversation ${thread.id} has come in`);
    for (const step of steps) {
      await clock.during(step.at, async () => {
        if (step.kind === 'answers') {
          given.push({ thread, messageId: await this.answer(house, thread, id, step) });
        } else await this.act(house, id, step as Exclude<DeskStep, { kind: 'answers' }>);
      });
    }
  }

  private async act(
    house: SampleHouse,
    id: string,
    step: Exclude<DeskStep, { kind: 'answers' }>,
  ): Promise<void> {
    const member = house.members[step.member];
    switch (step.kind) {
      case 'notes':
        return this.desk.note(member, id, step.text);
      case 'tags':
        return this.desk.tag(
          member,
          id,
          step.tags.map((tag) => house.tagIds.get(tag)!),
        );
      case 'assigns':
        return this.desk.assign(member, id, house.members[step.to].seat.memberId);
      case 'prioritises':
        return this.desk.prioritise(member, id);
      case 'needs_none':
        return this.desk.needsNoAnswer(member, id);
      case 'snoozes':
        return this.desk.snooze(member, id, step.until);
      case 'closes':
        return this.desk.close(member, id);
    }
  }

  private async answer(
    house: SampleHouse,
    thread: Thread,
    conversationId: string,
    step: Extract<Step, { kind: 'answers' }>,
  ): Promise<string> {
    const said = thread.said[step.to ?? 'person'];
    const inReplyToId =
      thread.medium === 'comment' ? await this.threads.messageOf(house, said.at(-1)) : undefined;
    return this.desk.reply(house.members[step.member], conversationId, {
      text: step.text,
      closeAfter: step.closeAfter,
      ...(inReplyToId === undefined ? {} : { inReplyToId }),
    });
  }

  /** @throws Error when it has not left: nothing in the demo's own network refuses a reply */
  private async noteSent(house: SampleHouse, { thread, messageId }: Given): Promise<void> {
    const sent = await this.desk.sent(house.brandId, messageId);
    if (sent === undefined) throw new Error(`a reply in the sample conversation ${thread.id} did not leave`);
    thread.lastReply = sent;
    if (thread.medium === 'email') thread.mails = [...thread.mails, sent.externalId];
    if (thread.medium === 'dm' || thread.medium === 'chat') {
      this.voices.reads(house, thread, sent.at.getTime() + 4_000);
    }
  }

  /** The one who signs in first has read what is settled; the queue is still to be discovered. */
  private async readOlderOnes(house: SampleHouse): Promise<void> {
    const { anna } = house.members;
    const rows = await this.database.query<{ id: string; seq: number }>(
      `SELECT id, utterance_seq AS seq FROM conversation WHERE brand_id = $1 AND side = 'theirs' AND set_aside IS NULL`,
      [house.brandId],
    );
    for (const { id, seq } of rows) await this.reads.noteRead(anna.seat, id, seq);
  }
}

/** Runs all of them, so many at once. */
function sideBySide(work: (() => Promise<void>)[], lanes: number): Promise<void>[] {
  const left = work.values();
  return Array.from({ length: Math.min(lanes, work.length) }, async () => {
    for (const one of left) await one();
  });
}
