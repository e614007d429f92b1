/** What a delivery report says about one recipient (RFC 3464, section 2.3). */
export interface RecipientStatus {
  /** Address as reported, without its type; null when the report names none that looks like one. */
  recipient: string | null;
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' | null;
  /** RFC 3463 `class.subject.detail`. */
  status: string | null;
  diagnostic: string | null;
}

const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
const FIELD = /^([A-Za-z][A-Za-z0-9-]*)\s*:\s*(.*)$/;
const MAX_RECIPIENTS = 200;

/** `rfc822; <a@b.example>` → `a@b.example`. */
export function typedAddress(value: string): string | null {
  const bare = value.replace(/^\s*[A-Za-z0-9-]+\s*;/, '');
  return /[^\s<>()";,:]+@[^\s<>()";,:]+/.exec(bare)?.[0].replace(/\.$/, '') ?? null;
}

/** The subject of RFC 3463 has one digit, 0 to 7: that tells a status from an IP address or a version. */
const STATUS = /(?<![\d.])([245]\.[0-7]\.\d{1,3})(?!\.?\d)/g;
const REPLY_WITH_STATUS = /(?<![\d.])([245])\d\d[\s#'-]{1,3}\(?#?(\1\.[0-7]\.\d{1,3})(?!\.?\d)/;

/** The most telling enhanced status code in a piece of text: one after an SMTP reply code, else the first that is not `x.0.0`. */
export function statusInText(text: string): string | null {
  const afterReply = REPLY_WITH_STATUS.exec(text)?.[2];
  if (afterReply && !isVague(afterReply)) return afterReply;
  const found = [...text.matchAll(STATUS)].map((match) => match[1] as string);
  return found.find((status) => !isVague(status)) ?? afterReply ?? found[0] ?? null;
}

/** `x.0.0` says the class and nothing more. */
export function isVague(status: string): boolean {
  return status.endsWith('.0.0');
}

/** Class of the first SMTP reply code (RFC 5321, section 4.2) in a text: 2, 4 or 5. */
export function replyClassInText(text: string): 2 | 4 | 5 | null {
  const code =
    /(?<![\d.:\-/])([245])[0-5]\d(?=[\s\-,:;#)\]"']|$)(?!\s*(bytes|kb|mb|hours|days|minutes|seconds))/im.exec(
      text,
    )?.[1];
  return code ? (Number(code) as 2 | 4 | 5) : null;
}

/**
 * Reads the fields of `message/delivery-status`, also where blank lines between the groups are missing or doubled.
 * Pure; anything unreadable is left out.
 */
export function parseDeliveryStatus(text: string): RecipientStatus[] {
  const groups: Map<string, string>[] = [];
  let current = new Map<string, string>();
  let lastName: string | null = null;
  const flush = () => {
    if (current.size > 0) groups.push(current);
    current = new Map();
    lastName = null;
  };
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.trim() === '') {
      flush();
      continue;
    }
    const field = /^\s/.test(line) ? null : FIELD.exec(line);
    if (field) {
      const name = (field[1] as string).toLowerCase();
      if (name === 'final-recipient' && current.has(name)) flush();
      lastName = current.has(name) ? null : name;
      if (lastName) current.set(name, field[2] as string);
    } else if (lastName) {
      current.set(lastName, `${current.get(lastName)} ${line.trim()}`);
    }
    if (groups.length > MAX_RECIPIENTS) break;
  }
  flush();
  return mergeSplitGroups(groups).map(readGroup);
}

/** Some reporters put a blank line between `Final-Recipient` and the rest: a group without a recipient completes the one before. */
function mergeSplitGroups(groups: Map<string, string>[]): Map<string, string>[] {
  const merged: Map<string, string>[] = [];
  for (const group of groups) {
    const named = group.has('final-recipient') || group.has('original-recipient');
    const telling = group.has('action') || group.has('status') || group.has('diagnostic-code');
    const last = merged.at(-1);
    if (named) merged.push(group);
    else if (telling && last && !last.has('action') && !last.has('status')) {
      for (const [name, value] of group) if (!last.has(name)) last.set(name, value);
    } else if (telling && !group.has('reporting-mta')) merged.push(group);
    else if (telling && groups.length === 1) merged.push(group);
  }
  return merged;
}

function readGroup(group: Map<string, string>): RecipientStatus {
  const diagnostic = group.get('diagnostic-code')?.trim() ?? null;
  const action = group.get('action')?.trim().toLowerCase() ?? '';
  const given = statusInText(group.get('status') ?? '');
  return {
    recipient:
      // The address we wrote to; the final one may be where it was forwarded, or a name inside the other system.
      typedAddress(group.get('original-recipient') ?? '') ??
      typedAddress(group.get('final-recipient') ?? '') ??
      typedAddress(group.get('x-actual-recipient') ?? ''),
    action: ACTIONS.find((known) => action.startsWith(known)) ?? null,
    status: moreTelling(given, diagnostic),
    diagnostic: diagnostic?.replace(/^[A-Za-z0-9-]+\s*;\s*/, '').replace(/\s+/g, ' ') ?? null,
  };
}

/** `Status: 5.0.0` beside a diagnostic of `550 5.1.1`: what the other server answered knows more than what ours made of it. */
function moreTelling(given: string | null, diagnostic: string | null): string | null {
  if (!diagnostic) return given;
  const answered = REPLY_WITH_STATUS.exec(diagnostic)?.[2];
  if (answered && !isVague(answered)) return answered;
  const told = statusInText(diagnostic);
  return told && !isVague(told) && (!given || isVague(given)) ? told : (given ?? told);
}
