import { spawnSync } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { removeDir, tempDir } from './harness/temp-dir.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

interface Violation {
  rule: { name: string };
  from: string;
}

/** Lays out files (path → what they import), cruises them by our rules and tells who breaks which. */
async function cruise(tree: Record<string, string[]>): Promise<string[]> {
  const dir = await tempDir('boundaries');
  try {
    await cp(join(ROOT, 'tsconfig.base.json'), join(dir, 'tsconfig.base.json'));
    await cp(join(ROOT, 'tsconfig.boundaries.json'), join(dir, 'tsconfig.boundaries.json'));
    await cp(join(ROOT, '.dependency-cruiser.mjs'), join(dir, '.dependency-cruiser.mjs'));
    await writeFile(join(dir, 'package.json'), '{"type":"module","dependencies":{}}');
    await mkdir(join(dir, 'node_modules/undeclared'), { recursive: true });
    await writeFile(
      join(dir, 'node_modules/undeclared/package.json'),
      '{"name":"undeclared","main":"main.js"}',
    );
    await writeFile(join(dir, 'node_modules/undeclared/main.js'), '');
    const targets = Object.values(tree).flat();
    for (const path of new Set([
      ...Object.keys(tree),
      ...targets.filter((t) => /^(?:server|shared|web)\//.test(t)),
    ])) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      const lines = (tree[path] ?? []).map((target, index) => {
        const specifier = /^(?:server|shared|web)\//.test(target)
          ? `${'../'.repeat(path.split('/').length - 1)}${target.replace(/\.tsx?$/, '.js')}`
          : target;
        return `import * as i${index} from '${specifier}';\nconsole.log(i${index});`;
      });
      await writeFile(join(dir, path), `${lines.join('\n')}\nexport const own = 1;\n`);
    }
    const run = spawnSync(
      process.execPath,
      [CRUISER, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', '.'],
      { cwd: dir, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    if (!run.stdout) throw new Error(run.stderr);
    const { summary } = JSON.parse(run.stdout) as { summary: { violations: Violation[] } };
    return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
  } finally {
    await removeDir(dir);
  }
}

/** Rule → an import that breaks it, as [importing file, imported]. */
const BREACHES: [rule: string, from: string, to: string][] = [
  ['no-unresolvable', 'server/src/auth/a1.ts', './nowhere.js'],
  ['shared-is-zod-only', 'shared/src/a2.ts', 'server/src/platform/errors/a.ts'],
  ['shared-is-zod-only', 'shared/src/a3.ts', 'luxon'],
  ['platform-knows-no-domain', 'server/src/platform/http/a4.ts', 'server/src/auth/auth.service.ts'],
  [
    'core-on-platform-and-shared',
    'server/src/channels/core/a5.ts',
    'server/src/channels/channels.service.ts',
  ],
  ['core-on-platform-and-shared', 'server/src/channels/core/a6.ts', 'server/src/channels/email/parse.ts'],
  ['family-on-core', 'server/src/channels/families/meta/a7.ts', 'server/src/channels/families/google/g.ts'],
  ['family-on-core', 'server/src/channels/families/meta/a8.ts', 'server/src/people/people.service.ts'],
  ['kind-on-core', 'server/src/channels/email/a9.ts', 'server/src/channels/api/client.ts'],
  ['kind-on-core', 'server/src/channels/email/a10.ts', 'server/src/conversations/conversations.service.ts'],
  ['kind-on-core', 'server/src/channels/email/deep/a11.ts', 'server/src/channels/channels.service.ts'],
  ['kind-named-in-channels-module', 'server/src/channels/a12.ts', 'server/src/channels/email/parse.ts'],
  ['kind-named-in-channels-module', 'server/src/ingest/a13.ts', 'server/src/channels/api/client.ts'],
  ['family-behind-kinds', 'server/src/outbound/a14.ts', 'server/src/channels/families/meta/errors.ts'],
  ['domain-order-auth', 'server/src/auth/a15.ts', 'server/src/channels/channels.service.ts'],
  ['domain-order-brands', 'server/src/brands/a16.ts', 'server/src/auth/sessions.service.ts'],
  ['domain-order-channels', 'server/src/channels/a17.ts', 'server/src/people/people.service.ts'],
  ['domain-order-people', 'server/src/people/a18.ts', 'server/src/conversations/conversations.service.ts'],
  [
    'domain-order-conversations',
    'server/src/conversations/turns/a19.ts',
    'server/src/outbound/send.service.ts',
  ],
  ['domain-order-ingest', 'server/src/ingest/a20.ts', 'server/src/outbound/send.service.ts'],
  ['domain-order-outbound', 'server/src/outbound/a21.ts', 'server/src/realtime/realtime.service.ts'],
  [
    'domain-order-notifications',
    'server/src/notifications/a42.ts',
    'server/src/realtime/realtime.service.ts',
  ],
  ['domain-order-realtime', 'server/src/realtime/a22.ts', 'server/src/reports/reports.service.ts'],
  ['domain-order-automation', 'server/src/automation/a23.ts', 'server/src/privacy/privacy.service.ts'],
  ['domain-order-reports', 'server/src/reports/a24.ts', 'server/src/automation/rules.service.ts'],
  ['domain-order-privacy', 'server/src/privacy/a25.ts', 'server/src/automation/rules.service.ts'],
  ['private-to-auth', 'server/src/brands/a26.ts', 'server/src/auth/session.repository.ts'],
  ['private-to-brands', 'server/src/channels/a27.ts', 'server/src/brands/brand.entity.ts'],
  ['private-to-channels', 'server/src/people/a28.ts', 'server/src/channels/channel.entity.ts'],
  ['private-to-people', 'server/src/conversations/a29.ts', 'server/src/people/merge/person.repository.ts'],
  ['private-to-conversations', 'server/src/ingest/a30.ts', 'server/src/conversations/message.entity.ts'],
  ['private-to-ingest', 'server/src/privacy/a31.ts', 'server/src/ingest/delivery.repository.ts'],
  ['private-to-outbound', 'server/src/privacy/a32.ts', 'server/src/outbound/outgoing.entity.ts'],
  [
    'private-to-notifications',
    'server/src/realtime/a43.ts',
    'server/src/notifications/notification.repository.ts',
  ],
  ['private-to-realtime', 'server/src/main.ts', 'server/src/realtime/console.gateway.ts'],
  ['private-to-automation', 'server/src/app.module.ts', 'server/src/automation/rule.entity.ts'],
  ['private-to-reports', 'server/src/app.ts', 'server/src/reports/reports.presenter.ts'],
  ['private-to-privacy', 'server/src/boot.ts', 'server/src/privacy/erase.processor.ts'],
  ['features-apart', 'web/src/console/features/queue/a33.tsx', 'web/src/console/features/people/p.ts'],
  ['features-below-screens', 'web/src/console/features/queue/a34.tsx', 'web/src/console/screens/inbox.tsx'],
  ['console-parts-below-features', 'web/src/console/acts/a47.ts', 'web/src/console/features/queue/queue.ts'],
  ['primitives-below-console', 'web/src/ui/a35.tsx', 'web/src/console/realtime/socket.ts'],
  ['widget-on-ui-lib-shared', 'web/src/widget/a36.ts', 'web/src/console/realtime/socket.ts'],
  ['web-and-server-meet-in-shared', 'web/src/lib/a37.ts', 'server/src/platform/errors/a.ts'],
  ['server-without-web', 'server/src/reports/a38.ts', 'web/src/lib/time.ts'],
  ['tests-stay-out', 'server/src/reports/a39.ts', 'server/test/harness/redis.ts'],
  ['declared-dependencies', 'server/src/people/a41.ts', 'undeclared'],
  ['tests-stay-out', 'server/src/reports/a40.ts', 'server/src/reports/x.spec.ts'],
];

describe('import boundaries', () => {
  let found: string[] = [];
  let ruleNames: string[] = [];

  beforeAll(async () => {
    const config = (await import(join(ROOT, '.dependency-cruiser.mjs'))) as {
      default: { forbidden: { name: string }[] };
    };
    ruleNames = config.default.forbidden.map((rule) => rule.name);
    const tree: Record<string, string[]> = {
      'server/src/people/ring-one.ts': ['server/src/people/ring-two.ts'],
      'server/src/people/ring-two.ts': ['server/src/people/ring-one.ts'],
    };
    for (const [, from, to] of BREACHES) tree[from] = [...(tree[from] ?? []), to];
    found = await cruise(tree);
  }, 120_000);

  it.each(BREACHES)('%s refuses %s → %s', (rule, from) => {
    expect(found).toContain(`${rule}: ${from}`);
  });

  it('refuses rings', () => {
    expect(found.some((line) => line.startsWith('no-circular: server/src/people/ring-'))).toBe(true);
  });

  it('has a breach for every rule', () => {
    const proven = new Set([...BREACHES.map(([rule]) => rule), 'no-circular']);
    expect(ruleNames.filter((name) => !proven.has(name))).toEqual([]);
  });
});

describe('what the boundaries allow', () => {
  it('is the way down, the ports, the services, events and the pure vocabulary', async () => {
    const found = await cruise({
      'server/src/main.ts': ['server/src/app.module.ts'],
      'server/src/app.module.ts': [
        'server/src/reports/reports.module.ts',
        'server/src/channels/channels.module.ts',
      ],
      'server/src/channels/channels.module.ts': ['server/src/channels/email/email.connector.ts'],
      'server/src/channels/email/email.connector.ts': [
        'server/src/channels/core/connector.ts',
        'server/src/channels/families/mail/presets.ts',
        'server/src/channels/email/parse/parse-mail.ts',
        'server/src/channels/email/mail.presenter.ts',
        'server/src/platform/errors/app-error.ts',
        '@parley/shared/problem.js',
      ],
      'server/src/channels/core/connector.ts': ['@parley/shared/problem.js'],
      'server/src/channels/families/mail/presets.ts': ['server/src/channels/core/connector.ts'],
      'server/src/platform/errors/app-error.ts': ['@parley/shared/problem.js'],
      'shared/src/problem.ts': ['shared/src/ids.ts'],
      'server/src/reports/reports.module.ts': [
        'server/src/conversations/conversations.service.ts',
        'server/src/conversations/conversations.events.ts',
        'server/src/conversations/turns/fold-turns.ts',
        'server/src/reports/report.entity.ts',
      ],
      'server/src/conversations/turns/fold-turns.ts': ['server/src/brands/business-time.ts'],
      'server/src/conversations/conversations.service.ts': ['server/src/conversations/message.entity.ts'],
      'server/src/ingest/deliveries.service.spec.ts': ['server/test/harness/redis.ts'],
      'web/src/console/screens/inbox.tsx': [
        'web/src/console/features/queue/queue.tsx',
        'web/src/console/features/people/panel.tsx',
      ],
      'web/src/console/features/queue/queue.tsx': ['web/src/ui/button.tsx', '@parley/shared/problem.js'],
      'web/src/widget/main.tsx': [
        'web/src/ui/button.tsx',
        'web/src/lib/time.ts',
        '@parley/shared/problem.js',
      ],
    });
    expect(found).toEqual([]);
  }, 60_000);
});
