const PLACE = /^#m-([0-9a-f-]{36})$/;

/** What leads to a message of a conversation, behind its address; nothing where there is none to be found. */
export const placeOfMessage = (messageId: string | null): string =>
  messageId === null ? '' : `#m-${messageId}`;

/** The id of the message such a place leads to, if it is one. */
export const messageOfPlace = (place: string): string | undefined => PLACE.exec(place)?.[1];
