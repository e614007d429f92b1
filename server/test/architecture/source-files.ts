import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A file by its path from the root of the project, with `/` between its parts. */
export interface SourceFile {
  path: string;
  text: string;
}

/** A breach: where, and what is wrong there. */
export type Breach = string;

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SKIPPED = /^(?:node_modules|dist|coverage|test-results|\.git|\.build|\.parley.*)$/;
const TEXT =
  /\.(?:ts|tsx|mjs|cjs|js|json|md|ya?ml|html|css|sh|svg)$|(?:^|\/)(?:Dockerfile|run|\.[a-z]+(?:ignore|rc))$/;

/** Every text file of the project, leaving out what is installed, built or generated. */
export function projectFiles(folder = ROOT): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = join(folder, entry.name);
    if (SKIPPED.test(entry.name)) return [];
    if (entry.isDirectory()) return projectFiles(full);
    const path = relative(ROOT, full).split(sep).join('/');
    if (!entry.isFile() || !TEXT.test(path) || path === 'package-lock.json') return [];
    return [{ path, text: readFileSync(full, 'utf8') }];
  });
}

export const isSpec = (file: SourceFile): boolean => /\.spec\.tsx?$/.test(file.path);

/** What runs in production: no specs, no harness. */
export const isShipped = (file: SourceFile): boolean =>
  /^(?:server|shared|web)\/src\/.*\.tsx?$/.test(file.path) && !isSpec(file);

export const isServer = (file: SourceFile): boolean => isShipped(file) && file.path.startsWith('server/src/');

const parsed = new WeakMap<SourceFile, ts.SourceFile>();

export function parse(file: SourceFile): ts.SourceFile {
  let tree = parsed.get(file);
  if (!tree) {
    const kind = file.path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
    tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true, kind);
    parsed.set(file, tree);
  }
  return tree;
}

/** Calls `visit` for every node below `node`, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

export function at(file: SourceFile, node: ts.Node): string {
  const source = node.getSourceFile();
  return `${file.path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/** The text of a string or template literal, `${…}` standing for what is filled in; else undefined. */
export function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map((span) => spanText(span) + span.literal.text).join('');
}

/** What is put into a statement stays unsaid, but for the check of the brand. */
const spanText = ({ expression }: ts.TemplateSpan): string =>
  /^checkedBrand\(/.test(expression.getText()) ? '(brand_id = $1)' : `\${…}`;
