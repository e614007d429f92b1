import { DateTime, Duration, FixedOffsetZone, IANAZone, type Zone } from 'luxon';
import type { MailAddress, MailInvitation } from './parsed-mail.js';

interface CalendarLine {
  name: string;
  params: Record<string, string>;
  value: string;
}

/** What Outlook calls its zones (CLDR windowsZones, the ones met most); others are read from the VTIMEZONE. */
const WINDOWS_ZONES: Readonly<Record<string, string>> = {
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'Central Europe Standard Time': 'Europe/Budapest',
  'Central European Standard Time': 'Europe/Warsaw',
  'Central Standard Time': 'America/Chicago',
  'China Standard Time': 'Asia/Shanghai',
  'E. Europe Standard Time': 'Europe/Chisinau',
  'E. South America Standard Time': 'America/Sao_Paulo',
  'Eastern Standard Time': 'America/New_York',
  'FLE Standard Time': 'Europe/Kyiv',
  'GMT Standard Time': 'Europe/London',
  'GTB Standard Time': 'Europe/Bucharest',
  'Greenwich Standard Time': 'Atlantic/Reykjavik',
  'India Standard Time': 'Asia/Kolkata',
  'Israel Standard Time': 'Asia/Jerusalem',
  'Mountain Standard Time': 'America/Denver',
  'Pacific Standard Time': 'America/Los_Angeles',
  'Romance Standard Time': 'Europe/Paris',
  'Russian Standard Time': 'Europe/Moscow',
  'Singapore Standard Time': 'Asia/Singapore',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'Turkey Standard Time': 'Europe/Istanbul',
  'W. Europe Standard Time': 'Europe/Berlin',
};

const MAX_LINES = 20_000;
const MAX_EVENTS = 50;

/**
 * The events of an iCalendar text (RFC 5545) as invitations. Repeated instances of one event (same UID) are one;
 * a text that is no calendar gives none. `method` is the part's parameter, used where the calendar names none.
 */
export function readInvitations(text: string, method: string): MailInvitation[] {
  const lines = unfold(text)
    .map(readLine)
    .filter((line) => line !== null);
  const stated = lines.find((line) => line.name === 'METHOD')?.value.trim() ?? method;
  const zones = readZones(lines);
  const found = new Map<string, MailInvitation>();
  for (const event of blocks(lines, 'VEVENT').slice(0, MAX_EVENTS)) {
    const invitation = toInvitation(event, (stated === '' ? 'PUBLISH' : stated).toUpperCase(), zones);
    const key = invitation.uid ?? `#${found.size}`;
    if (!found.has(key)) found.set(key, invitation);
  }
  return [...found.values()];
}

function toInvitation(
  event: CalendarLine[],
  method: string,
  zones: ReadonlyMap<string, Zone>,
): MailInvitation {
  const line = (name: string): CalendarLine | undefined => event.find((one) => one.name === name);
  const start = line('DTSTART');
  const begins = start === undefined ? null : readTime(start, zones);
  const ends =
    line('DTEND') === undefined ? endByDuration(begins, line('DURATION')) : readTime(line('DTEND')!, zones);
  const allDay = start !== undefined && /^\d{8}$/.test(start.value.trim());
  return {
    method,
    summary: plain(line('SUMMARY')?.value ?? ''),
    start: begins === null ? null : iso(begins, allDay, isFloating(start, zones)),
    end: ends === null ? null : iso(ends, allDay, isFloating(line('DTEND') ?? start, zones)),
    allDay,
    location: plain(line('LOCATION')?.value ?? '') || null,
    organizer: readOrganizer(line('ORGANIZER')),
    uid: line('UID')?.value.trim() || null,
  };
}

function unfold(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (/^[ \t]/.test(line) && lines.length > 0) lines[lines.length - 1] += line.slice(1);
    else if (lines.length < MAX_LINES) lines.push(line);
  }
  return lines;
}

function readLine(line: string): CalendarLine | null {
  const pieces: string[] = [];
  let from = 0;
  let quoted = false;
  for (let i = 0; i < line.length; i += 1) {
    if (line[i] === '"') quoted = !quoted;
    else if (!quoted && (line[i] === ';' || line[i] === ':')) {
      pieces.push(line.slice(from, i));
      from = i + 1;
      if (line[i] === ':') return { ...readName(pieces), value: line.slice(from) };
    }
  }
  return null;
}

function readName(pieces: string[]): { name: string; params: Record<string, string> } {
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const piece of pieces.slice(1)) {
    const eq = piece.indexOf('=');
    if (eq > 0) params[piece.slice(0, eq).trim().toUpperCase()] = piece.slice(eq + 1).replace(/^"|"$/g, '');
  }
  return { name: pieces[0]!.trim().toUpperCase(), params };
}

/** The lines of each component of that name, without those of components inside it. */
function blocks(lines: readonly CalendarLine[], name: string): CalendarLine[][] {
  const found: CalendarLine[][] = [];
  const open: string[] = [];
  for (const line of lines) {
    const component = line.value.trim().toUpperCase();
    if (line.name === 'BEGIN') {
      open.push(component);
      if (component === name) found.push([]);
    } else if (line.name === 'END') open.pop();
    else if (open.at(-1) === name) found.at(-1)?.push(line);
  }
  return found;
}

/** Zones the calendar names; its own definition serves only for names nobody knows, and only by its standard time. */
function readZones(lines: readonly CalendarLine[]): Map<string, Zone> {
  const zones = new Map<string, Zone>();
  let id = '';
  let standard = false;
  for (const line of lines) {
    if (line.name === 'BEGIN') standard = line.value.trim().toUpperCase() === 'STANDARD';
    else if (line.name === 'TZID') id = line.value.trim();
    else if (line.name === 'TZOFFSETTO' && id !== '' && (standard || !zones.has(id))) {
      const match = /^([+-])(\d{2})(\d{2})/.exec(line.value.trim());
      if (match === null) continue;
      const minutes = Number(match[2]) * 60 + Number(match[3]);
      zones.set(id, FixedOffsetZone.instance(match[1] === '-' ? -minutes : minutes));
    }
  }
  for (const name of zones.keys()) zones.set(name, knownZone(name) ?? zones.get(name)!);
  return zones;
}

function knownZone(id: string): Zone | null {
  const name = WINDOWS_ZONES[id] ?? id.replace(/^\/.*\/(?=[A-Z][A-Za-z]+\/[A-Z])/, '');
  return IANAZone.isValidZone(name) ? IANAZone.create(name) : null;
}

function zoneOf(line: CalendarLine, zones: ReadonlyMap<string, Zone>): Zone | null {
  const id = line.params.TZID?.trim();
  return id === undefined ? null : (zones.get(id) ?? knownZone(id));
}

function readTime(line: CalendarLine, zones: ReadonlyMap<string, Zone>): DateTime | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?$/.exec(line.value.trim());
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const zone =
    match[7] === undefined
      ? (zoneOf(line, zones) ?? FixedOffsetZone.utcInstance)
      : FixedOffsetZone.utcInstance;
  const time = DateTime.fromObject(
    { year, month, day, hour, minute, second: Math.min(second, 59) },
    { zone },
  );
  return time.isValid ? time : null;
}

function endByDuration(start: DateTime | null, line: CalendarLine | undefined): DateTime | null {
  if (start === null || line === undefined) return null;
  const duration = Duration.fromISO(line.value.trim().replace(/^\+/, ''));
  return duration.isValid ? start.plus(duration) : null;
}

/** A time without zone means the clock on the reader's wall (RFC 5545, section 3.3.5). */
function isFloating(line: CalendarLine | undefined, zones: ReadonlyMap<string, Zone>): boolean {
  return line !== undefined && !line.value.trim().endsWith('Z') && zoneOf(line, zones) === null;
}

function iso(time: DateTime, allDay: boolean, floating: boolean): string | null {
  if (allDay) return time.toISODate();
  return time.toISO({ suppressMilliseconds: true, includeOffset: !floating });
}

function readOrganizer(line: CalendarLine | undefined): MailAddress | null {
  if (line === undefined) return null;
  const address = line.value
    .trim()
    .replace(/^mailto:/i, '')
    .slice(0, 1_000);
  const at = address.lastIndexOf('@');
  const name = (line.params.CN ?? '').trim();
  if (at < 0) return name === '' ? null : { name, address: '' };
  return { name, address: address.slice(0, at) + address.slice(at).toLowerCase() };
}

function plain(value: string): string {
  return value
    .replace(/\\([nN,;\\])/g, (_, char: string) => (char === 'n' || char === 'N' ? '\n' : char))
    .trim()
    .slice(0, 2_000);
}
