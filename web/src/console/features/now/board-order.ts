import type { NowChannel } from '@parley/shared/now.js';

/** Channels where somebody waits, whoever is due first on top; then those where all is quiet, by name. */
export function byUrgency(channels: readonly NowChannel[]): { busy: NowChannel[]; quiet: NowChannel[] } {
  const busy = channels.filter(({ figures }) => figures.ours > 0 || figures.snoozed > 0);
  const quiet = channels.filter((channel) => !busy.includes(channel));
  return {
    busy: busy.sort(
      (a, b) =>
        b.figures.overdue - a.figures.overdue || firstDue(a) - firstDue(b) || a.name.localeCompare(b.name),
    ),
    quiet,
  };
}

/** The earliest promise among those who have waited longest; a channel where nobody is in the queue comes last. */
const firstDue = ({ waits }: NowChannel) =>
  Math.min(Number.POSITIVE_INFINITY, ...waits.map(({ answerBy }) => Date.parse(answerBy)));
