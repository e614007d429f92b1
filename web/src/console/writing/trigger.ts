/** What the writer begins at the caret, and what they have typed of it; `back` is what it replaces, the sign included. */
export type Trigger = { kind: 'snippet' | 'emoji' | 'mention'; query: string; back: number };

const signs: [Trigger['kind'], RegExp][] = [
  ['snippet', /(?:^|[\s([{„“"'])\/([\p{L}\p{N}_.-]{0,40})$/u],
  ['emoji', /(?:^|[\s([{„“"'\p{Extended_Pictographic}]|\u{fe0f}):([\p{L}\p{N}_+-]{0,30})$/u],
  ['mention', /(?:^|[\s([{„“"'])@([\p{L}\p{N}_.'-]{0,30}(?: [\p{L}\p{N}.'-]{1,30})?)$/u],
];

/** Something to choose from begins with its sign, at the start of a word. `before`: the line up to the caret. */
export function triggerAt(before: string, allowed: ReadonlySet<Trigger['kind']>): Trigger | null {
  for (const [kind, sign] of signs) {
    if (!allowed.has(kind)) continue;
    const query = sign.exec(before)?.[1];
    if (query !== undefined) return { kind, query, back: query.length + 1 };
  }
  return null;
}

/** `:tada:`, closed by its second colon. */
export const closedName = (before: string): string | null =>
  /(?:^|[\s(]):([\p{L}\p{N}_+-]{2,40}):$/u.exec(before)?.[1] ?? null;
