import { isUsableId } from './candidate-ids.js';

export interface ReplyHeaders {
  /** Null when the mail answered has no usable id. */
  inReplyTo: string | null;
  /** In order, root first; join them with a space. */
  references: string[];
}

/** RFC 5322 sets no limit; servers do. The root and the nearest ids are what other programs thread by. */
const MAX_REFERENCES = 20;
const MAX_CHARACTERS = 1800;
/** One id has to fit on a line (RFC 5322, section 2.1.1). */
const MAX_ID = 900;

/**
 * In-Reply-To and References for an answer (RFC 5322, section 3.6.4): the parent's References, or where it has none
 * its In-Reply-To if that is a single id, then the parent's own id.
 */
export function buildReplyHeaders(parent: {
  messageId: string | null;
  inReplyTo: readonly string[];
  references: readonly string[];
}): ReplyHeaders {
  const own = parent.messageId !== null && canBeWritten(parent.messageId) ? parent.messageId : null;
  const single = parent.inReplyTo.length === 1 ? parent.inReplyTo : [];
  const before = (parent.references.length > 0 ? parent.references : single).filter(
    (id) => canBeWritten(id) && id !== own,
  );
  const chain = [...new Set(before)];
  if (own !== null) chain.push(own);
  return { inReplyTo: own, references: shortened(chain) };
}

/** The root, then as many of the nearest as fit. */
function shortened(chain: string[]): string[] {
  const [root, ...rest] = chain;
  if (root === undefined) return [];
  let room = MAX_CHARACTERS - root.length;
  const nearest: string[] = [];
  for (const id of rest.reverse()) {
    room -= id.length + 1;
    // The parent itself is kept whatever its length: without it the answer hangs nowhere.
    if (nearest.length > 0 && (room < 0 || nearest.length >= MAX_REFERENCES - 1)) break;
    nearest.unshift(id);
  }
  return [root, ...nearest];
}

/** Ids come from strangers: nothing that is not plain ASCII in one piece goes into a header of ours. */
function canBeWritten(id: string): boolean {
  return isUsableId(id) && id.length <= MAX_ID && /^<[!-;=?-~]+>$/.test(id);
}
