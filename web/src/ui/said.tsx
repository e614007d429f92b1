import type { i18n as I18n } from 'i18next';
import { useTranslation } from 'react-i18next';
import './said.css';

/** What the server says of a channel or a reply: a stable code, and plain words in English. */
interface Saying {
  code: string | null;
  message: string;
  /** What can be done about it. */
  remedy?: string | null;
}

/** In the reader's language where the code is known there, else in the server's words. */
export const saidIn = (i18n: I18n, saying: Saying): string => known(i18n, saying.code) ?? wordsOf(saying);

/** The same, with the server's own words behind it: they name the server and what it answered. */
export function Said({ saying }: { saying: Saying }) {
  const { i18n } = useTranslation();
  const translated = known(i18n, saying.code);
  if (translated === undefined) return <>{wordsOf(saying)}</>;
  return (
    <>
      {translated}{' '}
      {saying.code !== 'ok' && (
        <span className="said-original" lang="en">
          {saying.message}
        </span>
      )}
    </>
  );
}

const wordsOf = ({ message, remedy }: Saying) => (remedy ? `${message} ${remedy}` : message);

function known(i18n: I18n, code: string | null): string | undefined {
  if (code === null) return undefined;
  // Who says it (`poll.`, `send.`) and over what (`imap_`, `smtp_`) makes no other sentence.
  const name = code.replace(/^(?:poll|send)\./, '').replace(/^(?:imap|smtp)_/, '');
  const text: unknown = i18n.getResource(i18n.language, 'reasons', name);
  return typeof text === 'string' ? text : undefined;
}
