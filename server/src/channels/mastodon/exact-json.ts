/** Digits a number keeps for certain (IEEE 754): ids of statuses have more. */
const SAFE_DIGITS = 15;
const DIGITS = /^-?\d+$/;

/**
 * JSON whose long whole numbers become strings: read as numbers, ids beyond 2^53 would name something else.
 * @throws SyntaxError when it is no JSON
 */
export function parseExactly(json: string): unknown {
  let exact = '';
  let from = 0;
  const number = /-?\d[\d.eE+-]*/g;
  for (let at = 0; at < json.length; ) {
    const quote = json.indexOf('"', at);
    const end = quote === -1 ? json.length : quote;
    number.lastIndex = at;
    for (let found = number.exec(json); found !== null && found.index < end; found = number.exec(json)) {
      const [digits] = found;
      if (digits.length <= SAFE_DIGITS || !DIGITS.test(digits)) continue;
      exact += `${json.slice(from, found.index)}"${digits}"`;
      from = found.index + digits.length;
    }
    if (quote === -1) break;
    at = afterString(json, quote);
  }
  return JSON.parse(exact + json.slice(from)) as unknown;
}

/** @returns the place behind the string that begins at `quote` */
function afterString(json: string, quote: number): number {
  for (let end = json.indexOf('"', quote + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (json[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
  return json.length;
}

/** What a frame of the stream holds: a string of JSON, in which an id may stand without quotation marks, or no JSON at all. */
export function readPayload(payload: unknown): unknown {
  if (typeof payload !== 'string') return payload;
  try {
    return parseExactly(payload);
  } catch {
    return payload;
  }
}
