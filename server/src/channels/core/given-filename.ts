/** A file's name out of a header (RFC 3986 percent-encoded where it is not plain ASCII), without folders. */
export function givenFilename(header: string | undefined): string {
  const name = header?.slice(0, 1_000) ?? 'attachment';
  let plain = name;
  try {
    plain = decodeURIComponent(name);
  } catch {
    // Not encoded: taken as it stands.
  }
  return plain.split(/[\\/]/).at(-1)?.slice(0, 255) || 'attachment';
}
