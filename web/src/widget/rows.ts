import type { VisitorMessage } from '@parley/shared/livechat.js';
import type { Outgoing } from './outbox.js';

/** One utterance as it is drawn. */
export interface SaidRow {
  kind: 'said';
  /** The same for a message on its way and the same message in the conversation. */
  key: string;
  mine: boolean;
  text: string;
  at: number;
  author: VisitorMessage['author'];
  deleted: boolean;
  attachments: { id: string; name: string; type: string; size: number; url: string | null }[];
  state: 'waiting' | 'sent' | 'seen' | 'refused' | null;
  /** Why it was refused. */
  code: string | null;
  clientId: string | null;
  /** Begins and ends a run of one speaker. */
  first: boolean;
  last: boolean;
  /** The visitor's latest: its state is spelled out. */
  latest: boolean;
}
export type Row = { kind: 'day'; key: string; at: number } | SaidRow;

const RUN_MS = 5 * 60_000;

/** The conversation with what is on its way, by days and by runs of one speaker. */
export function rowsOf(messages: readonly VisitorMessage[], outgoing: readonly Outgoing[]): Row[] {
  const known = new Set(messages.map((message) => message.clientId));
  const said = [
    ...messages.map(ofMessage),
    ...outgoing.filter((entry) => !known.has(entry.clientId)).map(ofOutgoing),
  ];
  const rows: Row[] = [];
  let before: SaidRow | null = null;
  for (const row of said) {
    const newDay: boolean = before === null || day(before.at) !== day(row.at);
    if (newDay) rows.push({ kind: 'day', key: `day-${day(row.at)}-${row.key}`, at: row.at });
    row.first =
      before === null ||
      newDay ||
      before.mine !== row.mine ||
      before.author?.name !== row.author?.name ||
      row.at - before.at > RUN_MS;
    if (before) before.last = row.first;
    rows.push(row);
    before = row;
  }
  const own = said.filter((row) => row.mine && !row.deleted);
  const latest = own[own.length - 1];
  if (latest) latest.latest = true;
  return rows;
}

const day = (at: number) => new Date(at).toDateString();

const ofMessage = (message: VisitorMessage): SaidRow => ({
  kind: 'said',
  key: message.clientId ?? message.id,
  mine: message.from === 'visitor',
  text: message.text,
  at: Date.parse(message.at),
  author: message.author,
  deleted: message.deleted,
  attachments: message.attachments.map(({ id, filename, contentType, size, url }) => ({
    id,
    name: filename,
    type: contentType,
    size,
    url,
  })),
  state: message.from === 'visitor' ? (message.seenByBrand ? 'seen' : 'sent') : null,
  code: null,
  clientId: message.clientId,
  first: true,
  last: true,
  latest: false,
});

const ofOutgoing = (entry: Outgoing): SaidRow => ({
  kind: 'said',
  key: entry.clientId,
  mine: true,
  text: entry.text,
  at: entry.at,
  author: null,
  deleted: false,
  attachments: entry.files.map(({ uploadId, name, type, size }) => ({
    id: uploadId,
    name,
    type,
    size,
    url: null,
  })),
  state: entry.state === 'accepted' ? 'sent' : entry.state,
  code: entry.code ?? null,
  clientId: entry.clientId,
  first: true,
  last: true,
  latest: false,
});
