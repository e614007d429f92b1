import ts from 'typescript';
import { at, type Breach, isServer, parse, type SourceFile, walk } from './source-files.js';

interface Declared {
  what: 'job' | 'task' | 'event';
  name: string;
  /** The constant that holds it. */
  constant: string;
  file: SourceFile;
  node: ts.Node;
}

/**
 * Jobs, tasks and events without exactly one owner: declared once, in a `.jobs.ts`,
 * `.tasks.ts` or `.events.ts` of their domain; a job or task handled in exactly one place;
 * an event published only within the domain that declares it.
 */
export function ownerless(files: SourceFile[]): Breach[] {
  const server = files.filter(isServer);
  const declared = server.flatMap(declarations);
  const breaches: Breach[] = [];
  const byName = new Map<string, Declared>();
  for (const one of declared) {
    const where = at(one.file, one.node);
    const twin = byName.get(`${one.what} ${one.name}`);
    if (twin) breaches.push(`${where} declares the ${one.what} ${one.name} again, after ${twin.file.path}`);
    byName.set(`${one.what} ${one.name}`, one);
    if (!one.file.path.endsWith(`.${one.what}s.ts`)) {
      breaches.push(`${where} declares the ${one.what} ${one.name} outside a .${one.what}s.ts file`);
    }
  }
  const work = new Map(declared.filter(({ what }) => what !== 'event').map((one) => [one.constant, one]));
  const events = new Map(
    declared.filter(({ what }) => what === 'event').map((event) => [event.constant, event]),
  );
  const handlers = new Map<string, string[]>();
  for (const file of server) {
    walk(parse(file), (node) => {
      if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
      const subject = node.arguments[0]?.getText() ?? '';
      if (node.expression.name.text === 'handle' && work.has(subject)) {
        handlers.set(subject, [...(handlers.get(subject) ?? []), at(file, node)]);
      }
      const event = node.expression.name.text === 'publish' ? events.get(subject) : undefined;
      if (event && domainOf(event.file.path) !== domainOf(file.path)) {
        breaches.push(
          `${at(file, node)} publishes ${event.name}, which belongs to ${domainOf(event.file.path)}`,
        );
      }
    });
  }
  for (const one of work.values()) {
    const places = handlers.get(one.constant) ?? [];
    if (places.length === 1) continue;
    const many = places.length === 0 ? 'no handler' : `${places.length} handlers (${places.join(', ')})`;
    breaches.push(`${at(one.file, one.node)} the ${one.what} ${one.name} has ${many}`);
  }
  return breaches;
}

const DEFINERS = new Map<string, Declared['what']>([
  ['defineJob', 'job'],
  ['defineTask', 'task'],
  ['defineEvent', 'event'],
]);
const domainOf = (path: string) => /^server\/src\/([^/]+)\//.exec(path)?.[1] ?? '';

function declarations(file: SourceFile): Declared[] {
  const found: Declared[] = [];
  walk(parse(file), (node) => {
    if (!ts.isVariableDeclaration(node) || !node.initializer || !ts.isCallExpression(node.initializer))
      return;
    const definer = node.initializer.expression.getText();
    const what = DEFINERS.get(definer);
    if (what === undefined) return;
    const argument = node.initializer.arguments[0];
    if (!argument) return;
    let name = argument;
    if (ts.isObjectLiteralExpression(argument)) {
      const property = argument.properties.find((one) => one.name?.getText() === 'name');
      if (property && ts.isPropertyAssignment(property)) name = property.initializer;
    }
    found.push({
      what,
      name: ts.isStringLiteralLike(name) ? name.text : name.getText(),
      constant: node.name.getText(),
      file,
      node,
    });
  });
  return found;
}
