import ts from 'typescript';
import { at, type Breach, isShipped, literalText, parse, type SourceFile, walk } from './source-files.js';

const EQUALITY = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

/** Ids that are other words of ours as well (a medium, a role): only a comparison that speaks of a kind counts. */
const AMBIGUOUS = new Set(['email', 'chat', 'comment', 'dm', 'api']);
const SPEAKS_OF_KIND = /kind|channel|platform|connector/i;

/** The kinds there are: the folders in channels/ that are neither core nor families. */
export function kindsOf(files: SourceFile[]): string[] {
  const kinds = files.map((file) => /^server\/src\/channels\/([^/]+)\//.exec(file.path)?.[1]);
  return [...new Set(kinds)].filter(
    (kind) => kind !== undefined && kind !== 'core' && kind !== 'families',
  ) as string[];
}

/**
 * Comparisons with a kind's id outside that kind's own folder, in code (`===`, `case`,
 * `includes`) and in SQL. Behaviour keys on a capability of the manifest instead.
 */
export function kindComparisons(files: SourceFile[], kinds = kindsOf(files)): Breach[] {
  const breaches: Breach[] = [];
  for (const file of files) {
    if (!isShipped(file) || file.path.startsWith('web/src/widget/') || file.path.includes('/demo/')) continue;
    const foreign = new Set(kinds.filter((kind) => !ownFolder(file.path, kind)));
    const tell = (node: ts.Node, id: string) =>
      breaches.push(`${at(file, node)} compares with the kind '${id}'; ask the manifest for a capability`);
    const check = (node: ts.Node, literal: ts.Node, other: string) => {
      const id = ts.isStringLiteralLike(literal) ? literal.text : undefined;
      if (id === undefined || !foreign.has(id)) return;
      if (AMBIGUOUS.has(id) && !SPEAKS_OF_KIND.test(other)) return;
      tell(node, id);
    };
    walk(parse(file), (node) => {
      if (ts.isBinaryExpression(node) && EQUALITY.has(node.operatorToken.kind)) {
        check(node, node.left, node.right.getText());
        check(node, node.right, node.left.getText());
      } else if (ts.isCaseClause(node)) {
        check(node, node.expression, node.parent.parent.expression.getText());
      } else if (
        ts.isCallExpression(node) &&
        ts.isPropertyAccessExpression(node.expression) &&
        ['includes', 'has'].includes(node.expression.name.text)
      ) {
        const list = node.expression.expression;
        const asked = node.arguments[0];
        if (asked) check(node, asked, list.getText());
        if (asked && ts.isArrayLiteralExpression(list)) {
          for (const element of list.elements) check(node, element, asked.getText());
        }
      } else {
        const sql = literalText(node);
        const id = sql && /\bkind\s*(?:=|<>|!=|(?:NOT\s+)?IN\s*\()\s*'([\w-]+)'/i.exec(sql)?.[1];
        if (id && foreign.has(id)) tell(node, id);
      }
    });
  }
  return breaches;
}

const ownFolder = (path: string, kind: string) =>
  path.startsWith(`server/src/channels/${kind}/`) || path.startsWith(`web/src/console/channels/${kind}/`);
