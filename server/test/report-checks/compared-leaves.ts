import { z } from 'zod';

/** Names of all values in a JSON Schema, `[]` for the entries of a list. */
function leavesOf(node: unknown, definitions: Record<string, unknown>, path = ''): string[] {
  if (typeof node !== 'object' || node === null) return [path];
  const { $ref, properties, items, anyOf } = node as Record<string, unknown>;
  if (typeof $ref === 'string') return leavesOf(definitions[$ref.split('/').at(-1) ?? ''], definitions, path);
  if (Array.isArray(anyOf)) {
    const some = anyOf.filter((one) => one.type !== 'null');
    return [...new Set(some.flatMap((one) => leavesOf(one, definitions, path)))];
  }
  if (properties !== undefined)
    return Object.entries(properties as object).flatMap(([name, value]) =>
      leavesOf(value, definitions, path === '' ? name : `${path}.${name}`),
    );
  return items === undefined ? [path] : leavesOf(items, definitions, `${path}[]`);
}

/** Every value a report has by its schema. */
function leavesOfSchema(schema: z.ZodType): string[] {
  const json = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Record<string, unknown>;
  return [...new Set(leavesOf(json, (json.$defs ?? {}) as Record<string, unknown>))].sort();
}

/** Which values of reports were there to be compared: what was never told proves nothing. */
export class ComparedLeaves {
  private readonly seen = new Map<string, Set<string>>();

  /** @param told a whole report that was held against what it must be */
  note(report: string, told: unknown): void {
    const seen = this.seen.get(report) ?? new Set();
    this.seen.set(report, seen);
    const walk = (value: unknown, path: string): void => {
      if (Array.isArray(value)) for (const one of value) walk(one, `${path}[]`);
      else if (typeof value === 'object' && value !== null)
        for (const [name, one] of Object.entries(value)) walk(one, path === '' ? name : `${path}.${name}`);
      else if (value !== null) seen.add(path);
    };
    walk(told, '');
  }

  /** Values of a report's schema that no compared report had. */
  missing(report: string, schema: z.ZodType): string[] {
    const seen = this.seen.get(report);
    return leavesOfSchema(schema).filter((leaf) => !seen?.has(leaf));
  }
}
