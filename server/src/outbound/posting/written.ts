import { AppError } from '../../platform/errors/app-error.js';
import { cleanFormatted } from '../../platform/html/formatted-html.format.js';

/** A reply's words as they are kept. */
export interface Written {
  text: string;
  /** Null where plain text says it all. */
  html: string | null;
  /** Which of its files are pictures within it: their ids. */
  pictures: string[];
}

/** The Content-ID under which a file stands in formatted text. */
export const contentIdOf = (attachmentId: string) => `${attachmentId}@parley`;

/**
 * Whatever a client sends, the plain text is made from the formatted one, so that both parts of a mail say the same.
 * @throws AppError invalid_request
 */
export function writtenOf(input: {
  body: string;
  html?: string | undefined;
  attachments: readonly string[];
}): Written {
  if (input.html === undefined) {
    return { text: input.body.replaceAll('\0', '\u{fffd}'), html: null, pictures: [] };
  }
  const clean = cleanFormatted(input.html);
  if (clean === null) throw faulty('This formatted text is too long, or nested too deep.');
  const files = new Map(input.attachments.map((id) => [contentIdOf(id), id]));
  const pictures = clean.pictures.map((contentId) => {
    const id = files.get(contentId);
    if (id === undefined) throw faulty('A picture in it is not among the attachments.');
    return id;
  });
  return { text: clean.text, html: clean.html, pictures };
}

const faulty = (message: string) =>
  new AppError('invalid_request', 'The request does not fit.', { issues: [{ path: ['html'], message }] });
