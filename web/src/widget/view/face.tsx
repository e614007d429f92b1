/** @jsxImportSource preact */
import { useState } from 'preact/hooks';

/** A picture of somebody, or their initials where there is none or the page does not let it in. */
export function Face({ name, url }: { name: string; url: string | null }) {
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span class="face" aria-hidden="true">
      {url && broken !== url ? (
        <img src={url} alt="" onError={() => setBroken(url)} />
      ) : (
        <span>{initials(name)}</span>
      )}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : ''].map(
    (word) => [...(word ?? '')][0] ?? '',
  );
  return letters.join('').toLocaleUpperCase();
}
