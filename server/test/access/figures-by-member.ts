type Node = Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Names of what says which member something is about, and of numbers that count nothing. */
const MEMBER = /^(?:member|assignee|sender|answeredBy|user|owner)(?:Id)?$|^(?:by|of|to|from)?[mM]emberIds?$/;
const NO_FIGURE = /(?:^|[a-z])(?:Seq|seq|version|Version|bytes|width|height|size|position|status)$/;

/** Where, in a JSON Schema, numbers stand beside a member: what could be a figure about one, as `items[]: count, late`. */
export function numbersBesideMembers(
  schema: unknown,
  definitions: Node,
  path = '',
  open: readonly string[] = [],
): string[] {
  if (!isNode(schema)) return [];
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  if (name !== undefined) {
    return open.includes(name)
      ? []
      : numbersBesideMembers(definitions[name], definitions, path, [...open, name]);
  }
  const inside = (child: unknown, at: string) => numbersBesideMembers(child, definitions, at, open);
  const parts = ['anyOf', 'oneOf', 'allOf'].flatMap((key) =>
    Array.isArray(schema[key]) ? (schema[key] as unknown[]) : [],
  );
  const found = parts.flatMap((part) => inside(part, path));
  if (isNode(schema.items)) found.push(...inside(schema.items, `${path}[]`));
  if (isNode(schema.additionalProperties)) found.push(...inside(schema.additionalProperties, `${path}{}`));
  const properties = Object.entries(isNode(schema.properties) ? schema.properties : {});
  const numbers = properties.filter(([key, value]) => isNumber(value, definitions) && !NO_FIGURE.test(key));
  if (numbers.length > 0 && properties.some(([key]) => MEMBER.test(key)))
    found.push(
      `${path}: ${numbers
        .map(([key]) => key)
        .sort()
        .join(', ')}`,
    );
  for (const [key, value] of properties) found.push(...inside(value, path === '' ? key : `${path}.${key}`));
  return [...new Set(found)];
}

function isNumber(schema: unknown, definitions: Node): boolean {
  if (!isNode(schema)) return false;
  if (typeof schema.$ref === 'string') {
    const figure = definitions[schema.$ref.split('/').at(-1) ?? ''];
    // A figure is a number with what it rests on.
    return isNode(figure) && isNode(figure.properties) && 'atLeast' in figure.properties;
  }
  if (Array.isArray(schema.anyOf)) return schema.anyOf.some((one) => isNumber(one, definitions));
  return [schema.type].flat().some((type) => type === 'number' || type === 'integer');
}

/** What every route of the API could tell or be asked about single members, by its description; each on a line of its own. */
export function figuresByMember(document: unknown): string[] {
  const { paths, components } = document as { paths: Record<string, Node>; components?: { schemas?: Node } };
  const definitions = components?.schemas ?? {};
  return Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, operation]) => {
        const name = `${method.toUpperCase()} ${path}`;
        const { parameters, responses } = operation as {
          parameters?: Node[];
          responses?: Record<string, Node>;
        };
        const asked = (parameters ?? []).filter(({ in: place, name: of, schema }) => {
          const choices = isNode(schema) && Array.isArray(schema.enum) ? schema.enum : [];
          return place === 'query' && (MEMBER.test(String(of)) || choices.includes('member'));
        });
        const told = Object.values(responses ?? {}).flatMap(({ content }) =>
          Object.values(isNode(content) ? content : {}).flatMap((one) =>
            isNode(one) ? numbersBesideMembers(one.schema, definitions) : [],
          ),
        );
        return [
          ...asked.map(({ name: of }) => `${name} ? ${of}`),
          ...told.map((where) => `${name} > ${where}`),
        ];
      }),
    )
    .sort();
}
