import { describe, expect, it } from '@jest/globals';
import { brandTables, unscopedQueries } from './architecture/brand-scope.js';
import { strangeFileNames } from './architecture/file-names.js';
import { kindComparisons, kindsOf } from './architecture/kind-comparison.js';
import { ownerless } from './architecture/owners.js';
import { decisionNumbers, environmentReads, leftOutTests, machinePaths } from './architecture/plain-rules.js';
import { inputsWithoutSchema, routesWithoutAccess } from './architecture/routes.js';
import { type Breach, projectFiles, type SourceFile } from './architecture/source-files.js';

const project = projectFiles();

/** One file of a pretended project. */
const file = (path: string, text: string): SourceFile => ({ path, text });

interface Rule {
  name: string;
  check: (files: SourceFile[]) => Breach[];
  /** Each breaks the rule at least once. */
  bad: [name: string, ...files: SourceFile[]][];
  /** Together they keep it. */
  good: SourceFile[];
}

const KINDS = [
  file('server/src/channels/telegram/telegram.connector.ts', 'export const own = kind === "telegram";'),
  file('server/src/channels/email/email.connector.ts', 'export const own = channel.kind === "email";'),
  file('server/src/channels/core/connector.ts', ''),
  file('server/src/channels/families/meta/meta.client.ts', ''),
];

const MIGRATION = file(
  'server/src/platform/database/migrations/0001-first.migration.ts',
  'export const sql = `\nCREATE TABLE message (\n  id uuid PRIMARY KEY,\n  brand_id uuid NOT NULL\n);\n' +
    'CREATE TABLE brand (id uuid PRIMARY KEY CHECK (id IS NOT NULL));\nCREATE TABLE note (\n  id uuid\n);\n' +
    'ALTER TABLE note ADD COLUMN brand_id uuid;\n`;',
);
const sqlFile = (text: string) => file('server/src/people/people.repository.ts', text);
const controller = (text: string) => file('server/src/people/people.controller.ts', text);

const rules: Rule[] = [
  {
    name: 'nothing outside its folder compares with the id of a kind',
    check: (files) => kindComparisons(files),
    bad: [
      ['===', ...KINDS, file('server/src/outbound/send.ts', 'if (x === "telegram") y();')],
      ['!==, the other way round', ...KINDS, file('web/src/console/app/a.tsx', 'if ("telegram" !== x) y();')],
      [
        'a kind that is a medium too',
        ...KINDS,
        file('server/src/ingest/a.ts', 'if (channel.kind === "email") y();'),
      ],
      ['case', ...KINDS, file('shared/src/a.ts', 'switch (x) { case "telegram": y(); }')],
      ['includes', ...KINDS, file('web/src/lib/a.ts', 'if (["telegram"].includes(x)) y();')],
      [
        'SQL',
        ...KINDS,
        file('server/src/people/a.ts', "const q = `SELECT 1 FROM t WHERE kind = 'telegram'`;"),
      ],
      ['another kind', ...KINDS, file('server/src/channels/email/a.ts', 'if (kind === "telegram") y();')],
    ],
    good: [
      ...KINDS,
      file('server/src/outbound/a.ts', 'if (medium === "email" || input.type === "email") y();'),
      file('server/src/outbound/a.spec.ts', 'if (kind === "telegram") y();'),
      file('web/src/widget/main.ts', 'if (kind === "telegram") y();'),
    ],
  },
  {
    name: 'every route states its access',
    check: routesWithoutAccess,
    bad: [
      ['no rule', controller('class C { @Get("x") list() {} }')],
      ['two rules', controller('class C { @Post() @Access("a") @AccessPublic("b") make() {} }')],
    ],
    good: [
      controller(
        'class C { @Get() @Access("people.read") list() {} @AccessPublic("why") @Post() make() {} own() {} }',
      ),
    ],
  },
  {
    name: 'every body, query and parameter has a schema',
    check: inputsWithoutSchema,
    bad: [
      ['body', controller('class C { @Post() @Access("a") make(@Body() body: X) {} }')],
      ['named query', controller('class C { @Get() @Access("a") list(@Query("q") q: string) {} }')],
      ['param with a pipe', controller('class C { @Get() @Access("a") one(@Param("id", P) id: string) {} }')],
    ],
    good: [
      controller(
        'class C { @Post(":id") @Access("a") make(@Param("id", { schema: idSchema }) id: string, ' +
          '@Body({ schema: bodySchema }) body: X, @CurrentCaller() caller: Member) {} }',
      ),
    ],
  },
  {
    name: 'every query on a brand-owned table is scoped by brand',
    check: (files) => unscopedQueries(files),
    bad: [
      ['select', MIGRATION, sqlFile('const q = `SELECT * FROM message WHERE id = $1`;')],
      [
        'selected, not compared',
        MIGRATION,
        sqlFile('const q = `SELECT brand_id FROM message WHERE id = $1`;'),
      ],
      ['update', MIGRATION, sqlFile(`const q = 'UPDATE message SET a = 1 WHERE id = $1';`)],
      ['delete', MIGRATION, sqlFile('const q = `DELETE FROM message WHERE id = $1`;')],
      ['insert', MIGRATION, sqlFile('const q = `INSERT INTO message (id) VALUES ($1)`;')],
      ['join', MIGRATION, sqlFile('const q = `SELECT 1 FROM brand JOIN message m ON m.id = $1`;')],
      ['added column', MIGRATION, sqlFile('const q = `SELECT 1 FROM note`;')],
      [
        'in a comment only',
        MIGRATION,
        sqlFile('const q = `SELECT 1 FROM message -- brand_id\\n WHERE id = $1`;'),
      ],
      ['an excuse without a reason', MIGRATION, sqlFile('const q = `SELECT 1 FROM message -- any brand:`;')],
      [
        'repository call',
        MIGRATION,
        sqlFile('const one = this.db.repository(MessageEntity).findOneBy({ id });'),
      ],
      [
        'injected repository',
        MIGRATION,
        sqlFile('const one = this.repository.update({ id }, { read: true });'),
      ],
      [
        'query builder',
        MIGRATION,
        sqlFile('const all = r.createQueryBuilder("m").where("m.id = :id").getMany();'),
      ],
    ],
    good: [
      MIGRATION,
      sqlFile(`
        const a = \`SELECT * FROM message WHERE brand_id = $1 AND id = $2\`;
        const b = \`INSERT INTO message (brand_id, id) SELECT $1, $2\`;
        const c = \`SELECT 1 FROM message -- any brand: the sweeper looks for lost jobs\`;
        const d = \`SELECT name FROM brand WHERE id = $1\`;
        const e = 'Select the message to update';
        const f = this.repository.findOneBy({ brandId, id });
        // any brand: the sweeper looks for lost jobs
        const g = this.repository.findBy({ state: 'queued' });
        const h = r.createQueryBuilder('m').where('m.brand_id = :brandId').getMany();
        const i = new Map().delete('x');
      `),
    ],
  },
  {
    name: 'process.env is read in one file',
    check: environmentReads,
    bad: [
      ['property', file('server/src/people/a.ts', 'const x = process.env.HOME;')],
      ['destructured', file('server/src/people/a.ts', 'const { HOME } = process.env;')],
      ['element', file('server/src/people/a.ts', 'const x = process["env"];')],
      ['imported', file('server/src/people/a.ts', 'import { env as e } from "node:process";')],
      ['shared', file('shared/src/a.ts', 'export const x = globalThis.process.env;')],
    ],
    good: [
      file('server/src/platform/config/env.ts', 'const x = process.env;'),
      file('server/src/people/a.spec.ts', 'const x = process.env;'),
      file('server/src/people/a.ts', 'const x = this.env; const y = process.pid;'),
    ],
  },
  {
    name: 'every job, task and event has exactly one owner',
    check: ownerless,
    bad: [
      [
        'a job nobody handles',
        file('server/src/people/people.jobs.ts', 'export const j = defineJob({ name: "do-it" });'),
      ],
      [
        'a job handled twice',
        file('server/src/people/people.jobs.ts', 'export const j = defineJob({ name: "do-it" });'),
        file('server/src/people/a.processor.ts', 'jobs.handle(j, f);'),
        file('server/src/people/b.processor.ts', 'jobs.handle(j, f);'),
      ],
      [
        'a task nobody does',
        file('server/src/people/people.tasks.ts', 'export const t = defineTask({ name: "tell-it" });'),
      ],
      [
        'a name declared twice',
        file('server/src/people/people.events.ts', 'export const a = defineEvent<X>("person.merged");'),
        file('server/src/auth/auth.events.ts', 'export const b = defineEvent<X>("person.merged");'),
      ],
      [
        'in a file of another role',
        file('server/src/people/people.service.ts', 'const e = defineEvent("a.b");'),
      ],
      [
        'published by a stranger',
        file('server/src/people/people.events.ts', 'export const merged = defineEvent("person.merged");'),
        file('server/src/ingest/ingest.service.ts', 'events.publish(merged, x);'),
      ],
    ],
    good: [
      file('server/src/people/people.jobs.ts', 'export const j = defineJob({ name: "do-it" });'),
      file('server/src/people/a.processor.ts', 'this.jobs.handle(j, f);'),
      file('server/src/people/people.tasks.ts', 'export const t = defineTask({ name: "tell-it" });'),
      file('server/src/people/a.listener.ts', 'this.tasks.handle(t, f);'),
      file('server/src/people/people.events.ts', 'export const merged = defineEvent("person.merged");'),
      file(
        'server/src/people/people.service.ts',
        'this.events.publish(merged, x); this.jobs.enqueue(j, {});',
      ),
      file('server/src/ingest/ingest.listener.ts', 'this.events.afterCommit(merged, f);'),
    ],
  },
  {
    name: 'files are named by the style',
    check: strangeFileNames,
    bad: [
      ['camel case', file('server/src/people/mergePeople.ts', '')],
      ['unknown suffix', file('server/src/people/people.dao.ts', '')],
      ['utils', file('server/src/people/utils.ts', '')],
      ['types at the end', file('web/src/lib/queue-types.ts', '')],
      ['a helpers folder', file('web/src/helpers/a.tsx', '')],
      ['manager', file('server/src/people/people-manager.service.ts', '')],
      ['index', file('shared/src/index.ts', 'export const a = 1;')],
      ['barrel', file('shared/src/all.ts', 'export * from "./a.js";\nexport { b } from "./b.js";')],
    ],
    good: [
      file('server/src/people/people.service.ts', ''),
      file('server/src/channels/core/connector.contract.spec.ts', ''),
      file('server/test/flows/email.flow.spec.ts', ''),
      file('web/src/ui/pause-ring.tsx', 'export const a = 1;'),
      file('web/src/vite-env.d.ts', ''),
    ],
  },
  {
    name: 'no test is left out',
    check: leftOutTests,
    bad: [
      ['only', file('server/src/a.spec.ts', 'it.only("x", () => {});')],
      ['skip', file('web/src/a.spec.tsx', 'describe.skip("x", () => {});')],
      ['each', file('server/src/a.spec.ts', 'it.each([1]).skip("x", () => {});')],
      ['on a whim', file('server/src/a.spec.ts', '(slow ? describe.skip : describe)("x", f);')],
      ['todo', file('web/e2e/a.e2e.spec.ts', 'test.todo("x");')],
      ['xit', file('server/src/a.spec.ts', 'xit("x", () => {});')],
    ],
    good: [
      file(
        'server/src/a.spec.ts',
        'it("x", () => { list.skip(1); }); it.each([1])("y", f); (present ? describe : describe.skip)("z", f);',
      ),
    ],
  },
  {
    name: 'no file names a path of one machine',
    check: machinePaths,
    bad: [
      ['home', file('README.md', `see ${'/home'}/anna/parley`)],
      ['root', file('docs/a.md', `cd ${'/root'}/parley`)],
      ['checkout', file('scripts/a.mjs', `const dir = '${'/work'}/main';`)],
      ['mac', file('docs/a.md', `${'/Users'}/anna/x`)],
      ['windows', file('docs/a.md', `C:${'\\Users'}\\anna`)],
    ],
    good: [
      file('README.md', 'The data lives in /var/lib/parley; Chromium is /usr/bin/chromium.'),
      file('docs/a.md', 'https://example.test/work/x and a folder below /root'),
    ],
  },
  {
    name: 'every decision record has a number of its own',
    check: decisionNumbers,
    bad: [
      [
        'twice',
        file('docs/decisions/0007-frames.md', '# 0007: Frames'),
        file('docs/decisions/0007-words.md', '# 0007: Words'),
      ],
      ['another in its heading', file('docs/decisions/0007-frames.md', '# 7. Frames')],
    ],
    good: [
      file('docs/decisions/0007-frames.md', '# 0007: Frames'),
      file('docs/decisions/0008-words.md', '# 0008: Words'),
    ],
  },
];

describe.each(rules)('$name', ({ check, bad, good }) => {
  it.each(bad)('can fail: %s', (_name, ...files) => {
    expect(check(files)).not.toEqual([]);
  });

  it('lets the right way pass', () => {
    expect(check(good)).toEqual([]);
  });

  it('holds in this project', () => {
    expect(check(project)).toEqual([]);
  });
});

describe('what the rules look at', () => {
  it('is there: kinds, brand-owned tables, routes', () => {
    expect(kindsOf(project)).toContain('email');
    expect([...brandTables(project)]).toEqual(expect.arrayContaining(['message', 'conversation', 'turn']));
    expect(project.some(({ path }) => path.endsWith('.controller.ts'))).toBe(true);
  });
});
