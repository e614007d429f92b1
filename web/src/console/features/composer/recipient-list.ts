/** `Name <address>` or a bare address, loosely: the server has the last word. */
export const isRecipient = (text: string): boolean =>
  /^(?:[^<>]*<)?[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;]+>?$/u.test(text.trim()) &&
  /</.test(text) === />/.test(text);

/** Splits what was typed or pasted at commas, semicolons and lines, but not inside quotes or angle brackets. */
export function splitRecipients(text: string): string[] {
  const found: string[] = [];
  let current = '';
  let quoted = false;
  let angled = false;
  for (const sign of text) {
    if (sign === '"') quoted = !quoted;
    else if (sign === '<') angled = true;
    else if (sign === '>') angled = false;
    if (!quoted && !angled && /[,;\n]/.test(sign)) {
      found.push(current);
      current = '';
    } else current += sign;
  }
  return [...found, current].map((part) => part.trim()).filter(Boolean);
}
