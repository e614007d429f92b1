// What may import what (ARCHITECTURE.md). Each rule is proved able to fail by server/test/boundaries.spec.ts.

const SPEC = '\\.spec\\.tsx?$';

/** Lowest first; a domain may use the services of domains on lower tiers. */
const TIERS = [
  ['brands'],
  ['auth'],
  ['channels'],
  ['people'],
  ['conversations'],
  ['ingest', 'outbound'],
  ['notifications'],
  ['realtime'],
  ['automation', 'reports', 'privacy'],
];
const DOMAINS = TIERS.flat();
const anyOf = (names) => `(?:${names.join('|')})`;

/** `channels/` itself is a domain; its core, families and kinds are not. */
const CHANNELS_ITSELF = 'channels/[^/]+\\.ts$';
const folder = (domain) => (domain === 'channels' ? CHANNELS_ITSELF : `${domain}/`);
const files = (domains) => `^server/src/${anyOf(domains.map(folder))}`;
const NOT_KINDS = '(?!core/|families/)';

/** What others may see of a domain: its service, its module, its events, and its pure vocabulary. */
const PRIVATE =
  '\\.(?:entity|repository|controller|presenter|processor|jobs|listener|gateway|guard|pipe|filter|interceptor)\\.ts$';

const upward = TIERS.flatMap((tier, index) =>
  tier.map((domain) => {
    const beside = tier.filter((other) => other !== domain);
    const forbidden = [...beside, ...TIERS.slice(index + 1).flat()];
    return {
      name: `domain-order-${domain}`,
      comment: `${domain} may use lower domains only; upward goes through domain events.`,
      severity: 'error',
      from: { path: files([domain]), pathNot: SPEC },
      to: { path: forbidden.length ? files(forbidden) : '^$' },
    };
  }),
).filter((rule) => rule.to.path !== '^$');

const privateParts = DOMAINS.map((domain) => ({
  name: `private-to-${domain}`,
  comment: `Of ${domain} others see services, modules and events; entities and the rest are its own.`,
  severity: 'error',
  from: { path: '^server/src/', pathNot: [files([domain]), SPEC] },
  to: { path: `^server/src/${domain === 'channels' ? 'channels/[^/]+' : `${domain}/.*`}${PRIVATE}` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one thing, or the wrong two.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere. What the build makes (virtual:) is no file.',
      severity: 'error',
      from: { pathNot: '^web/dev/' },
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    {
      name: 'shared-is-zod-only',
      comment: 'shared holds contracts and imports zod only.',
      severity: 'error',
      from: { path: '^shared/src/', pathNot: SPEC },
      to: { pathNot: ['^shared/src/', '(^|/)node_modules/zod/'] },
    },
    {
      name: 'platform-knows-no-domain',
      comment: 'platform is machinery: it imports shared and libraries.',
      severity: 'error',
      from: { path: '^server/src/platform/', pathNot: SPEC },
      to: { path: '^server/', pathNot: '^server/src/platform/' },
    },
    {
      name: 'core-on-platform-and-shared',
      comment: 'channels/core imports platform and shared.',
      severity: 'error',
      from: { path: '^server/src/channels/core/', pathNot: SPEC },
      to: { path: '^server/', pathNot: '^server/src/(?:platform|channels/core)/' },
    },
    {
      name: 'family-on-core',
      comment: 'A family imports channels/core, platform and shared; no kind, no other family, no domain.',
      severity: 'error',
      from: { path: '^server/src/channels/families/([^/]+)/', pathNot: SPEC },
      to: { path: '^server/', pathNot: '^server/src/(?:platform|channels/core|channels/families/$1)/' },
    },
    {
      name: 'kind-on-core',
      comment:
        'A kind imports its family, channels/core, platform and shared; never a domain, never another kind.',
      severity: 'error',
      from: { path: `^server/src/channels/${NOT_KINDS}([^/]+)/`, pathNot: SPEC },
      to: {
        path: '^server/',
        pathNot: '^server/src/(?:platform|channels/core|channels/families|channels/$1)/',
      },
    },
    {
      name: 'kind-named-in-channels-module',
      comment: 'Outside its folder a kind is named in one line: the list in channels.module.ts.',
      severity: 'error',
      from: {
        path: '^server/src/',
        pathNot: ['^server/src/channels/channels\\.module\\.ts$', '^server/src/channels/[^/]+/', SPEC],
      },
      to: { path: `^server/src/channels/${NOT_KINDS}[^/]+/` },
    },
    {
      name: 'family-behind-kinds',
      comment: 'Domains know channels/core, never a family.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: ['^server/src/channels/[^/]+/', SPEC] },
      to: { path: '^server/src/channels/families/' },
    },
    ...upward,
    ...privateParts,
    {
      name: 'features-apart',
      comment: 'Console features never import each other; screens compose them.',
      severity: 'error',
      from: { path: '^web/src/console/features/([^/]+)/', pathNot: SPEC },
      to: { path: '^web/src/console/features/', pathNot: '^web/src/console/features/$1/' },
    },
    {
      name: 'features-below-screens',
      comment: 'A feature does not know the screens and the shell that compose it.',
      severity: 'error',
      from: { path: '^web/src/console/features/', pathNot: SPEC },
      to: { path: '^web/src/console/(?:app|screens)/' },
    },
    {
      name: 'console-parts-below-features',
      comment:
        'What several features use (acts, data, writing, …) knows none of them, nor the screens and the shell.',
      severity: 'error',
      from: { path: '^web/src/console/(?:acts|data|keys|later|locales|realtime|writing)/', pathNot: SPEC },
      to: { path: '^web/src/console/(?:app|features|screens)/' },
    },
    {
      name: 'primitives-below-console',
      comment: 'ui and lib know neither console nor widget.',
      severity: 'error',
      from: { path: '^web/src/(?:ui|lib)/', pathNot: SPEC },
      to: { path: '^web/src/(?:console|widget)/' },
    },
    {
      name: 'widget-on-ui-lib-shared',
      comment: 'The widget imports ui, lib and shared, besides libraries.',
      severity: 'error',
      from: { path: '^web/src/widget/', pathNot: SPEC },
      to: { path: '^(?:web|server)/', pathNot: ['^web/src/(?:widget|ui|lib)/', 'node_modules'] },
    },
    {
      name: 'web-and-server-meet-in-shared',
      comment: 'The browser never imports the server.',
      severity: 'error',
      from: { path: '^web/src/' },
      to: { path: '^server/' },
    },
    {
      name: 'server-without-web',
      comment: 'The server never imports the browser.',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^web/' },
    },
    {
      name: 'tests-stay-out',
      comment: 'What is shipped imports no test, no harness.',
      severity: 'error',
      from: { path: '^(?:server|shared|web)/src/', pathNot: SPEC },
      to: { path: ['^server/test/', SPEC] },
    },
    {
      name: 'declared-dependencies',
      comment: 'Every package imported by shipped code is a dependency of its own workspace.',
      severity: 'error',
      from: { path: '^(?:server|shared|web)/src/', pathNot: SPEC },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(?:dist|\\.parley[^/]*)/' },
    combinedDependencies: false,
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.boundaries.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.css', '.json', '.svg'],
    },
    skipAnalysisNotInRules: true,
  },
};
