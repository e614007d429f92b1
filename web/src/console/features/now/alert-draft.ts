import {
  type Alert,
  type AlertMeasure,
  alertLimits,
  isAlertTime,
  type SaveAlert,
} from '@parley/shared/now.js';

export type Unit = 'minutes' | 'hours' | 'days';
export const units = ['minutes', 'hours', 'days'] as const;
const unitMs: Record<Unit, number> = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
const MINUTE_MS = unitMs.minutes;

/** An alert while it is being written: numbers as they are typed. */
export type AlertDraft = Omit<SaveAlert, 'threshold' | 'quietMs' | 'webhookUrl'> & {
  limit: string;
  unit: Unit;
  quietMinutes: string;
  webhook: boolean;
  webhookUrl: string;
  /** Members of one's choice instead of all managers. */
  chosen: boolean;
};

const fresh: SaveAlert = {
  ...{ measure: 'longest_wait', threshold: unitMs.hours, channelId: null, medium: null },
  quietMs: alertLimits.defaultQuietMs,
  ...{ memberIds: [], inConsole: true, byMail: false, webhookUrl: null, onlyInHours: false, enabled: true },
};

export function draftOf(alert: Alert | null): AlertDraft {
  const { threshold, quietMs, webhookUrl, ...rest } = alert ?? fresh;
  const { measure, channelId, medium, memberIds, inConsole, byMail, onlyInHours, enabled } = rest;
  return {
    ...{ measure, channelId, medium, memberIds, inConsole, byMail, onlyInHours, enabled },
    ...splitLimit(measure, threshold),
    quietMinutes: String(Math.round(quietMs / MINUTE_MS)),
    webhook: webhookUrl !== null,
    webhookUrl: webhookUrl ?? '',
    chosen: memberIds.length > 0,
  };
}

/** What is saved of it. */
export function alertOf(draft: AlertDraft): SaveAlert {
  const { limit, unit, quietMinutes, webhook, webhookUrl, chosen, memberIds, ...rest } = draft;
  const amount = Number(limit);
  return {
    ...rest,
    threshold: Math.round(isAlertTime(draft.measure) ? amount * unitMs[unit] : amount),
    quietMs: Math.round(Number(quietMinutes) * MINUTE_MS),
    webhookUrl: webhook ? webhookUrl.trim() : null,
    memberIds: chosen ? memberIds : [],
  };
}

/** Another measure: a limit of the same kind stays, else one that makes sense is proposed. */
export function withMeasure(draft: AlertDraft, measure: AlertMeasure): AlertDraft {
  if (isAlertTime(measure) === isAlertTime(draft.measure)) return { ...draft, measure };
  return {
    ...draft,
    measure,
    limit: isAlertTime(measure) ? '60' : measure === 'ours' ? '20' : '0',
    unit: 'minutes',
  };
}

/** The largest unit that says a length of time exactly. */
function splitLimit(measure: AlertMeasure, threshold: number): { limit: string; unit: Unit } {
  if (!isAlertTime(measure)) return { limit: String(threshold), unit: 'minutes' };
  const fits = (unit: Unit) => threshold >= unitMs[unit] && threshold % unitMs[unit] === 0;
  const unit = (['days', 'hours'] as const).find(fits) ?? 'minutes';
  return { limit: String(Math.round((threshold / unitMs[unit]) * 100) / 100), unit };
}
