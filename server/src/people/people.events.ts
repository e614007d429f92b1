import { defineEvent } from '../platform/events/events.js';

/** The platform named a picture of the person that is not fetched yet. */
export const AVATAR_DUE = defineEvent<{ brandId: string; identityId: string }>('avatar.due');

/** A member changed what is known of a person. */
export const PERSON_CHANGED = defineEvent<{ brandId: string; personId: string }>('person.changed');
