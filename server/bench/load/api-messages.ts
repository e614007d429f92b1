/** A series of messages of the API channel; the same series and number is the same message. */
export interface Series {
  name: string;
  /** Messages of one person in one conversation; numbers go round the conversations. */
  conversations: number;
}

const WORDS =
  'hello the parcel has not come yet could you please have a look when it will be here thank you very much';

/** Event `number` as the JSON that is sent: a message of ordinary length, from the person of its conversation. */
export function apiMessage({ name, conversations }: Series, number: number): string {
  const thread = `${name}-${number % conversations}`;
  return JSON.stringify({
    id: `${name}.e${number}`,
    type: 'message',
    conversation: { id: thread, medium: 'dm' },
    message: { id: `${name}.m${number}`, text: textOf(name, number) },
    person: { id: `person-${thread}`, name: `Person ${thread}` },
  });
}

/** What message `number` says: different for each, so that it is known again on the screen. */
export const textOf = (series: string, number: number): string => `${series} #${number}: ${WORDS}`;

/** The number of the message that says this, if it is one of ours. */
export function numberIn(text: string): number | undefined {
  const number = / #(\d+): /.exec(text)?.[1];
  return number === undefined ? undefined : Number(number);
}
