type Json = { parse(text: string): unknown; stringify(value: unknown): string };

let trusted: Json | undefined;

/** The page's JSON, or that of an untouched window where the page has replaced it with something that errs. */
function json(): Json {
  trusted ??= works(JSON) ? JSON : (ofAnotherWindow() ?? JSON);
  return trusted;
}

function works(json: Json): boolean {
  try {
    return json.stringify('"\n') === '"\\"\\n"' && (json.parse('{"a":[1]}') as { a: number[] }).a[0] === 1;
  } catch {
    return false;
  }
}

function ofAnotherWindow(): Json | undefined {
  const frame = document.createElement('iframe');
  frame.style.setProperty('display', 'none', 'important');
  document.documentElement.append(frame);
  try {
    // Outlives its frame.
    return (frame.contentWindow as unknown as { JSON: Json } | null)?.JSON;
  } catch {
    return undefined;
  } finally {
    frame.parentNode?.removeChild(frame);
  }
}

/**
 * Plain data as JSON. Not `JSON.stringify` itself: pages with old libraries give arrays and objects a `toJSON` that
 * writes them as strings, or enumerable properties on every object.
 */
export function toJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value !== 'object') return json().stringify(value);
  let text = '';
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) text += (index ? ',' : '') + toJson(value[index]);
    return `[${text}]`;
  }
  for (const name of Object.keys(value)) {
    const inner = (value as Record<string, unknown>)[name];
    if (inner !== undefined) text += `${text ? ',' : ''}${toJson(name)}:${toJson(inner)}`;
  }
  return `{${text}}`;
}

export const fromJson = <T>(text: string): T => json().parse(text) as T;
