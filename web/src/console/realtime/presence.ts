import { useSyncExternalStore } from 'react';

export type Present = { memberId: string; name: string; writing: boolean };

const nobody: Present[] = [];
let present = new Map<string, Present[]>();
let typing = new Map<string, Set<string>>();
const timers = new Map<string, number>();
const listeners = new Set<() => void>();

/** A person's "typing" that is never taken back is over after this. */
const typingMs = 8_000;

const publish = () => {
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const presence = {
  set(conversationId: string, members: Present[]) {
    present = new Map(present);
    if (members.length) present.set(conversationId, members);
    else present.delete(conversationId);
    publish();
  },
  typing(conversationId: string, personId: string, on: boolean) {
    const key = `${conversationId} ${personId}`;
    window.clearTimeout(timers.get(key));
    timers.delete(key);
    const people = new Set(typing.get(conversationId));
    if (on) {
      people.add(personId);
      timers.set(
        key,
        window.setTimeout(() => presence.typing(conversationId, personId, false), typingMs),
      );
    } else people.delete(personId);
    typing = new Map(typing).set(conversationId, people);
    publish();
  },
  /** After a lost connection nothing known before holds. */
  clear() {
    present = new Map();
    typing = new Map();
    for (const timer of timers.values()) window.clearTimeout(timer);
    timers.clear();
    publish();
  },
};

/** Who else has the conversation open; the member's own seat is left out. */
export function usePresent(conversationId: string, ownMemberId: string): Present[] {
  const members = useSyncExternalStore(subscribe, () => present.get(conversationId) ?? nobody);
  return members.some((member) => member.memberId === ownMemberId)
    ? members.filter((member) => member.memberId !== ownMemberId)
    : members;
}

const noOne: ReadonlySet<string> = new Set();

/** The persons who are typing in the conversation right now. */
export function useTyping(conversationId: string): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, () => typing.get(conversationId) ?? noOne);
}
