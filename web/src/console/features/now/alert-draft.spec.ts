import type { Alert } from '@parley/shared/now.js';
import { describe, expect, it } from 'vitest';
import { alertOf, draftOf, withMeasure } from './alert-draft.js';

const alert: Alert = {
  ...{
    id: 'a',
    measure: 'longest_wait',
    threshold: 7_200_000,
    channelId: 'c',
    channelName: 'Shop',
    medium: 'chat',
  },
  ...{
    quietMs: 900_000,
    memberIds: ['m'],
    inConsole: false,
    byMail: true,
    webhookUrl: 'https://example.test/a',
  },
  ...{ onlyInHours: true, enabled: true, raisedAt: null, lastPost: null },
};

describe('an alert in the form', () => {
  it('is saved as it was when nothing is changed', () => {
    const { id: _, channelName: __, raisedAt: ___, lastPost: ____, ...saved } = alert;
    expect(alertOf(draftOf(alert))).toEqual(saved);
  });

  it('is said in the largest unit that fits', () => {
    expect(draftOf(alert)).toMatchObject({ limit: '2', unit: 'hours', quietMinutes: '15', webhook: true });
    expect(draftOf({ ...alert, threshold: 90_000 })).toMatchObject({ limit: '1.5', unit: 'minutes' });
    expect(draftOf({ ...alert, threshold: 172_800_000 })).toMatchObject({ limit: '2', unit: 'days' });
    expect(draftOf({ ...alert, measure: 'over_target', threshold: 0 })).toMatchObject({
      limit: '0',
      unit: 'minutes',
    });
    expect(draftOf({ ...alert, measure: 'ours', threshold: 3_600_000 })).toMatchObject({ limit: '3600000' });
  });

  it('lets go of what is switched off', () => {
    const draft = draftOf(alert);
    expect(alertOf({ ...draft, chosen: false, webhook: false })).toMatchObject({
      memberIds: [],
      webhookUrl: null,
    });
  });

  it('keeps its limit while it measures the same kind of thing', () => {
    const draft = draftOf(alert);
    expect(withMeasure(draft, 'over_target')).toMatchObject({ limit: '2', unit: 'hours' });
    expect(alertOf(withMeasure(draft, 'ours'))).toMatchObject({ measure: 'ours', threshold: 20 });
    expect(alertOf(withMeasure(withMeasure(draft, 'overdue'), 'longest_wait'))).toMatchObject({
      threshold: 3_600_000,
    });
  });
});
