import { useState } from 'react';

/** The picture of a post, passed on by our own server; nothing where there is none, or none any more. */
export function PostPicture({ url, className }: { url: string | null; className: string }) {
  const [broken, setBroken] = useState<string | null>(null);
  if (!url?.startsWith('/') || broken === url) return null;
  return <img className={className} src={url} alt="" loading="lazy" onError={() => setBroken(url)} />;
}
