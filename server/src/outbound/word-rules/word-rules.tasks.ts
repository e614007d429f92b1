import { z } from 'zod';
import { defineTask } from '../../platform/queue/tasks.js';

/** Keeps a comment out of sight in which a rule has found a word; the subject is the comment. */
export const HIDE_BY_WORDS = defineTask({ name: 'hide-by-words', schema: z.object({}) });

/** Looks through what stood there before the rule; the subject is the rule. */
export const LOOK_BACK_FOR_WORDS = defineTask({ name: 'look-back-for-words', schema: z.object({}) });
