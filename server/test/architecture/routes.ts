import ts from 'typescript';
import { at, type Breach, isServer, parse, type SourceFile, walk } from './source-files.js';

const ROUTES = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete', 'Options', 'Head', 'All', 'Search', 'Sse']);
const ACCESS = new Set(['Access', 'AccessSignedIn', 'AccessPublic']);
const INPUTS = new Set(['Body', 'Query', 'Param']);

interface Decorator {
  name: string;
  args: readonly ts.Expression[];
}

function decorators(node: ts.HasDecorators): Decorator[] {
  return (ts.getDecorators(node) ?? []).flatMap(({ expression }): Decorator[] => {
    if (ts.isIdentifier(expression)) return [{ name: expression.text, args: [] }];
    if (!ts.isCallExpression(expression) || !ts.isIdentifier(expression.expression)) return [];
    return [{ name: expression.expression.text, args: expression.arguments }];
  });
}

/** Routes that do not state who may call them, by exactly one access decorator. */
export function routesWithoutAccess(files: SourceFile[]): Breach[] {
  return routes(files).flatMap(({ file, method, names }) => {
    const rules = names.filter((name) => ACCESS.has(name)).length;
    if (rules === 1) return [];
    return [`${at(file, method)} ${method.name.getText()} states ${rules} access rules instead of one`];
  });
}

/** Bodies, queries and parameters without a schema: they would pass unchecked. */
export function inputsWithoutSchema(files: SourceFile[]): Breach[] {
  return routes(files).flatMap(({ file, method }) =>
    method.parameters.flatMap((parameter) =>
      decorators(parameter)
        .filter(({ name, args }) => INPUTS.has(name) && !args.some(hasSchema))
        .map(({ name }) => `${at(file, parameter)} @${name} of ${method.name.getText()} has no schema`),
    ),
  );
}

function routes(files: SourceFile[]) {
  const found: { file: SourceFile; method: ts.MethodDeclaration; names: string[] }[] = [];
  for (const file of files.filter(isServer)) {
    walk(parse(file), (node) => {
      if (!ts.isMethodDeclaration(node)) return;
      const names = decorators(node).map(({ name }) => name);
      if (names.some((name) => ROUTES.has(name))) found.push({ file, method: node, names });
    });
  }
  return found;
}

const hasSchema = (argument: ts.Expression): boolean =>
  ts.isObjectLiteralExpression(argument) &&
  argument.properties.some((property) => property.name?.getText() === 'schema');
