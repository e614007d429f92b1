/** Times people usually mean, in the browser's own time zone; the choice is theirs to change. */
export function snoozeTimes(now: Date): { later: Date; tomorrow: Date; monday: Date } {
  const later = new Date(now.getTime() + 3 * 3_600_000);
  later.setMinutes(Math.ceil(later.getMinutes() / 15) * 15, 0, 0);
  const morning = (daysAhead: number) => {
    const date = new Date(now);
    date.setDate(date.getDate() + daysAhead);
    date.setHours(8, 30, 0, 0);
    return date;
  };
  const toMonday = (8 - now.getDay()) % 7 || 7;
  return { later, tomorrow: morning(1), monday: morning(toMonday) };
}

/** A date for `<input type="datetime-local">`. */
export const toLocalInput = (date: Date): string =>
  new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
