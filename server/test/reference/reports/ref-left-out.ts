import { isAbout, isInPeriod, type RefMessage, type RefQuery, type RefWorld } from './ref-world.js';

/** What came in and opened no turn: put away on its platform, how much of that unanswered, and what machines wrote. */
export function referenceLeftOut(world: RefWorld, query: RefQuery) {
  const said = world.conversations
    .filter(isAbout(query))
    .flatMap(({ messages }) => messages.map((message) => ({ message, beside: messages })))
    .filter(({ message }) => isInPeriod(message.at, world, query) && !message.out && !message.deleted);
  const putAway = said.filter(({ message }) => message.putAway && !message.automatic);
  const answers = (reply: RefMessage, { at, personId }: RefMessage) =>
    reply.out &&
    reply.accepted &&
    !reply.automatic &&
    reply.at >= at &&
    (reply.answers === 'everyone' || reply.answers.includes(personId ?? ''));
  return {
    thrownAway: putAway.length,
    unanswered: putAway.filter(({ message, beside }) => !beside.some((one) => answers(one, message))).length,
    automatic: said.filter(({ message }) => message.automatic).length,
  };
}
