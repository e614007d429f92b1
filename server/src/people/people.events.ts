import { defineEvent } from '../platform/events/events.js';

/** The platform named a picture of the person that is not fetched yet. */
export const AVATAR_DUE = defineEvent<{ brandId: string; identityId: string }>('avatar.due');

/** A member changed what is known of a person. */
export const PERSON_CHANGED = defineEvent<{ brandId: string; personId: string }>('person.changed');

/** Identities that go from one person to another. */
export interface Regrouping {
  brandId: string;
  /** Whose they are before and after. */
  personIds: string[];
  identityIds: string[];
}

/** Identities are about to go to another person; they and their persons are locked. */
export const IDENTITIES_MOVING = defineEvent<Regrouping>('identities.moving');

/** Identities now are another person's: what follows from whose they are has to follow, in the same transaction. */
export const IDENTITIES_MOVED = defineEvent<Regrouping>('identities.moved');

/** Two people were merged, or a merge was taken back: consoles that show one of them look again. */
export const PEOPLE_REGROUPED = defineEvent<{ brandId: string; personIds: string[] }>('people.regrouped');

/** What the brand wants to know of its people is something else now. */
export const PERSON_FIELDS_CHANGED = defineEvent<{ brandId: string }>('person-fields.changed');
