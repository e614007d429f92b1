import type { ImapFlow } from 'imapflow';

/** A mail as the server lists it. */
export interface ListedMail {
  uid: number;
  /** INTERNALDATE. */
  at: Date | null;
  /** RFC822.SIZE in bytes; some servers only guess. */
  size: number;
}

export interface StoredMail {
  uid: number;
  key: string;
}

type Store = (content: AsyncIterable<Uint8Array>) => Promise<{ key: string }>;

/** Mails up to this size are fetched several at a time. */
const SMALL = 256 * 1024;
const MOST_TOGETHER = 100;
const BYTES_TOGETHER = 8 * 1024 * 1024;
const PIECE = 1024 * 1024;

/** The server has this mail and does not hand it out. */
export class UnreadableMailError extends Error {
  override readonly name = 'UnreadableMailError';

  constructor(
    readonly uid: number,
    cause: unknown,
  ) {
    super(`the server does not hand out the mail with UID ${uid}`, { cause });
  }
}

/** Lists mails of the open folder, in order of UID; those gone meanwhile are missing. */
export async function listMails(client: ImapFlow, uids: string): Promise<ListedMail[]> {
  const found: ListedMail[] = [];
  for await (const { uid, internalDate, size } of client.fetch(
    uids,
    { uid: true, internalDate: true, size: true },
    { uid: true },
  )) {
    const at = internalDate === undefined ? null : new Date(internalDate);
    found.push({ uid, at: at === null || Number.isNaN(at.getTime()) ? null : at, size: size ?? 0 });
  }
  return found.sort((a, b) => a.uid - b.uid);
}

/** Parts mails into what is fetched together: many small ones, or a large one by itself. In order. */
export function runsOf(mails: readonly ListedMail[]): ListedMail[][] {
  const runs: ListedMail[][] = [];
  let bytes = 0;
  for (const mail of mails) {
    const run = runs.at(-1);
    const small = mail.size <= SMALL;
    const fits =
      run !== undefined &&
      small &&
      (run[0] as ListedMail).size <= SMALL &&
      run.length < MOST_TOGETHER &&
      bytes + mail.size <= BYTES_TOGETHER;
    if (fits) run.push(mail);
    else {
      runs.push([mail]);
      bytes = 0;
    }
    bytes += mail.size;
  }
  return runs;
}

/**
 * Puts a run's mails into storage; never more than a few megabytes of them are in memory. Mails deleted meanwhile are
 * left out.
 * @throws UnreadableMailError
 */
export async function fetchRun(
  client: ImapFlow,
  run: readonly ListedMail[],
  uids: string,
  store: Store,
): Promise<Map<number, StoredMail>> {
  const stored = new Map<number, StoredMail>();
  const [first] = run;
  if (first === undefined) return stored;
  if (run.length > 1 || first.size <= SMALL) {
    try {
      for await (const { uid, source } of client.fetch(uids, { uid: true, source: true }, { uid: true })) {
        if (!hasBytes(source)) continue;
        const { key } = await store(once(source));
        stored.set(uid, { uid, key });
      }
    } catch (error) {
      // Servers answer NO to the whole when one mail of it has gone (RFC 2180, section 4.1).
      if (!isRefusal(error)) throw error;
    }
  }
  for (const mail of run) {
    if (stored.has(mail.uid)) continue;
    const key = await storeInPieces(client, mail, store);
    if (key !== null) stored.set(mail.uid, { uid: mail.uid, key });
  }
  return stored;
}

/** Null when the mail is gone. */
async function storeInPieces(client: ImapFlow, mail: ListedMail, store: Store): Promise<string | null> {
  try {
    const { key } = await store(pieces(client, mail));
    return key;
  } catch (error) {
    const refused = isRefusal(error);
    if (!refused && !(error instanceof MailGoneError)) throw error;
    if (!(await exists(client, mail.uid))) return null;
    throw new UnreadableMailError(mail.uid, error);
  }
}

/** The bytes did not come to their end. */
class MailGoneError extends Error {
  override readonly name = 'MailGoneError';
}

async function* pieces(client: ImapFlow, { uid, size }: ListedMail): AsyncGenerator<Uint8Array> {
  let read = 0;
  for (;;) {
    const answer = await client.fetchOne(
      String(uid),
      { source: { start: read, maxLength: PIECE } },
      { uid: true },
    );
    const piece = answer ? answer.source : undefined;
    if (!answer || !hasBytes(piece)) {
      // Servers that guess sizes end a little early; one that has lost the mail ends somewhere.
      if (read > 0 && answer && (await exists(client, uid))) return;
      throw new MailGoneError();
    }
    yield piece;
    read += piece.length;
    // Some servers ignore how much was asked for, and send it all.
    if (piece.length > PIECE || (piece.length < PIECE && read >= size)) return;
  }
}

async function exists(client: ImapFlow, uid: number): Promise<boolean> {
  const found = await client.search({ uid: String(uid) }, { uid: true });
  if (!found) throw new Error('the server did not answer the search');
  return found.includes(uid);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** imapflow gives `false` for NIL, which is what some servers say of a mail that has gone. */
const hasBytes = (source: Buffer | false | undefined): source is Buffer =>
  Buffer.isBuffer(source) && source.length > 0;

const isRefusal = (error: unknown) =>
  ['NO', 'BAD'].includes((error as { responseStatus?: string }).responseStatus ?? '');
