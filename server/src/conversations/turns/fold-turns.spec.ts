import { beforeEach, describe, expect, it } from '@jest/globals';
import { Entries } from '../../../test/entry-builders.js';
import { PLAIN_POLICY, resumeOrRefold } from '../../../test/fold-bench.js';
import type { Entry } from './entry.js';
import { initialFold } from './fold-state.js';
import { canStep, foldTurns, stepFold } from './fold-turns.js';
import { settleWindows, type TurnPolicy } from './turn-policy.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let e: Entries;
beforeEach(() => {
  e = new Entries();
});

const fold = (entries: readonly Entry[], policy: TurnPolicy = PLAIN_POLICY) => foldTurns(entries, policy);
const turnsOf = (entries: readonly Entry[], policy?: TurnPolicy) => fold(entries, policy).turns;

describe('rule 2: a turn opens', () => {
  it('with the first inbound message of a person, one per person and conversation', () => {
    const anna = e.inbound({ at: 10 });
    const ben = e.inbound({ at: 20, personId: 'ben' });
    const { turns, conversation } = fold([anna, ben, e.inbound({ at: 30 })]);
    expect(turns).toMatchObject([
      { key: `${anna.id}:anna`, openedAt: 10, firstInboundEntryId: anna.id, inFigures: true },
      { key: `${ben.id}:ben`, openedAt: 20 },
    ]);
    expect(conversation).toMatchObject({ side: 'ours', openTurns: 2, waitingSince: 10 });
  });

  it('and the conversation is ours while any is open, by the earliest answer_by', () => {
    const slow = e.inbound({ at: 0, medium: 'email' });
    const fast = e.inbound({ at: HOUR, medium: 'chat', personId: 'ben' });
    expect(fold([slow, fast]).conversation).toMatchObject({
      side: 'ours',
      answerBy: HOUR + 2 * MINUTE,
      targetMs: 2 * MINUTE,
      waitingSince: 0,
    });
    const toBen = e.reply({ at: HOUR + 1, answers: ['ben'] });
    expect(fold([slow, fast, toBen]).conversation).toMatchObject({ side: 'ours', answerBy: 8 * HOUR });
    const toAnna = e.reply({ at: HOUR + 2, answers: ['anna'] });
    expect(fold([slow, fast, toBen, toAnna]).conversation).toMatchObject({ side: 'theirs', answerBy: null });
  });

  it('not with an edit', () => {
    const question = e.inbound({ at: 10 });
    const edited = [question, e.reply({ at: 20 }), e.edit(question, 30)];
    expect(fold(edited)).toMatchObject({
      turns: [{ outcome: 'answered' }],
      conversation: { side: 'theirs' },
    });
  });

  it('not with an automatic message, which reopens nothing either', () => {
    const closed = [e.inbound({ at: 10 }), e.reply({ at: 20 }), e.act('closed', 30)];
    const away = e.inbound({ at: 40, automatic: true });
    const { turns, conversation } = fold([...closed, away]);
    expect(turns).toHaveLength(1);
    expect(conversation).toMatchObject({ side: 'theirs', status: 'closed' });
  });

  it('with a set-aside automatic message at its original time, once a member says it needs an answer', () => {
    const taken = e.inbound({ at: 10, automatic: true });
    const { turns, conversation } = fold([taken, e.act('closed', 50), e.needsAnswer(taken, 90)]);
    expect(turns).toMatchObject([{ key: `${taken.id}:anna`, openedAt: 10, outcome: null, inFigures: true }]);
    expect(conversation).toMatchObject({ side: 'ours', status: 'open', waitingSince: 10 });
  });
});

describe('rule 3: further messages join', () => {
  it('and do not restart the clock', () => {
    const burst = [e.inbound({ at: 0 }), e.inbound({ at: 5 * SECOND }), e.inbound({ at: MINUTE })];
    expect(turnsOf(burst)).toMatchObject([
      {
        openedAt: 0,
        inboundCount: 3,
        lastInboundAt: MINUTE,
        answerBy: HOUR,
        settlesAt: MINUTE + 20 * SECOND,
      },
    ]);
  });
});

describe('rule 4: a turn settles', () => {
  it.each([
    ['chat', 8 * SECOND],
    ['dm', 20 * SECOND],
    ['comment', 0],
    ['email', 0],
  ] as const)('in %s after %d ms of quiet', (medium, quiet) => {
    const [turn] = turnsOf([e.inbound({ at: HOUR, medium })]);
    expect(turn?.settlesAt).toBe(HOUR + quiet);
  });

  it('by the window of the channel', () => {
    const policy = { ...PLAIN_POLICY, settleMs: settleWindows({ dm: MINUTE }) };
    expect(turnsOf([e.inbound({ at: 0 })], policy)).toMatchObject([{ settlesAt: MINUTE }]);
  });

  it('though people may answer earlier', () => {
    expect(turnsOf([e.inbound({ at: 0 }), e.reply({ at: 1 })])).toMatchObject([
      { outcome: 'answered', waitMs: 1 },
    ]);
  });
});

describe('rule 5: a reply answers', () => {
  it('only whom it speaks to', () => {
    const asked = [e.inbound({ at: 0 }), e.inbound({ at: 1, personId: 'ben' })];
    const reply = e.reply({ at: 9, answers: ['ben'] });
    expect(turnsOf([...asked, reply]).map((turn) => turn.outcome)).toEqual([null, 'answered']);
  });

  it('everyone, in a direct message', () => {
    const asked = [e.inbound({ at: 0 }), e.inbound({ at: 1, personId: 'ben' })];
    expect(turnsOf([...asked, e.reply({ at: 9 })]).map((turn) => turn.waitMs)).toEqual([9, 8]);
  });
});

describe('rule 6: a turn closes', () => {
  it('answered by a member who is credited, at the time of the reply', () => {
    const reply = e.reply({ at: 40, memberId: 'sender' });
    expect(turnsOf([e.inbound({ at: 10 }), reply])).toMatchObject([
      {
        outcome: 'answered',
        answeredAt: 40,
        closedAt: 40,
        closedEntryId: reply.id,
        answeredBy: { kind: 'member', memberId: 'sender' },
      },
    ]);
  });

  it('answered natively, credited to outside Parley', () => {
    const native = e.reply({ at: 40, memberId: null });
    expect(turnsOf([e.inbound({ at: 10 }), native])).toMatchObject([
      { outcome: 'answered', answeredBy: { kind: 'outside' } },
    ]);
  });

  it('never by a rule, an away message or a bot', () => {
    const automatic = e.reply({ at: 40, automatic: true, memberId: null });
    expect(turnsOf([e.inbound({ at: 10 }), automatic])).toMatchObject([{ outcome: null }]);
  });

  it('not while the reply is unconfirmed, and says so', () => {
    const question = e.inbound({ at: 10 });
    const reply = e.reply({ at: 20, state: 'unconfirmed' });
    const unknown = fold([question, reply]);
    expect(unknown.turns).toMatchObject([{ outcome: null, unconfirmedReplyIds: [reply.id] }]);
    expect(unknown.conversation).toMatchObject({ side: 'ours', unconfirmed: true });
    const confirmed: Entry = { ...reply, state: 'accepted' };
    expect(resumeOrRefold(unknown.state, [question, confirmed], confirmed, PLAIN_POLICY)).toMatchObject({
      kind: 'refold',
      turns: [{ outcome: 'answered', waitMs: 10, unconfirmedReplyIds: [] }],
      conversation: { side: 'theirs', unconfirmed: false },
    });
    const failed: Entry = { ...reply, state: 'failed' };
    expect(resumeOrRefold(unknown.state, [question, failed], failed, PLAIN_POLICY)).toMatchObject({
      turns: [{ outcome: null, unconfirmedReplyIds: [], reopened: false }],
    });
  });

  it('and reopens with its old opened_at when the reply bounces, even after "send and close"', () => {
    const question = e.inbound({ at: 10 });
    const reply = e.reply({ at: 20 });
    const closed = e.act('closed', 21);
    const sent = fold([question, reply, closed]);
    expect(sent).toMatchObject({ turns: [{ outcome: 'answered' }], conversation: { status: 'closed' } });
    const bounced: Entry = { ...reply, state: 'failed_later', failureArrival: 99 };
    expect(resumeOrRefold(sent.state, [question, bounced, closed], bounced, PLAIN_POLICY)).toMatchObject({
      turns: [{ openedAt: 10, outcome: null, answeredAt: null, reopened: true }],
      episodes: [{ closedAt: null, solved: null }],
      conversation: { status: 'open', side: 'ours', waitingSince: 10 },
    });
  });

  it('as no_answer_needed, everyone or one person', () => {
    const both = [e.inbound({ at: 0 }), e.inbound({ at: 1, personId: 'ben' })];
    const outcomes = (act: Entry) => turnsOf([...both, act]).map((turn) => turn.outcome);
    expect(outcomes(e.noAnswerNeeded(9))).toEqual(['no_answer_needed', 'no_answer_needed']);
    expect(outcomes(e.noAnswerNeeded(9, 'ben'))).toEqual([null, 'no_answer_needed']);
  });

  it('as closed_unanswered', () => {
    const { turns, conversation } = fold([e.inbound({ at: 10 }), e.act('closed', 30)]);
    expect(turns).toMatchObject([{ outcome: 'closed_unanswered', closedAt: 30, waitMs: null }]);
    expect(conversation).toMatchObject({ status: 'closed', side: 'theirs' });
  });

  it('not by a closing that knew nothing of the message', () => {
    const closed = e.act('closed', 30);
    const cameLater = e.inbound({ at: 20 });
    expect(fold([cameLater, closed])).toMatchObject({
      turns: [{ openedAt: 20, outcome: null }],
      conversation: { status: 'open', side: 'ours' },
    });
  });

  it('again open when the closing is taken back', () => {
    const undone = [e.inbound({ at: 10 }), e.act('closed', 30), e.act('reopened', 32)];
    expect(fold(undone)).toMatchObject({
      turns: [{ openedAt: 10, outcome: null, reopened: true }],
      episodes: [{ openedAt: 10, closedAt: null }],
      conversation: { status: 'open', side: 'ours' },
    });
  });

  it('as withdrawn when the person deleted everything they had written in it', () => {
    const [one, two] = [e.inbound({ at: 10 }), e.inbound({ at: 20 })];
    const first = e.deletion(one, { at: 30 });
    expect(turnsOf([one, two, first])).toMatchObject([{ outcome: null, openedAt: 10, inboundCount: 2 }]);
    const second = e.deletion(two, { at: 40 });
    expect(turnsOf([one, two, first, second])).toMatchObject([{ outcome: 'withdrawn', closedAt: 40 }]);
  });

  it('once: what is deleted after the answer withdraws nothing', () => {
    const question = e.inbound({ at: 10 });
    const entries = [question, e.reply({ at: 20 }), e.deletion(question, { at: 30 })];
    expect(turnsOf(entries)).toMatchObject([{ outcome: 'answered' }]);
  });

  it('and the next message opens the next turn', () => {
    const entries = [e.inbound({ at: 10 }), e.reply({ at: 20 }), e.inbound({ at: 30 })];
    expect(turnsOf(entries)).toMatchObject([
      { outcome: 'answered', firstOfEpisode: true },
      { outcome: null, openedAt: 30, firstOfEpisode: false },
    ]);
  });
});

describe('late entries', () => {
  it('dated before an answer belong to the turn it closed', () => {
    const [question, reply] = [e.inbound({ at: 10 }), e.reply({ at: 30 })];
    const late = e.inbound({ at: 20 });
    const known = fold([question, reply]);
    expect(canStep(known.state, late)).toBe(false);
    const { turns, conversation } = resumeOrRefold(known.state, [question, reply, late], late, PLAIN_POLICY);
    expect(turns).toMatchObject([{ inboundCount: 2, outcome: 'answered', waitMs: 20 }]);
    expect(conversation.side).toBe('theirs');
  });

  it('dated after an answer open the next', () => {
    const entries = [e.inbound({ at: 10 }), e.inbound({ at: 40 }), e.reply({ at: 30 })];
    expect(turnsOf(entries).map((turn) => turn.openedAt)).toEqual([10, 40]);
  });

  it('find a deletion that came before its message', () => {
    const message = e.inbound({ at: 10 });
    const deletion = e.deletion(message, { at: 20, messageAt: null });
    const waiting = stepFold(initialFold(), deletion, PLAIN_POLICY);
    expect(canStep(waiting.state, { ...message, at: 30 })).toBe(false);
    expect(turnsOf([deletion, { ...message, at: 30 }])).toMatchObject([
      { outcome: 'withdrawn', closedAt: 30 },
    ]);
  });

  it('are refused as a step', () => {
    const { state } = fold([e.inbound({ at: 10 })]);
    expect(() => stepFold(state, e.inbound({ at: 9 }), PLAIN_POLICY)).toThrow(RangeError);
  });

  it('of the very same time are a step when they come last in their order, else not', () => {
    const { state } = fold([e.inbound({ at: 10, platformId: '7' })]);
    expect(canStep(state, e.inbound({ at: 10, platformId: '8' }))).toBe(true);
    expect(canStep(state, e.inbound({ at: 10, platformId: '6' }))).toBe(false);
    // What it replies to may be one of that time: only a fresh fold knows.
    expect(canStep(state, e.inbound({ at: 10, platformId: '8', replyTo: 'other' }))).toBe(false);
    // Kept by an earlier version, which did not note who was last.
    const { lastTie, ...older } = state;
    expect(lastTie).toMatchObject({ platformId: '7' });
    expect(canStep(older, e.inbound({ at: 10, platformId: '8' }))).toBe(false);
  });
});

describe('rules 7 and 9: waits and promises', () => {
  const weekdays = Array.from({ length: 5 }, () => [{ start: 9 * 60, end: 17 * 60 }]);
  const hours = { timeZone: 'UTC', week: [...weekdays, [], []], holidays: [] };
  const monday = Date.UTC(2026, 0, 5);
  const withHours: TurnPolicy = { ...PLAIN_POLICY, calendars: [{ validFrom: 0, value: hours }] };

  it.each([
    ['chat', 2 * MINUTE],
    ['dm', HOUR],
    ['comment', 2 * HOUR],
    ['email', 8 * HOUR],
  ] as const)('promises an answer in %s within %d ms', (medium, target) => {
    expect(turnsOf([e.inbound({ at: 5, medium })])).toMatchObject([
      { targetMs: target, answerBy: 5 + target },
    ]);
  });

  it('counts the wait by the wall clock and inside business hours', () => {
    const entries = [e.inbound({ at: monday + 16 * HOUR }), e.reply({ at: monday + 34 * HOUR })];
    expect(turnsOf(entries, withHours)).toMatchObject([
      { waitMs: 18 * HOUR, waitBusinessMs: 2 * HOUR, outsideHours: false, answerBy: monday + 17 * HOUR },
    ]);
    expect(turnsOf(entries)).toMatchObject([{ waitMs: 18 * HOUR, waitBusinessMs: 18 * HOUR }]);
  });

  it('says when both fell outside the hours', () => {
    const entries = [e.inbound({ at: monday + 2 * HOUR }), e.reply({ at: monday + 3 * HOUR })];
    expect(turnsOf(entries, withHours)).toMatchObject([{ waitBusinessMs: 0, outsideHours: true }]);
  });

  it('uses the versions of target and calendar valid when the turn opened', () => {
    const versions: TurnPolicy = {
      ...PLAIN_POLICY,
      targets: [{ validFrom: monday + DAY, value: { chat: 1, dm: 2 * HOUR, comment: 1, email: 1 } }],
      calendars: [
        { validFrom: monday + DAY, value: null },
        { validFrom: 0, value: hours },
      ],
    };
    const before = e.inbound({ at: monday + 16.5 * HOUR });
    const after = e.inbound({ at: monday + DAY + 20 * HOUR, personId: 'ben' });
    expect(turnsOf([before, after], versions)).toMatchObject([
      { targetMs: HOUR, answerBy: monday + DAY + 9.5 * HOUR },
      { targetMs: 2 * HOUR, answerBy: monday + DAY + 22 * HOUR },
    ]);
  });

  it('leaves a turn out when the time of its opening or of its answer cannot be trusted', () => {
    const tooOld = { outOfFigures: 'too_old' };
    const left = { inFigures: false, leftOutBecause: 'too_old' };
    expect(turnsOf([e.inbound({ at: 10, ...tooOld })])).toMatchObject([left]);
    expect(turnsOf([e.inbound({ at: 10 }), e.reply({ at: 20, ...tooOld })])).toMatchObject([left]);
    const joined = [e.inbound({ at: 10 }), e.inbound({ at: 15, ...tooOld }), e.reply({ at: 20 })];
    expect(turnsOf(joined)).toMatchObject([{ inFigures: true, leftOutBecause: null }]);
  });
});

describe('rule 10: snooze, merge, split, mark as ours', () => {
  it('snooze hides and never stops the clock', () => {
    const entries = [e.inbound({ at: 10 }), e.snoozed(20, 500)];
    const { turns, conversation } = fold(entries);
    expect(turns).toMatchObject([{ openedAt: 10, answerBy: HOUR + 10, outcome: null }]);
    expect(conversation).toMatchObject({
      status: 'snoozed',
      snoozedUntil: 500,
      side: 'ours',
      waitingSince: 10,
    });
    const later = fold([...entries, e.reply({ at: 600 })]);
    expect(later).toMatchObject({ turns: [{ waitMs: 590 }], conversation: { status: 'open' } });
  });

  it('snooze ends when the person writes, and when a member says so', () => {
    const snoozed = [e.inbound({ at: 10 }), e.snoozed(20, null)];
    expect(fold(snoozed).conversation).toMatchObject({ status: 'snoozed', snoozedUntil: null });
    expect(fold([...snoozed, e.inbound({ at: 30 })]).conversation.status).toBe('open');
    expect(fold([...snoozed, e.inbound({ at: 30, automatic: true })]).conversation.status).toBe('snoozed');
    expect(fold([...snoozed, e.act('unsnoozed', 30)]).conversation.status).toBe('open');
  });

  it('snooze does not hide a message it knew nothing of', () => {
    const snoozed = e.snoozed(30, null);
    expect(fold([snoozed, e.inbound({ at: 20 })]).conversation.status).toBe('open');
  });

  it("merge joins a person's open turns under the earliest opened_at and leaves closed ones as they were", () => {
    const answered = [e.inbound({ at: 1 }), e.reply({ at: 5 })];
    const here = e.inbound({ at: 20 });
    const there = e.inbound({ at: 10, threadId: 'other' });
    const theirs = e.inbound({ at: 11, threadId: 'other', personId: 'ben' });
    // This reply was written in one of the two: it answered nobody in the other.
    const elsewhere = e.reply({ at: 12 });
    const history = [...answered, here, there, theirs, elsewhere, e.merged(50, 'other')];
    const merged = fold(history);
    const open = merged.turns.filter(({ outcome }) => outcome === null);
    expect(open.toSorted((a, b) => a.openedAt - b.openedAt)).toMatchObject([
      { key: `${there.id}:anna`, openedAt: 10, inboundCount: 2, lastInboundAt: 20, outcome: null },
      { key: `${theirs.id}:ben`, openedAt: 11, inboundCount: 1, outcome: null },
    ]);
    expect(merged.turns.map(({ key }) => key)).not.toContain(`${here.id}:anna`);
    expect(merged.turns).toContainEqual(
      expect.objectContaining({ openedAt: 1, outcome: 'answered', waitMs: 4 }),
    );
    expect(merged.conversation).toMatchObject({ openTurns: 2, waitingSince: 10 });
    const after = stepFold(merged.state, e.reply({ at: 60, threadId: 'other' }), PLAIN_POLICY);
    expect(after.turns.map((turn) => turn.waitMs).sort()).toEqual([49, 50]);
    expect(after.conversation.side).toBe('theirs');
  });

  it('merge joins two running episodes', () => {
    const entries = [e.inbound({ at: 20 }), e.inbound({ at: 10, threadId: 'other' }), e.merged(50, 'other')];
    const [mine, theirs] = [entries[0]?.id, entries[1]?.id];
    const { episodes } = fold([...entries, e.act('closed', 60)]);
    expect(new Map(episodes.map((episode) => [episode.key, episode]))).toMatchObject(
      new Map([
        [mine, { openedAt: 10, closedAt: 60, resolutionMs: 50, mergedIntoKey: null }],
        [theirs, { closedAt: null, mergedIntoKey: mine }],
      ]),
    );
  });

  it('split: each part is folded anew', () => {
    const stays = e.inbound({ at: 10 });
    const leaves = e.inbound({ at: 20 });
    const reply = e.reply({ at: 30 });
    expect(turnsOf([stays, leaves, reply])).toMatchObject([{ inboundCount: 2, outcome: 'answered' }]);
    expect(turnsOf([stays, reply, e.act('split', 40)])).toMatchObject([
      { inboundCount: 1, outcome: 'answered' },
    ]);
    expect(turnsOf([{ ...leaves, threadId: 'new' }])).toMatchObject([{ openedAt: 20, outcome: null }]);
  });

  it('mark as ours after no_answer_needed reopens that turn', () => {
    const entries = [e.inbound({ at: 10 }), e.noAnswerNeeded(20), e.act('closed', 25), e.markedAsOurs(30)];
    expect(fold([...entries, e.reply({ at: 40 })])).toMatchObject({
      turns: [{ openedAt: 10, outcome: 'answered', waitMs: 30, reopened: true, inFigures: true }],
      episodes: [{ closedAt: null }],
      conversation: { status: 'open' },
    });
  });

  it('mark as ours after answered opens a turn made by a member, kept out of the figures', () => {
    const act = e.markedAsOurs(30);
    const { turns, conversation } = fold([e.inbound({ at: 10 }), e.reply({ at: 20 }), act]);
    expect(turns[1]).toMatchObject({
      key: `${act.id}:anna`,
      openedAt: 30,
      firstInboundEntryId: null,
      inboundCount: 0,
      madeByMember: true,
      inFigures: false,
      leftOutBecause: 'made_by_member',
      episodeKey: null,
    });
    expect(conversation).toMatchObject({ side: 'ours', answerBy: 30 + HOUR });
  });

  it('mark as ours means one person when named, and nothing while it is ours', () => {
    const asked = [e.inbound({ at: 10 }), e.inbound({ at: 11, personId: 'ben' }), e.noAnswerNeeded(20)];
    const named = turnsOf([...asked, e.markedAsOurs(30, { personIds: ['ben'] })]);
    expect(named.map((turn) => turn.outcome)).toEqual(['no_answer_needed', null]);
    expect(turnsOf([e.inbound({ at: 10 }), e.markedAsOurs(30)])).toHaveLength(1);
    const sent = [e.reply({ at: 1 }), e.markedAsOurs(2, { personIds: ['carl'] })];
    expect(turnsOf(sent)).toMatchObject([{ personId: 'carl', madeByMember: true }]);
  });
});

describe('rule 11: history', () => {
  it('is in no queue and no figure', () => {
    const old = [e.inbound({ at: 10, origin: 'history' }), e.inbound({ at: 20, origin: 'history' })];
    expect(fold(old)).toMatchObject({ turns: [], episodes: [], conversation: { side: 'theirs' } });
  });

  it('is queued when the owner chose so: marked imported and left out of reports', () => {
    const imported = e.inbound({ at: 10, origin: 'imported' });
    const answered = e.inbound({ at: 20, origin: 'imported', personId: 'ben' });
    const reply = e.reply({ at: 30, memberId: null, answers: ['ben'] });
    const { turns, episodes } = fold([imported, answered, reply]);
    const left = { imported: true, inFigures: false, leftOutBecause: 'imported' };
    expect(turns).toMatchObject([
      { ...left, outcome: null },
      { ...left, outcome: 'answered' },
    ]);
    expect(episodes).toMatchObject([{ inFigures: false, leftOutBecause: 'imported' }]);
  });
});

describe('episodes', () => {
  const solvedOnce = () => [e.inbound({ at: 0 }), e.reply({ at: 10 }), e.act('closed', 20)];

  it('run from the opening by a person to the closing', () => {
    expect(fold(solvedOnce()).episodes).toMatchObject([
      { openedAt: 0, closedAt: 20, resolutionMs: 20, solved: true, reopenedAt: null, inFigures: true },
    ]);
  });

  it('were not solved when a person comes back within 7 days', () => {
    const back = (at: number) => fold([...solvedOnce(), e.inbound({ at })]);
    expect(back(20 + 7 * DAY)).toMatchObject({
      episodes: [
        { solved: false, reopenedAt: 20 + 7 * DAY },
        { openedAt: 20 + 7 * DAY, solved: null },
      ],
      conversation: { status: 'open', side: 'ours' },
    });
    expect(back(21 + 7 * DAY).episodes).toMatchObject([{ solved: true, reopenedAt: null }, { solved: null }]);
  });

  it('were solved all the same when the reopening ends in "no answer needed"', () => {
    const thanks = [...solvedOnce(), e.inbound({ at: 100 }), e.noAnswerNeeded(110)];
    expect(fold(thanks).episodes).toMatchObject([{ solved: true, reopenedAt: 100 }, {}]);
    expect(fold([...thanks, e.inbound({ at: 120 })]).episodes[0]).toMatchObject({ solved: false });
  });

  it('are not begun by a member, nor by automatic messages', () => {
    const entries = [...solvedOnce(), e.act('reopened', 30), e.inbound({ at: 40, automatic: true })];
    expect(fold(entries)).toMatchObject({ episodes: [{ closedAt: 20 }], conversation: { status: 'open' } });
  });
});

describe('the state', () => {
  it('does not grow with the length of the history', () => {
    const long = Array.from({ length: 500 }, (_, n) => [
      e.inbound({ at: n * 1_000, personId: `person ${n % 3}` }),
      e.reply({ at: n * 1_000 + 500 }),
    ]).flat();
    const size = (entries: readonly Entry[]) => JSON.stringify(fold(entries).state).length;
    expect(size(long)).toBeLessThan(size(long.slice(0, 20)) + 50);
  });

  it('is not touched by a step', () => {
    const { state } = fold([e.inbound({ at: 10 })]);
    const copy = structuredClone(state);
    stepFold(state, e.reply({ at: 20 }), PLAIN_POLICY);
    expect(state).toEqual(copy);
  });
});
