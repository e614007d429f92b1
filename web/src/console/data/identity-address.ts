import type { PersonDetail } from '@parley/shared/people.js';

/** The address mail to this person goes to: the one they wrote from last; null when none is known. */
export function addressOf(person: Pick<PersonDetail, 'identities'>): string | null {
  const latest = [...person.identities].sort((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt));
  for (const identity of latest) {
    const shown = identity.handle ?? identity.externalId;
    if (/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/u.test(shown)) return shown;
  }
  return null;
}
