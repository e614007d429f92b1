import ts from 'typescript';
import { type Breach, isShipped, isSpec, parse, type SourceFile } from './source-files.js';

/** The closed list of what a file may say about its role. */
const SUFFIXES = new Set([
  ...[
    'module',
    'controller',
    'service',
    'repository',
    'entity',
    'migration',
    'presenter',
    'processor',
    'jobs',
    'tasks',
  ],
  ...['listener', 'events', 'gateway', 'guard', 'pipe', 'filter', 'interceptor', 'decorator', 'connector'],
  ...['client', 'parse', 'format', 'manifest', 'settings'],
]);
const SPEC_SUFFIXES = new Set(['contract', 'flow', 'e2e', 'corpus', 'corpora', 'property', 'fuzz', 'bounds']);
const EMPTY_WORDS = /(?:^|-)(?:utils?|common|helpers?|types?|managers?|misc)$/;
const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** File and folder names that leave the style: kebab-case, closed suffixes, no empty words, no barrels. */
export function strangeFileNames(files: SourceFile[]): Breach[] {
  return files.flatMap((file) => {
    if (!isShipped(file) && !(isSpec(file) && /^(?:server|shared|web)\//.test(file.path))) return [];
    if (file.path.endsWith('.d.ts')) return [];
    const breaches: Breach[] = [];
    const segments = file.path.split('/');
    const [stem = '', ...roles] = (segments.pop() ?? '').replace(/(?:\.spec)?\.tsx?$/, '').split('.');
    for (const name of [...segments, stem]) {
      if (!KEBAB.test(name)) breaches.push(`${file.path}: '${name}' is not kebab-case`);
      if (EMPTY_WORDS.test(name)) breaches.push(`${file.path}: '${name}' says nothing about what is inside`);
    }
    const known = (role: string) => SUFFIXES.has(role) || (isSpec(file) && SPEC_SUFFIXES.has(role));
    for (const role of roles) {
      if (!known(role)) breaches.push(`${file.path}: .${role} is not on the list of suffixes`);
    }
    if (roles.length > 1 && !isSpec(file)) breaches.push(`${file.path}: one suffix is enough`);
    if (stem === 'index' || isBarrel(file)) breaches.push(`${file.path}: barrel files hide where things are`);
    return breaches;
  });
}

function isBarrel(file: SourceFile): boolean {
  if (isSpec(file)) return false;
  const { statements } = parse(file);
  return (
    statements.length > 0 &&
    statements.every(
      (statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined,
    )
  );
}
