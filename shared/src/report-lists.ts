import { z } from 'zod';
import { mediumSchema } from './brands.js';
import { idSchema, instantSchema, pageQuerySchema } from './page.js';
import {
  cellShape,
  checkDates,
  countedPageOf,
  countedShape,
  plainRowsShape,
  reportPeriodSchema,
} from './reports.js';

/**
 * What a list of messages is behind: a figure of volume (`out`: by members and outside Parley); or what opened no turn and so is in no
 * figure of waits: comments put away as spam, trash or removed (`thrown_away`; `thrown_away_unanswered`: those nobody had answered),
 * and automatic mail.
 */
export const messagesBehindSchema = z.enum([
  'said',
  'in',
  'out',
  'out_by_members',
  'out_outside',
  'out_by_rules',
  'thrown_away',
  'thrown_away_unanswered',
  'automatic',
]);
export type MessagesBehind = z.infer<typeof messagesBehindSchema>;

const messageListShape = { ...plainRowsShape, ...cellShape, behind: messagesBehindSchema.default('in') };
/** GET /api/v1/reports/messages: the very messages behind a figure, newest first. */
export const reportMessagesQuerySchema = pageQuerySchema
  .extend({ ...messageListShape, ...countedShape })
  .superRefine(checkDates);
export type ReportMessagesQuery = z.infer<typeof reportMessagesQuerySchema>;
/** GET /api/v1/reports/messages.csv */
export const reportMessagesCsvQuerySchema = z.object(messageListShape).superRefine(checkDates);
export type ReportMessagesCsvQuery = z.infer<typeof reportMessagesCsvQuerySchema>;

export const reportMessageSchema = z
  .object({
    id: idSchema,
    conversationId: idSchema,
    channelId: idSchema,
    medium: mediumSchema,
    /** Whose words they are. Which member is not told: a list could be summed up by it. */
    by: z.enum(['person', 'member', 'outside', 'rule']),
    /** The person who wrote it, or was written to; null for somebody who was erased. */
    personName: z.string().nullable(),
    /** The subject, else the post's title; null for direct messages. */
    about: z.string().nullable(),
    /** How it begins, as plain text. */
    text: z.string(),
    at: instantSchema,
    /** How it was put away; null where it was not. */
    thrownAway: z.enum(['spam', 'trashed', 'removed']).nullable(),
    /** Of what a person wrote: whether somebody answered them after it. Null of what we said. */
    answered: z.boolean().nullable(),
    /** What kind of automatic message it is; null where it is none. */
    automatic: z.string().nullable(),
  })
  .meta({ id: 'ReportMessage' });
export type ReportMessage = z.infer<typeof reportMessageSchema>;
export const reportMessagePageSchema = countedPageOf(reportMessageSchema).meta({ id: 'ReportMessagePage' });
export type ReportMessagePage = z.infer<typeof reportMessagePageSchema>;

/**
 * What a list of episodes is behind. `judged`: closed at least 7 days ago, or reopened within them; `solved_at_first` and `reopened` are
 * shares of those. `too_young`: closed, but not judged yet.
 */
export const episodesBehindSchema = z.enum([
  'opened',
  'closed',
  'open',
  'judged',
  'solved_at_first',
  'reopened',
  'too_young',
  'left_out',
]);
export type EpisodesBehind = z.infer<typeof episodesBehindSchema>;

const episodeListShape = {
  ...plainRowsShape,
  behind: episodesBehindSchema.default('opened'),
  /** Only those that took, or have been open for, so long: `tookFromMs` ≤ time < `tookToMs`. */
  tookFromMs: z.coerce.number().min(0).optional(),
  tookToMs: z.coerce.number().min(0).optional(),
};
/** GET /api/v1/reports/episodes: the very episodes behind a figure of resolution, newest first. */
export const reportEpisodesQuerySchema = pageQuerySchema
  .extend({ ...episodeListShape, ...countedShape })
  .superRefine(checkDates);
export type ReportEpisodesQuery = z.infer<typeof reportEpisodesQuerySchema>;
/** GET /api/v1/reports/episodes.csv */
export const reportEpisodesCsvQuerySchema = z.object(episodeListShape).superRefine(checkDates);
export type ReportEpisodesCsvQuery = z.infer<typeof reportEpisodesCsvQuerySchema>;

export const reportEpisodeSchema = z
  .object({
    id: idSchema,
    conversationId: idSchema,
    /** The message that (re)opened the conversation. */
    messageId: idSchema.nullable(),
    channelId: idSchema,
    medium: mediumSchema,
    personName: z.string().nullable(),
    about: z.string().nullable(),
    openedAt: instantSchema,
    /** Null: still open. */
    closedAt: instantSchema.nullable(),
    /** From opening to closing by the wall clock, ms; until now where it is open. */
    tookMs: z.number(),
    /** Closed after one answer and not reopened; null while that is not known. */
    solvedAtFirstAnswer: z.boolean().nullable(),
    /** A person came back within 7 days, and needed an answer; null while that is not known. */
    reopened: z.boolean().nullable(),
    /** What it cost them, so far where it is open: messages written, ms waited, hand-overs. */
    messages: z.number().int(),
    waitedMs: z.number(),
    handOvers: z.number().int(),
    /** Why it is in no figure; null where it is. */
    leftOut: z.string().nullable(),
  })
  .meta({ id: 'ReportEpisode' });
export type ReportEpisode = z.infer<typeof reportEpisodeSchema>;
export const reportEpisodePageSchema = countedPageOf(reportEpisodeSchema).meta({ id: 'ReportEpisodePage' });
export type ReportEpisodePage = z.infer<typeof reportEpisodePageSchema>;

const peopleListShape = {
  ...plainRowsShape,
  /** Whose last turn of the period was answered late, or never; or in time. */
  after: z.enum(['late', 'in_time']).default('late'),
  /** `counted`: silent and wrote again together, what the share rests on. */
  became: z.enum(['counted', 'silent', 'wrote_again', 'too_young']).default('counted'),
};
/** GET /api/v1/reports/people: the very people behind "went quiet", each with the turn that counts, newest first. */
export const reportPeopleQuerySchema = pageQuerySchema
  .extend({ ...peopleListShape, ...countedShape })
  .superRefine(checkDates);
export type ReportPeopleQuery = z.infer<typeof reportPeopleQuerySchema>;
/** GET /api/v1/reports/people.csv */
export const reportPeopleCsvQuerySchema = z.object(peopleListShape).superRefine(checkDates);
export type ReportPeopleCsvQuery = z.infer<typeof reportPeopleCsvQuerySchema>;

export const reportPersonSchema = z
  .object({
    personId: idSchema,
    /** Null for somebody who was erased. */
    personName: z.string().nullable(),
    /** The turn that counts: its conversation, and its first message. */
    turnId: idSchema,
    conversationId: idSchema,
    messageId: idSchema.nullable(),
    channelId: idSchema,
    medium: mediumSchema,
    about: z.string().nullable(),
    openedAt: instantSchema,
    outcome: z.enum(['answered', 'closed_unanswered']).nullable(),
    /** From when on silence is counted (the answer, the closing, or the moment the target passed), and until when. */
    since: instantSchema,
    until: instantSchema,
    became: z.enum(['silent', 'wrote_again', 'too_young']),
    /** When they first wrote again within that time. */
    wroteAgainAt: instantSchema.nullable(),
  })
  .meta({ id: 'ReportPerson' });
export type ReportPerson = z.infer<typeof reportPersonSchema>;
export const reportPersonPageSchema = countedPageOf(reportPersonSchema).meta({ id: 'ReportPersonPage' });
export type ReportPersonPage = z.infer<typeof reportPersonPageSchema>;

/** GET /api/v1/reports/left-out */
export const reportLeftOutQuerySchema = z.object(plainRowsShape).superRefine(checkDates);
export type ReportLeftOutQuery = z.infer<typeof reportLeftOutQuerySchema>;
/** What people, or their machines, sent in the period that opened no turn: it is in no figure of waits, answered or not. */
export const reportLeftOutSchema = z
  .object({
    period: reportPeriodSchema,
    thrownAway: z.object({
      count: z.number().int(),
      /** Of them: nobody had answered. */
      unanswered: z.number().int(),
      spam: z.number().int(),
      trashed: z.number().int(),
      removed: z.number().int(),
    }),
    automatic: z.number().int(),
  })
  .meta({ id: 'ReportLeftOut' });
export type ReportLeftOut = z.infer<typeof reportLeftOutSchema>;
