import { defineEvent } from '../platform/events/events.js';

/** A person began or stopped writing. Passed on and forgotten: never stored, and lost with the process. */
export const PERSON_TYPING = defineEvent<{
  brandId: string;
  channelId: string;
  conversationExternalId: string;
  identity: { namespace: string; externalId: string };
  typing: boolean;
}>('person.typing');
