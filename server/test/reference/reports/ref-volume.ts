import { isAbout, isInPeriod, type RefMessage, type RefQuery, type RefWorld } from './ref-world.js';

/** What was written in the period. */
export function referenceVolume(world: RefWorld, query: RefQuery) {
  const messages = world.conversations
    .filter(isAbout(query))
    .flatMap((conversation) => conversation.messages)
    .filter(({ at }) => isInPeriod(at, world, query));
  const count = (of: (message: RefMessage) => boolean) => messages.filter(of).length;
  return {
    in: count(({ out, automatic, deleted }) => !out && !automatic && !deleted),
    outByMembers: count(
      ({ out, accepted, automatic, memberId }) => out && accepted && !automatic && memberId !== null,
    ),
    outOutside: count(
      ({ out, accepted, automatic, memberId }) => out && accepted && !automatic && memberId === null,
    ),
    outByRules: count(({ out, accepted, automatic }) => out && accepted && automatic),
  };
}
