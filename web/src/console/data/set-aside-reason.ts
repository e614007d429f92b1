const known = [
  'auto_reply',
  'auto_generated',
  'out_of_office',
  'bounce',
  'list',
  'newsletter',
  'bulk',
  'spam',
  'notification',
  'calendar',
  'automatic',
  'trashed',
  'removed',
  'words',
] as const;

/** The reasons we have words for; channels may give others. */
export const setAsideReasonKey = (reason: string) =>
  known.find((key) => key === reason) ?? ('other' as const);
