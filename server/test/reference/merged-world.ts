type Side = 'into' | 'from';

interface Known {
  name: string;
  notes: string;
  fields: Record<string, string>;
  tags: string[];
}

interface Said {
  name?: string;
  notes?: string;
  field?: string;
  tag?: string;
  text?: string | null;
  on?: boolean;
}

type Happening =
  | { what: 'said'; who: string; said: Said }
  | { what: 'merged'; id: string; into: string; from: string; name: Side; fields: Record<string, Side> };

/**
 * People and their merges, slow and obvious: everything that ever happened is kept, and whenever somebody asks, all of it is
 * done again from the start, but for the merges that were taken back. A member speaks of whoever they saw then.
 */
export class MergedWorld {
  private readonly everybody: string[] = [];
  private readonly happenings: Happening[] = [];
  private readonly back = new Set<string>();
  private readonly openers = new Map<string, string>();

  born(name: string): void {
    this.everybody.push(name);
  }

  opened(thread: string, by: string): void {
    this.openers.set(thread, by);
  }

  said(who: string, said: Said): void {
    this.happenings.push({ what: 'said', who: this.livingAs(who), said });
  }

  merged(
    id: string,
    into: string,
    from: string,
    choices: { name?: Side; fields?: Record<string, Side> },
  ): void {
    const pair = { into: this.livingAs(into), from: this.livingAs(from) };
    this.happenings.push({
      what: 'merged',
      id,
      ...pair,
      name: choices.name ?? 'into',
      fields: choices.fields ?? {},
    });
  }

  takenBack(id: string): void {
    this.back.add(id);
  }

  /** Ids of the merges that count. */
  standing(): string[] {
    return this.happenings.flatMap((one) =>
      one.what === 'merged' && !this.back.has(one.id) ? [one.id] : [],
    );
  }

  livingAs(name: string): string {
    const into = this.happenings.find(
      (one) => one.what === 'merged' && one.from === name && !this.back.has(one.id),
    );
    return into?.what === 'merged' ? this.livingAs(into.into) : name;
  }

  shownUnder(thread: string): string {
    return this.livingAs(this.openers.get(thread) ?? '');
  }

  tagsOf(name: string): string[] {
    return this.knownOf(this.livingAs(name)).tags;
  }

  /** What is known of somebody, also of one who was merged away: that stays as it was. */
  knownOf(name: string): Known {
    const known = new Map<string, Known>(
      this.everybody.map((one) => [one, { name: one, notes: '', fields: {}, tags: [] }]),
    );
    const of = (one: string): Known => {
      const found = known.get(one);
      if (found === undefined) throw new Error(`nobody is ${one}`);
      return found;
    };
    for (const one of this.happenings) {
      if (one.what === 'said') say(of(one.who), one.said);
      else if (!this.back.has(one.id)) take(of(one.into), of(one.from), one);
    }
    return of(name);
  }
}

function say(person: Known, { name, notes, field, tag, text, on }: Said): void {
  if (name !== undefined) person.name = name;
  if (notes !== undefined) person.notes = notes;
  if (field !== undefined) {
    if (text === null || text === undefined) delete person.fields[field];
    else person.fields[field] = text;
  }
  if (tag === undefined) return;
  person.tags = person.tags.filter((one) => one !== tag);
  if (on) person.tags = [...person.tags, tag].sort();
}

function take(into: Known, from: Known, choices: { name: Side; fields: Record<string, Side> }): void {
  if (choices.name === 'from') into.name = from.name;
  if (into.notes === '') into.notes = from.notes;
  else if (from.notes !== '' && from.notes !== into.notes) into.notes = `${into.notes}\n\n${from.notes}`;
  for (const [field, value] of Object.entries(from.fields)) {
    if (into.fields[field] === undefined || choices.fields[field] === 'from') into.fields[field] = value;
  }
  into.tags = [...new Set([...into.tags, ...from.tags])].sort();
}
