import { z } from 'zod';
import { mediumSchema } from './brands.js';
import { prioritySchema, turnOutcomeSchema } from './conversations.js';
import { idSchema, instantSchema, pageOf, pageQuerySchema } from './page.js';

const FIRST_DATE = '1970-01-01';
const LAST_DATE = '9998-12-31';
/** A local date in the brand's time zone, YYYY-MM-DD; the periods around it have years of four digits, too. */
export const localDateSchema = z.iso
  .date()
  .refine((date) => date >= FIRST_DATE && date <= LAST_DATE, `From ${FIRST_DATE} to ${LAST_DATE}.`);

/** At most so many days in one report. */
export const REPORT_DAYS_MOST = 1_100;
/** With figures per member, cells resting on fewer turns are withheld, and what one answer would need to work them out. */
export const FEWEST_TURNS_OF_MEMBER = 10;
/** Percentiles that are `rolled_up` differ from the exact ones by at most this share. */
export const ROLLED_UP_ERROR = 0.01;

export const reportDimensionSchema = z.enum(['channel', 'medium', 'tag', 'member', 'post', 'priority']);
export type ReportDimension = z.infer<typeof reportDimensionSchema>;

/** What a report is about. Every filter narrows it; `memberId` only where figures per member are switched on. */
const filtersShape = {
  channelId: idSchema.optional(),
  medium: mediumSchema.optional(),
  tagId: idSchema.optional(),
  /** Who sent the answer. Refused (403 `member_figures_off`) until an owner switches figures per member on. */
  memberId: idSchema.optional(),
  postId: idSchema.optional(),
  priority: prioritySchema.optional(),
};

const periodShape = {
  /** First and last local date, both included. */
  from: localDateSchema,
  to: localDateSchema,
};

const countingShape = {
  /** `first`: only the first turn of each episode. */
  turns: z.enum(['all', 'first']).default('all'),
  /** `business`: only time inside business hours, by the calendar valid when the turn opened. */
  clock: z.enum(['wall', 'business']).default('wall'),
};

const comparedShape = {
  /** `previous`: the same number of days right before; `period`: from `compareFrom` to `compareTo`. */
  compare: z.enum(['none', 'previous', 'period']).default('none'),
  compareFrom: localDateSchema.optional(),
  compareTo: localDateSchema.optional(),
};

interface Dates {
  from: string;
  to: string;
  compare?: string;
  compareFrom?: string | undefined;
  compareTo?: string | undefined;
}
const DAY_MS = 86_400_000;
const fits = (from: string, to: string) =>
  from <= to && (Date.parse(to) - Date.parse(from)) / DAY_MS < REPORT_DAYS_MOST;

/** Refuses periods that end before they begin, or are too long. */
export function checkDates(query: Dates, context: z.RefinementCtx): void {
  if (!fits(query.from, query.to)) {
    context.addIssue({
      code: 'custom',
      path: ['to'],
      message: `Up to ${REPORT_DAYS_MOST} days, from first to last.`,
    });
  }
  if (query.compare !== 'period') return;
  const { compareFrom, compareTo } = query;
  if (compareFrom === undefined || compareTo === undefined || !fits(compareFrom, compareTo)) {
    context.addIssue({
      code: 'custom',
      path: ['compareTo'],
      message: 'The period to compare with is missing or wrong.',
    });
  }
}

/** GET /api/v1/reports/overview, and (without `memberId`) /api/v1/reports/mine. */
export const reportQuerySchema = z
  .object({
    ...periodShape,
    ...countingShape,
    ...comparedShape,
    ...filtersShape,
    /** Of the series; `auto`: days up to 92 of them, else weeks (Monday first). */
    granularity: z.enum(['auto', 'day', 'week']).default('auto'),
  })
  .superRefine(checkDates);
export type ReportQuery = z.infer<typeof reportQuerySchema>;

/** Days and filters of what is not about single answers: never by member. */
export const plainRowsShape = {
  ...periodShape,
  channelId: idSchema.optional(),
  medium: mediumSchema.optional(),
  tagId: idSchema.optional(),
  postId: idSchema.optional(),
  priority: prioritySchema.optional(),
};

const plainShape = { ...plainRowsShape, ...comparedShape };
/** Without what is about single answers: GET /api/v1/reports/resolution, /volume and /quiet. Never by member. */
export const plainReportQuerySchema = z.object(plainShape).superRefine(checkDates);
export type PlainReportQuery = z.infer<typeof plainReportQuerySchema>;

/** What belongs to no member has these dimensions. */
export const plainDimensionSchema = reportDimensionSchema.exclude(['member']);
export type PlainDimension = z.infer<typeof plainDimensionSchema>;

/** `exact`: computed from every single turn. `rolled_up`: percentiles within `ROLLED_UP_ERROR`; counts are exact always. */
export const precisionSchema = z.enum(['exact', 'rolled_up']);

/**
 * Why something that happened in the period is not in a figure: `no_answer_needed`; `withdrawn` (in time, or of a
 * percentile: at all); `made_by_member`, `imported`, `too_old` (kept out of all
 * figures); `too_young` (what the figure asks has not had its time yet); `open` (not closed yet).
 */
export const leftOutSchema = z.object({ reason: z.string(), count: z.number().int() });

const valueShape = {
  /** Milliseconds, a share from 0 to 1, or a number per episode; null where there is none. */
  value: z.number().nullable(),
  /** Still undecided ones could make it larger (a share: it counts what is certain): shown as "≥". */
  atLeast: z.boolean(),
  /** A percentile that falls on somebody who never got an answer: there is no number. */
  never: z.boolean(),
  /** How many it rests on. */
  n: z.number().int(),
};
export const reportValueSchema = z.object(valueShape).meta({ id: 'ReportValue' });
export type ReportValue = z.infer<typeof reportValueSchema>;

/** A figure that proves itself. */
export const figureSchema = z
  .object({
    ...valueShape,
    leftOut: z.array(leftOutSchema),
    precision: precisionSchema,
    /** The same in the period compared with, null without one. */
    compared: reportValueSchema.nullable(),
  })
  .meta({ id: 'ReportFigure' });
export type Figure = z.infer<typeof figureSchema>;

export const reportPeriodSchema = z.object({
  from: localDateSchema,
  to: localDateSchema,
  timezone: z.string(),
  /** The instants of its first and after its last moment. */
  startsAt: instantSchema,
  endsAt: instantSchema,
});
export type ReportPeriod = z.infer<typeof reportPeriodSchema>;

/** Turns opened in the period, by what became of them. `opened` = all outcomes together, without what is left out. */
export const turnCountsSchema = z
  .object({
    opened: z.number().int(),
    answered: z.number().int(),
    /** Of the answered: after the target. */
    answeredLate: z.number().int(),
    open: z.number().int(),
    /** Of the open: past the target. */
    openOverdue: z.number().int(),
    closedUnanswered: z.number().int(),
    withdrawn: z.number().int(),
    /** Of the withdrawn: after the target. */
    withdrawnLate: z.number().int(),
    noAnswerNeeded: z.number().int(),
    /** Asked and answered entirely outside business hours: business wait 0. */
    outsideHours: z.number().int(),
    /** In no figure: `made_by_member`, `imported`, `too_old`. */
    leftOut: z.array(leftOutSchema),
  })
  .meta({ id: 'TurnCounts' });
export type TurnCounts = z.infer<typeof turnCountsSchema>;

export const reportOverviewSchema = z
  .object({
    period: reportPeriodSchema,
    compared: reportPeriodSchema.nullable(),
    /** When it was computed: open turns have waited until then. */
    at: instantSchema,
    turns: z.enum(['all', 'first']),
    clock: z.enum(['wall', 'business']),
    precision: precisionSchema,
    figures: z.object({
      median: figureSchema,
      p75: figureSchema,
      p90: figureSchema,
      p95: figureSchema,
      /** Answered within the target ÷ (answered, closed unanswered, withdrawn late, open): a share. */
      withinTarget: figureSchema,
      /** Answered ÷ (answered + closed unanswered + still open): a share. */
      coverage: figureSchema,
      /** Turns that needed no answer ÷ all opened: a share. */
      noAnswerNeeded: figureSchema,
    }),
    counts: turnCountsSchema,
    comparedCounts: turnCountsSchema.nullable(),
    distribution: z.object({
      /** The one target of all these turns; null where they have several. */
      targetMs: z.number().nullable(),
      /** What was promised for these turns, shortest first, and for which media. */
      targets: z.array(z.object({ ms: z.number(), media: z.array(mediumSchema) })),
      /** On a logarithmic scale, without gaps; `toMs` null: and longer. Of one member: joined until each holds enough turns. */
      bars: z.array(
        z.object({
          fromMs: z.number(),
          toMs: z.number().nullable(),
          answered: z.number().int(),
          /** Of the answered: after their target, whatever each one's was. */
          late: z.number().int(),
          /** Still open, at the time waited so far. */
          open: z.number().int(),
        }),
      ),
      /** Closed without an answer: longer than any bar. */
      never: z.number().int(),
    }),
    series: z.object({
      granularity: z.enum(['day', 'week']),
      points: z.array(
        z.object({
          from: localDateSchema,
          to: localDateSchema,
          /** Turns opened. */
          opened: z.number().int(),
          median: reportValueSchema,
          p90: reportValueSchema,
        }),
      ),
    }),
    /** 168 cells, by the hour and weekday (1 Monday to 7 Sunday) a turn opened at, local time. */
    heat: z.array(
      z.object({
        weekday: z.number().int().min(1).max(7),
        hour: z.number().int().min(0).max(23),
        opened: z.number().int(),
        median: reportValueSchema,
      }),
    ),
  })
  .meta({ id: 'ReportOverview' });
export type ReportOverview = z.infer<typeof reportOverviewSchema>;

/** GET /api/v1/reports/breakdown */
export const reportBreakdownQuerySchema = z
  .object({ ...periodShape, ...countingShape, ...comparedShape, ...filtersShape, by: reportDimensionSchema })
  .superRefine(checkDates);
export type ReportBreakdownQuery = z.infer<typeof reportBreakdownQuerySchema>;

/** Rows come by the number of turns, most first; at most this many, the rest is in `otherRows`. */
export const BREAKDOWN_ROWS_MOST = 200;
export const reportBreakdownSchema = z
  .object({
    by: reportDimensionSchema,
    precision: precisionSchema,
    rows: z.array(
      z.object({
        /** Id, or the medium or priority itself; null: none (no tag, no post; of members: outside Parley). */
        key: z.string().nullable(),
        /** Name of the channel, tag, member or post; null where `key` is null or says it all. */
        name: z.string().nullable(),
        /**
         * Figures are null and counts 0: about one member, and on fewer than `FEWEST_TURNS_OF_MEMBER` turns, or needed to work out a row
         * that is. Those withheld are at least two, on enough turns together.
         */
        withheld: z.boolean(),
        counts: turnCountsSchema.omit({ leftOut: true }),
        median: reportValueSchema,
        p90: reportValueSchema,
        withinTarget: reportValueSchema,
        coverage: reportValueSchema,
        compared: z
          .object({
            opened: z.number().int(),
            median: reportValueSchema,
            p90: reportValueSchema,
            withinTarget: reportValueSchema,
            coverage: reportValueSchema,
          })
          .nullable(),
      }),
    ),
    otherRows: z.number().int(),
  })
  .meta({ id: 'ReportBreakdown' });
export type ReportBreakdown = z.infer<typeof reportBreakdownSchema>;

/** GET /api/v1/reports/resolution: episodes opened in the period. */
export const reportResolutionSchema = z
  .object({
    period: reportPeriodSchema,
    compared: reportPeriodSchema.nullable(),
    at: instantSchema,
    figures: z.object({
      /** From a person's (re)opening to the closing, ms by the wall clock; episodes still open count as turns still open do. */
      median: figureSchema,
      p75: figureSchema,
      p90: figureSchema,
      p95: figureSchema,
      /** Closed, answered once and not reopened within 7 days ÷ closed at least 7 days ago or reopened. */
      solvedAtFirstAnswer: figureSchema,
      /** Reopened within 7 days, unless that needed no answer ÷ closed at least 7 days ago or reopened. */
      reopened: figureSchema,
      /** Per closed episode, on average: messages they wrote, ms they waited, how often they were handed over. */
      messagesWritten: figureSchema,
      waitedMs: figureSchema,
      handOvers: figureSchema,
    }),
    counts: z.object({ opened: z.number().int(), closed: z.number().int(), open: z.number().int() }),
  })
  .meta({ id: 'ReportResolution' });
export type ReportResolution = z.infer<typeof reportResolutionSchema>;

/** GET /api/v1/reports/resolution/breakdown. Not by member: whoever is there answers, and an episode is nobody's alone. */
export const reportResolutionBreakdownQuerySchema = z
  .object({ ...plainShape, by: plainDimensionSchema })
  .superRefine(checkDates);
export type ReportResolutionBreakdownQuery = z.infer<typeof reportResolutionBreakdownQuerySchema>;

const resolutionRowShape = {
  counts: z.object({ opened: z.number().int(), closed: z.number().int(), open: z.number().int() }),
  median: reportValueSchema,
  p90: reportValueSchema,
  solvedAtFirstAnswer: reportValueSchema,
  reopened: reportValueSchema,
  messagesWritten: reportValueSchema,
  waitedMs: reportValueSchema,
  handOvers: reportValueSchema,
};
/** The figures of `reportResolutionSchema` per channel, medium, tag, post or priority; most episodes first, as in `reportBreakdownSchema`. */
export const reportResolutionBreakdownSchema = z
  .object({
    by: plainDimensionSchema,
    /** Of the percentiles; all else is exact always. */
    precision: precisionSchema,
    rows: z.array(
      z.object({
        /** Id, or the medium or priority itself; null: no tag, no post. */
        key: z.string().nullable(),
        name: z.string().nullable(),
        ...resolutionRowShape,
        compared: z.object(resolutionRowShape).nullable(),
      }),
    ),
    otherRows: z.number().int(),
  })
  .meta({ id: 'ReportResolutionBreakdown' });
export type ReportResolutionBreakdown = z.infer<typeof reportResolutionBreakdownSchema>;

const volumeShape = {
  /** Messages people wrote; automatic mail, history and what they took back not counted. */
  in: z.number().int(),
  /** Replies that left: by members, by people outside Parley (echoes), and by rules, away messages and bots. */
  outByMembers: z.number().int(),
  outOutside: z.number().int(),
  outByRules: z.number().int(),
};
/** GET /api/v1/reports/volume: messages said in the period. */
export const reportVolumeSchema = z
  .object({
    period: reportPeriodSchema,
    compared: reportPeriodSchema.nullable(),
    totals: z.object(volumeShape),
    comparedTotals: z.object(volumeShape).nullable(),
    granularity: z.enum(['day', 'week']),
    points: z.array(z.object({ from: localDateSchema, to: localDateSchema, ...volumeShape })),
    /** 168 cells: messages in and replies of people out, local time. */
    heat: z.array(
      z.object({
        weekday: z.number().int().min(1).max(7),
        hour: z.number().int().min(0).max(23),
        in: z.number().int(),
        out: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'ReportVolume' });
export type ReportVolume = z.infer<typeof reportVolumeSchema>;

/** GET /api/v1/reports/volume/breakdown */
export const reportVolumeBreakdownQuerySchema = z
  .object({ ...plainShape, by: plainDimensionSchema })
  .superRefine(checkDates);
export type ReportVolumeBreakdownQuery = z.infer<typeof reportVolumeBreakdownQuerySchema>;

/** What was said per channel, medium, tag, post or priority: most messages first, as in `reportBreakdownSchema`. */
export const reportVolumeBreakdownSchema = z
  .object({
    by: plainDimensionSchema,
    rows: z.array(
      z.object({
        /** Id, or the medium or priority itself; null: none (no tag, no post). */
        key: z.string().nullable(),
        /** Name of the channel, tag or post; null where `key` is null or says it all. */
        name: z.string().nullable(),
        ...volumeShape,
        compared: z.object(volumeShape).nullable(),
      }),
    ),
    otherRows: z.number().int(),
  })
  .meta({ id: 'ReportVolumeBreakdown' });
export type ReportVolumeBreakdown = z.infer<typeof reportVolumeBreakdownSchema>;

/**
 * GET /api/v1/reports/quiet: of the people whose turn was opened in the period, who wrote nothing more for 14 days. Each person counts
 * once on each side, with their last such turn. `late`: answered after the target, closed unanswered, or past it and open.
 */
export const reportQuietSchema = z
  .object({
    period: reportPeriodSchema,
    compared: reportPeriodSchema.nullable(),
    /** Shares of people; `leftOut` says how many are `too_young`. */
    late: figureSchema,
    inTime: figureSchema,
    /** late − inTime, from −1 to 1; null where either is. No cause is claimed. */
    difference: z.number().nullable(),
    comparedDifference: z.number().nullable(),
  })
  .meta({ id: 'ReportQuiet' });
export type ReportQuiet = z.infer<typeof reportQuietSchema>;

/** What a list of turns is behind. `response`: a percentile; `target`: the share within target. */
export const turnsBehindSchema = z.enum([
  'opened',
  'response',
  'target',
  'answered',
  'answered_late',
  'open',
  'open_overdue',
  'closed_unanswered',
  'withdrawn',
  'withdrawn_late',
  'withdrawn_in_time',
  'no_answer_needed',
  'outside_hours',
  'left_out',
]);
export type TurnsBehind = z.infer<typeof turnsBehindSchema>;

/** Asked of a list's first page: to count all of its rows, too. It is a second, longer look; later pages need none. */
export const countedShape = { counted: z.enum(['true', 'false']).default('false') };

/** A page of a list behind a figure: `total` is how many rows it has in all, null where that was not asked for. */
export const countedPageOf = <T extends z.ZodType>(item: T) =>
  pageOf(item).extend({ total: z.number().int().nullable() });

/** One cell of a heat map; local time. */
export const cellShape = {
  weekday: z.coerce.number().int().min(1).max(7).optional(),
  hour: z.coerce.number().int().min(0).max(23).optional(),
};

const drillShape = {
  ...periodShape,
  ...countingShape,
  ...filtersShape,
  behind: turnsBehindSchema.default('opened'),
  ...cellShape,
  /** One bar of the distribution, by the chosen clock: `waitFromMs` ≤ wait < `waitToMs`. */
  waitFromMs: z.coerce.number().min(0).optional(),
  waitToMs: z.coerce.number().min(0).optional(),
};

/** GET /api/v1/reports/turns: the very turns behind a figure, newest first. */
export const reportTurnsQuerySchema = pageQuerySchema
  .extend({ ...drillShape, ...countedShape })
  .superRefine(checkDates);
export type ReportTurnsQuery = z.infer<typeof reportTurnsQuerySchema>;

export const reportTurnSchema = z
  .object({
    id: idSchema,
    conversationId: idSchema,
    /** The message that opened it; null where a member did. */
    messageId: idSchema.nullable(),
    channelId: idSchema,
    medium: mediumSchema,
    personId: idSchema,
    /** Null for somebody who was erased. */
    personName: z.string().nullable(),
    /** The subject, else the post's title; null for direct messages. */
    about: z.string().nullable(),
    openedAt: instantSchema,
    /** Null: still open. */
    outcome: turnOutcomeSchema.nullable(),
    closedAt: instantSchema.nullable(),
    /** The wait by the chosen clock, until now where it is open; null where nobody waited for an answer to the end. */
    waitMs: z.number().nullable(),
    targetMs: z.number(),
    answerBy: instantSchema,
    /** Past its target: answered late, or never, or open and overdue. */
    late: z.boolean(),
    leftOut: z.string().nullable(),
  })
  .meta({ id: 'ReportTurn' });
export type ReportTurn = z.infer<typeof reportTurnSchema>;
export const reportTurnPageSchema = countedPageOf(reportTurnSchema).meta({ id: 'ReportTurnPage' });
export type ReportTurnPage = z.infer<typeof reportTurnPageSchema>;

/** GET /api/v1/reports/turns.csv and /conversations.csv: text/csv, RFC 4180, UTF-8 with a mark, streamed. */
export const reportRowsCsvQuerySchema = z.object(drillShape).superRefine(checkDates);
export type ReportRowsCsvQuery = z.infer<typeof reportRowsCsvQuerySchema>;
/** GET /api/v1/reports/figures.csv takes the overview's query (`reportQuerySchema`). */

/** GET and PUT /api/v1/reports/settings (PUT: owners; audited). */
export const reportSettingsSchema = z
  .object({
    /** Figures per member, for everybody who reads reports, and members' own figures for themselves. */
    perMember: z.boolean(),
  })
  .meta({ id: 'ReportSettings' });
export type ReportSettings = z.infer<typeof reportSettingsSchema>;

/** POST /api/v1/reports/recomputations: the turns opened in the period get today's hours and targets. Audited. */
export const createRecomputationSchema = z.object(periodShape).superRefine(checkDates);
export type CreateRecomputation = z.infer<typeof createRecomputationSchema>;
export const recomputationSchema = z
  .object({
    id: idSchema,
    from: localDateSchema,
    to: localDateSchema,
    state: z.enum(['waiting', 'running', 'done', 'failed']),
    /** Conversations counted anew, and how many there are to do. */
    done: z.number().int(),
    total: z.number().int(),
    requestedAt: instantSchema,
    finishedAt: instantSchema.nullable(),
    /** Null when the member is no longer there. */
    requestedBy: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Recomputation' });
export type Recomputation = z.infer<typeof recomputationSchema>;
/** GET /api/v1/reports/recomputations: the latest ones, newest first. */
export const recomputationListSchema = z.object({ items: z.array(recomputationSchema) });
