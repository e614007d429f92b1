import type { Medium } from '@parley/shared/brands.js';
import { type AlertMeasure, isAlertTime } from '@parley/shared/now.js';
import type { TFunction } from 'i18next';
import { formatDuration, formatNumber } from '../../../lib/time.js';

type Rule = { measure: AlertMeasure; threshold: number };

/** What an alert looks at, as a sentence: "somebody waits longer than 10 min". */
export function ruleText(t: TFunction, language: string, { measure, threshold }: Rule): string {
  if (measure === 'over_target' && threshold === 0) return t('now.rules.any_overdue');
  if (measure === 'overdue' && threshold === 0) return t('now.rules.any_overdue');
  if (measure === 'ours' && threshold === 0) return t('now.rules.any_ours');
  return t(`now.rules.${measure}`, { limit: amountText(language, measure, threshold), count: threshold });
}

/** A length of time or a number, as the measure says. */
export const amountText = (language: string, measure: AlertMeasure, amount: number): string =>
  isAlertTime(measure) ? formatDuration(language, amount) : formatNumber(language, amount);

/** Where it looks: a channel or all of them, and the medium where it looks at one. @param channel its name */
export const placeText = (t: TFunction, channel: string | null, medium: Medium | null): string =>
  [channel ?? t('now.allChannels'), ...(medium === null ? [] : [t(`inbox.media.${medium}`)])].join(' · ');
