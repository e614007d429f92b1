import ts from 'typescript';
import {
  at,
  type Breach,
  isServer,
  isShipped,
  isSpec,
  parse,
  type SourceFile,
  walk,
} from './source-files.js';

const ENV_FILE = 'server/src/platform/config/env.ts';

/** Reads of process.env outside the one file that validates it. */
export function environmentReads(files: SourceFile[]): Breach[] {
  const breaches: Breach[] = [];
  for (const file of files) {
    if (file.path === ENV_FILE || !(isServer(file) || (isShipped(file) && file.path.startsWith('shared/'))))
      continue;
    walk(parse(file), (node) => {
      const named =
        (ts.isPropertyAccessExpression(node) && node.name.text === 'env') ||
        (ts.isElementAccessExpression(node) && /^['"]env['"]$/.test(node.argumentExpression.getText()));
      const owner = named ? (node as ts.PropertyAccessExpression).expression.getText() : '';
      if (/^(?:globalThis\.)?process$/.test(owner)) breaches.push(`${at(file, node)} reads process.env`);
      const pulled =
        ts.isImportSpecifier(node) &&
        (node.propertyName ?? node.name).text === 'env' &&
        /process/.test(node.parent.parent.parent.moduleSpecifier.getText());
      if (pulled) breaches.push(`${at(file, node)} imports the environment from node:process`);
    });
  }
  return breaches;
}

const RUNNERS = new Set(['it', 'test', 'describe']);
const LEFT_OUT = new Set(['only', 'skip', 'todo', 'failing', 'skipIf', 'runIf', 'fixme']);
const SHORT = new Set(['xit', 'fit', 'xtest', 'xdescribe', 'fdescribe']);

/** A collection that lies outside the checkout may be absent: `(present ? describe : describe.skip)(…)`. */
const dependsOnCollection = (node: ts.Node): boolean =>
  ts.isConditionalExpression(node.parent) && /^(?:present|hasCorpora)$/.test(node.parent.condition.getText());

/** Tests that leave themselves or others out. */
export function leftOutTests(files: SourceFile[]): Breach[] {
  const breaches: Breach[] = [];
  for (const file of files.filter(isSpec)) {
    walk(parse(file), (node) => {
      if (ts.isPropertyAccessExpression(node) && LEFT_OUT.has(node.name.text)) {
        const runner = node.expression.getText().split('.')[0] ?? '';
        if (RUNNERS.has(runner) && !dependsOnCollection(node)) {
          breaches.push(`${at(file, node)} uses ${node.getText()}`);
        }
      } else if (ts.isCallExpression(node) && SHORT.has(node.expression.getText())) {
        breaches.push(`${at(file, node)} uses ${node.expression.getText()}`);
      }
    });
  }
  return breaches;
}

/** Absolute paths that exist only on the machine somebody wrote on. */
const MACHINE_PATHS = [
  /(?<![\w./-])\/(?:work|root)\/[\w.-]+/,
  /(?<![\w./-])\/(?:home|Users)\/(?!node\b)[\w.-]+\//,
  /\b[A-Z]:\\Users\\/,
  /(?<![\w./-])\/tmp\/[\w-]*brief/,
];

/** Files that mention paths of one machine. */
export function machinePaths(files: SourceFile[]): Breach[] {
  return files.flatMap((file) =>
    file.text.split('\n').flatMap((line, index) => {
      const found = MACHINE_PATHS.map((pattern) => pattern.exec(line)?.[0]).find(Boolean);
      return found ? [`${file.path}:${index + 1} names the machine's path ${found}`] : [];
    }),
  );
}

/** Decision records that share a number with another, or whose heading gives another number than their name. */
export function decisionNumbers(files: SourceFile[]): Breach[] {
  const taken = new Map<string, string>();
  return files.flatMap(({ path, text }) => {
    const number = /^docs\/decisions\/(\d{4})-[\w-]+\.md$/.exec(path)?.[1];
    if (number === undefined) return [];
    const other = taken.get(number);
    taken.set(number, path);
    if (other !== undefined) return [`${path} has the number of ${other}`];
    return text.startsWith(`# ${number}: `) ? [] : [`${path} does not begin with "# ${number}: "`];
  });
}
