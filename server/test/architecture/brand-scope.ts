import ts from 'typescript';
import { at, type Breach, isServer, literalText, parse, type SourceFile, walk } from './source-files.js';

/** Says why a statement may look at every brand's rows: `-- any brand: <why>` in SQL, `// any brand: <why>` above. */
const ANY_BRAND = /(?:--|\/\/) any brand: \S.{5,}/;
const MIGRATION = /\/migrations\/|\.migration\.ts$/;
const STATEMENT = /\b(?:SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO)\b/;
const TABLE = /\b(?:FROM|JOIN|UPDATE|INTO|USING)\s+(?:ONLY\s+)?"?([a-z_][a-z0-9_]*)"?/gi;

/** TypeORM calls that read or change rows by a condition. */
const CONDITIONAL = new Set([
  ...['find', 'findBy', 'findOne', 'findOneBy', 'findOneOrFail', 'findOneByOrFail', 'findAndCount'],
  ...[
    'findAndCountBy',
    'count',
    'countBy',
    'exists',
    'existsBy',
    'update',
    'delete',
    'softDelete',
    'restore',
  ],
  ...['increment', 'decrement', 'sum', 'average', 'minimum', 'maximum', 'clear'],
]);

/** Tables whose rows belong to a brand, read from the migrations. */
export function brandTables(files: SourceFile[]): Set<string> {
  const tables = new Set<string>();
  for (const file of files.filter(({ path }) => MIGRATION.test(path))) {
    for (const match of file.text.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)"?\s*\(/g)) {
      const columns = untilClosed(file.text.slice(match.index + match[0].length));
      if (match[1] && /(?:^|[\n,])\s*"?brand_id"?\s/.test(columns)) tables.add(match[1]);
    }
    for (const [, name] of file.text.matchAll(
      /ALTER TABLE "?(\w+)"?\s+ADD COLUMN (?:IF NOT EXISTS )?"?brand_id"?/g,
    )) {
      if (name) tables.add(name);
    }
  }
  return tables;
}

/** The text up to the parenthesis that closes the one just opened. */
function untilClosed(text: string): string {
  let depth = 1;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '(') depth += 1;
    if (text[index] === ')') depth -= 1;
    if (depth === 0) return text.slice(0, index);
  }
  return text;
}

/**
 * Queries on brand-owned tables that are not scoped by brand: SQL in which `brand_id`
 * stands neither in a condition (WHERE, ON, USING) nor among the inserted columns, and
 * TypeORM calls without `brandId`.
 */
export function unscopedQueries(files: SourceFile[], tables = brandTables(files)): Breach[] {
  const breaches: Breach[] = [];
  for (const file of files.filter(isServer)) {
    if (MIGRATION.test(file.path)) continue;
    walk(parse(file), (node) => {
      const sql = literalText(node);
      if (sql !== undefined) {
        const table = STATEMENT.test(sql) ? touched(sql, tables) : undefined;
        if (table && !isScoped(sql) && !ANY_BRAND.test(sql)) {
          breaches.push(`${at(file, node)} reads or changes ${table} without brand_id in a condition`);
        }
      } else if (ts.isCallExpression(node) && isRepositoryCall(node)) {
        const text = node.getText();
        if (!/brandId|brand_id/.test(text.slice(node.expression.getText().length)) && !saysWhy(node)) {
          breaches.push(`${at(file, node)} asks a repository without brandId`);
        }
      }
    });
  }
  return breaches;
}

function touched(sql: string, tables: Set<string>): string | undefined {
  const plain = sql.replace(/--[^\n]*/g, ' ');
  for (const [, name] of plain.matchAll(TABLE)) {
    if (name && tables.has(name.toLowerCase())) return name;
  }
  return undefined;
}

function isScoped(sql: string): boolean {
  const plain = sql.replace(/--[^\n]*/g, ' ');
  if (/\bINSERT\s+INTO\s+\S+\s*(?:AS\s+\w+\s*)?\([^)]*\bbrand_id\b/i.test(plain)) return true;
  const conditions = plain
    .split(/\b(?:WHERE|ON|USING)\b/i)
    .slice(1)
    .join(' ');
  return /\bbrand_id\b/.test(conditions);
}

function isRepositoryCall(node: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(node.expression)) return false;
  const { name, expression } = node.expression;
  if (name.text === 'createQueryBuilder') {
    return false; // judged by the whole chain below
  }
  if (
    name.text === 'getMany' ||
    name.text === 'getOne' ||
    name.text === 'getRawMany' ||
    name.text === 'execute'
  ) {
    return (
      /createQueryBuilder\(/.test(expression.getText()) && !/brandId|brand_id/.test(expression.getText())
    );
  }
  return (
    CONDITIONAL.has(name.text) && /(?:[rR]epository(?:\([^)]*\))?|\bmanager)$/.test(expression.getText())
  );
}

function saysWhy(node: ts.Node): boolean {
  const { text } = node.getSourceFile();
  const before = text.slice(0, node.getStart());
  return before
    .split('\n')
    .slice(-3)
    .some((line) => ANY_BRAND.test(line));
}
