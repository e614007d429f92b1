let count = 0;

/** An event of another system as the API channel takes it; every one with ids of its own. */
export function apiMessage(
  given: {
    id?: string;
    conversation?: string;
    medium?: string;
    person?: string;
    message?: Record<string, unknown>;
    at?: string;
    post?: Record<string, unknown>;
  } = {},
) {
  count += 1;
  const person = given.person ?? 'anna';
  return {
    type: 'message',
    id: given.id ?? `event-${count}`,
    ...(given.at === undefined ? {} : { at: given.at }),
    conversation: {
      id: given.conversation ?? 'thread-1',
      ...(given.medium === undefined ? {} : { medium: given.medium }),
    },
    message: { id: `message-${count}`, text: `Hello ${count}?`, ...given.message },
    person: { id: person, name: person },
    ...(given.post === undefined ? {} : { post: given.post }),
  };
}
