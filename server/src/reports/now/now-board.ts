import { type NowBoard, type NowFigures, type NowWait, nowWaitsMost } from '@parley/shared/now.js';
import { avatarUrl } from '../../people/person-summary.js';
import type { NowPart, NowReading, Waiting } from './now-reading.js';

/** Channels a member may see. */
export type Visible = readonly string[] | 'all';

const none = (): NowFigures => ({
  ...{ ours: 0, overdue: 0, dueSoon: 0, unassigned: 0, snoozed: 0, answeredToday: 0 },
});

const COUNTS = ['ours', 'overdue', 'dueSoon', 'unassigned', 'snoozed', 'answeredToday'] as const;

function add(sum: NowFigures, part: NowPart): NowFigures {
  for (const name of COUNTS) sum[name] += part[name];
  return sum;
}

/** Those who see the same channels see the same board. */
export const visibilityKey = (visible: Visible): string =>
  visible === 'all' ? 'all' : [...visible].sort().join(' ');

/**
 * What a member sees of a reading: nothing of channels hidden from them, neither as a row nor in a sum.
 * @param iconOf of a kind of channel
 */
export function boardFor(
  reading: NowReading,
  { visible, online, iconOf }: { visible: Visible; online: number; iconOf: (kind: string) => string },
): NowBoard {
  const sees = (channelId: string) => visible === 'all' || visible.includes(channelId);
  const parts = reading.parts.filter(({ channelId }) => sees(channelId));
  const waits = reading.waits.filter(({ channelId }) => sees(channelId));
  return {
    at: new Date(reading.at).toISOString(),
    total: parts.reduce(add, none()),
    waits: waits.slice(0, nowWaitsMost).map(presentWait),
    channels: reading.channels
      .filter(({ id }) => sees(id))
      .map(({ id, name, kind, status }) => {
        const own = parts.filter(({ channelId }) => channelId === id);
        return {
          ...{ id, name, status, icon: iconOf(kind) },
          media: own.map(({ medium }) => medium).sort(),
          figures: own.reduce(add, none()),
          waits: waits.filter(({ channelId }) => channelId === id).map(presentWait),
        };
      }),
    online,
    raised: reading.raised
      .filter(({ channelId }) => channelId === null || sees(channelId))
      .map(({ since, ...alert }) => ({ ...alert, since: new Date(since).toISOString() })),
  };
}

const presentWait = (wait: Waiting): NowWait => ({
  conversationId: wait.conversationId,
  channelId: wait.channelId,
  medium: wait.medium,
  person: { id: wait.personId, name: wait.personName, avatarUrl: avatarUrl(wait.personAvatar) },
  subject: wait.subject,
  lastWords: wait.lastWords,
  waitingSince: new Date(wait.waitingSince).toISOString(),
  answerBy: new Date(wait.answerBy).toISOString(),
  targetMs: wait.targetMs,
  assigned: wait.assigned,
});
