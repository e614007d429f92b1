/** SQL: the message is not put away on its platform (`isPutAway`, shared/moderation.ts). @param alias of the table, with its dot */
export const notPutAway = (alias = ''): string =>
  `coalesce(${alias}moderation, 'visible') NOT IN ('spam', 'trashed', 'removed')`;
