import { memo } from 'react';
import { linkify } from '../../../lib/linkify.js';

/** Plain text as it was written, with its links. */
export const MessageText = memo(function MessageText({ text }: { text: string }) {
  return (
    <div className="msg-text" dir="auto">
      {linkify(text).map((part, index) =>
        part.href ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
          <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </div>
  );
});
