/** @jsxImportSource preact */
import type { WidgetLanguage } from '@parley/shared/livechat.js';
import { useState } from 'preact/hooks';
import { linkify } from '../../lib/linkify.js';
import { formatBytes, formatClock, formatDateTime } from '../../lib/time.js';
import type { Chat } from '../chat.js';
import type { SaidRow } from '../rows.js';
import type { Texts } from '../texts.js';
import { Face } from './face.js';
import { Icon } from './icons.js';

type Props = { row: SaidRow; chat: Chat; texts: Texts; language: WidgetLanguage; offline: boolean };

export function MessageRow({ row, chat, texts, language, offline }: Props) {
  const name = row.mine ? texts.you : (row.author?.name ?? texts.someone);
  const shown = row.last || row.latest || row.state === 'refused';
  const side = `row ${row.mine ? 'mine' : 'theirs'}${row.first ? ' first' : ''}${row.last ? ' last' : ''}`;
  return (
    <li class={side}>
      {!row.mine && row.last && <Face name={name} url={absolute(chat.origin, row.author?.avatarUrl)} />}
      <div class="said">
        {row.first && <span class={row.mine ? 'sr' : 'who'}>{name}</span>}
        {row.deleted ? (
          <p class="bubble gone">{texts.withdrawn}</p>
        ) : (
          <>
            {row.text && (
              <p class={row.state === 'waiting' ? 'bubble waiting' : 'bubble'} dir="auto">
                {linkify(row.text).map((part) =>
                  part.href ? (
                    <a key={part.href} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
                      {part.text}
                    </a>
                  ) : (
                    part.text
                  ),
                )}
              </p>
            )}
            {row.attachments.map((file) => (
              <Attachment key={file.id} file={file} chat={chat} language={language} />
            ))}
          </>
        )}
        {shown && (
          <p class={row.state === 'refused' ? 'meta bad' : 'meta'}>
            <time dateTime={new Date(row.at).toISOString()} title={formatDateTime(language, row.at)}>
              {formatClock(language, row.at)}
            </time>
            {row.mine && <State row={row} texts={texts} offline={offline} />}
            {row.state === 'refused' && row.clientId !== null && (
              <>
                <button type="button" class="link" onClick={() => chat.retry(row.clientId ?? '')}>
                  {texts.again}
                </button>
                <button type="button" class="link" onClick={() => chat.discard(row.clientId ?? '')}>
                  {texts.discard}
                </button>
              </>
            )}
          </p>
        )}
      </div>
    </li>
  );
}

function State({ row, texts, offline }: { row: SaidRow; texts: Texts; offline: boolean }) {
  if (row.state === 'refused')
    return (
      <>
        <Icon name="alert" />
        <span>
          {texts.refused}. {texts.reasons[row.code ?? ''] ?? texts.reasons.other}
        </span>
      </>
    );
  if (!row.latest) return null;
  const [icon, text] =
    row.state === 'waiting'
      ? (['clock', offline ? texts.queued : texts.sending] as const)
      : row.state === 'seen'
        ? (['checks', texts.seen] as const)
        : (['check', texts.sent] as const);
  return (
    <>
      <Icon name={icon} />
      <span>{text}</span>
    </>
  );
}

function Attachment({
  file,
  chat,
  language,
}: {
  file: SaidRow['attachments'][number];
  chat: Chat;
  language: WidgetLanguage;
}) {
  const [tries, setTries] = useState(0);
  const url = absolute(chat.origin, file.url);
  const picture = /^image\/(?!svg)/.test(file.type) && url && tries < 2;
  // A link that has grown too old is fetched anew, once.
  const failed = () => {
    setTries(tries + 1);
    if (tries === 0) chat.refresh();
  };
  const inside = picture ? (
    <img key={tries} src={url} alt={file.name} onError={failed} />
  ) : (
    <>
      <Icon name="file" />
      <span class="file-name" dir="auto">
        {file.name}
      </span>
      <span class="file-size">{formatBytes(language, file.size)}</span>
    </>
  );
  const look = picture ? 'picture' : 'file';
  return url ? (
    <a class={look} href={url} target="_blank" rel="noopener noreferrer">
      {inside}
    </a>
  ) : (
    <span class={look}>{inside}</span>
  );
}

/** Where a picture or file lies; a path is one on the server. Anything but the web is nothing. */
export function absolute(origin: string, url: string | null | undefined): string | null {
  if (!url) return null;
  try {
    const { href, protocol } = new URL(url, `${origin}/`);
    return protocol === 'https:' || protocol === 'http:' ? href : null;
  } catch {
    return null;
  }
}
