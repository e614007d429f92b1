import type { ledgerReasonCodeSchema } from '@parley/shared/channels.js';
import type { z } from 'zod';
import { ChannelError } from '../channels/core/channel-error.js';
import { sqlState } from '../platform/database/database.js';
import { AppError } from '../platform/errors/app-error.js';

type ReasonCode = z.infer<typeof ledgerReasonCodeSchema>;

const LOG = 'The log of Parley’s workers says more under this entry’s id.';
const WORDS: Record<ReasonCode, string> = {
  not_storable: `A value in it cannot be stored. Have it corrected where it comes from and sent anew. ${LOG}`,
  contradicts: `It contradicts what is stored already. Process it again; if that fails, too, it needs a look. ${LOG}`,
  not_applied: `Parley could not take it in. Process it again; if that fails, too, it needs a look. ${LOG}`,
};

/**
 * What stands in the ledger for an error: our own words where we have them, else the code of what happened. What a driver
 * or a bug says is for the log alone.
 */
export function reasonOf(error: unknown): string {
  if (isForPeople(error)) return error.message.slice(0, 500);
  const state = sqlState(error) ?? '';
  // SQLSTATE class 22: data exceptions; class 23: broken constraints.
  const code: ReasonCode = /^22/.test(state)
    ? 'not_storable'
    : /^23/.test(state)
      ? 'contradicts'
      : 'not_applied';
  return code;
}

/** Ours say it in a sentence; errors of drivers and of the runtime have codes and classes of their own. */
function isForPeople(error: unknown): error is Error {
  if (error instanceof AppError || error instanceof ChannelError) return true;
  return (
    error instanceof Error &&
    error.name === 'Error' &&
    !('code' in error) &&
    /^\p{Lu}.*\.$/su.test(error.message)
  );
}

/** A stored reason as people read it. */
export function presentReason(stored: string | null): {
  reason: string | null;
  reasonCode: ReasonCode | null;
} {
  if (stored === null || !isCode(stored)) return { reason: stored, reasonCode: null };
  return { reason: WORDS[stored], reasonCode: stored };
}

const isCode = (stored: string): stored is ReasonCode => stored in WORDS;
