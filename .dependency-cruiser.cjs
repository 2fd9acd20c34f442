/**
 * What may import what. The names are the documentation; `scripts/import-rules.test.ts` holds, for each of them,
 * a small tree of files that must fail.
 * @type {import('dependency-cruiser').IConfiguration}
 */

/** Tests, and what only they import. */
const TEST = '\\.(?:test|fixture)\\.tsx?$';

/** Lowest first: each domain may import only those before it. The first two know nothing of each other. */
const DOMAIN_ORDER = [
  ['ledger'],
  ['approvals'],
  ['versioned-texts'],
  ['kill-switch'],
  ['holds'],
  ['connected-accounts'],
  ['risk'],
  ['payouts'],
  ['onboarding'],
  ['portal'],
  ['information-requests'],
  ['reconciliation'],
  ['stripe-events'],
].flat();
const SIBLINGS = ['ledger', 'approvals'];
const DOMAIN = `^lib/(?:${DOMAIN_ORDER.join('|')})/`;

const PURE = '^lib/(?:money/|[^/]+/(?:journal|rules|matching|detectors|models)/)';

const package_ = (...names) => `(?:^|/)node_modules/(?:${names.join('|')})/`;

function domainOrderRules() {
  return DOMAIN_ORDER.map((domain, position) => {
    const above = DOMAIN_ORDER.slice(position + 1);
    const siblings = SIBLINGS.includes(domain) ? SIBLINGS.filter((other) => other !== domain) : [];
    return { domain, forbidden: [...new Set([...above, ...siblings])] };
  })
    .filter(({ forbidden }) => forbidden.length > 0)
    .map(({ domain, forbidden }) => ({
      name: 'domain-order',
      comment: `${domain} stands below: ${forbidden.join(', ')}`,
      from: { path: `^lib/${domain}/`, pathNot: TEST },
      to: { path: `^lib/(?:${forbidden.join('|')})/` },
    }));
}

const rules = [
  {
    name: 'no-circular',
    from: { pathNot: '^node_modules/' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'app-is-the-edge',
    comment: 'nothing imports a route; a route imports components and lib, never scripts or e2e',
    from: { pathNot: '^(?:app/|proxy\\.ts|instrumentation)' },
    to: { path: '^app/' },
  },
  {
    name: 'components-draw-only',
    comment: 'data and actions come as props from the page',
    from: { path: '^components/', pathNot: TEST },
    to: {
      path: '^(?:lib|drizzle|app|scripts|e2e)/',
      pathNot: '^lib/(?:money/|counted\\.ts$|[^/]+/types\\.ts$)',
    },
  },
  {
    name: 'components-draw-only',
    comment: 'of a domain, a component may name types and nothing that runs',
    from: { path: '^components/', pathNot: TEST },
    to: { path: '^lib/[^/]+/types\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'lib-knows-no-route',
    comment: 'lib also runs in the worker, without Next; only lib/auth/session.ts reads the request',
    from: { path: '^lib/', pathNot: ['^lib/auth/session\\.ts$', TEST] },
    to: { path: package_('next', 'react', 'react-dom') },
  },
  {
    name: 'stripe-sdk-only-in-lib-stripe',
    from: { path: '^(?:app|components|drizzle|lib|scripts)/', pathNot: ['^lib/stripe/', TEST] },
    to: { path: package_('stripe') },
  },
  {
    name: 'next-auth-only-in-lib-auth',
    comment: 'a later change of library touches lib/auth and its one route',
    from: { pathNot: ['^lib/auth/', '^app/api/auth/', '(?:^|/)node_modules/'] },
    to: { path: package_('next-auth') },
  },
  {
    name: 'sql-only-in-lib-and-drizzle',
    from: { path: '^(?:app|components)/', pathNot: TEST },
    to: {
      path: ['^drizzle/', '^lib/db/', package_('drizzle-orm', 'postgres', 'pg', 'pg-boss')],
      pathNot: '^lib/db/login-power\\.ts$',
    },
  },
  {
    name: 'transactions-only-in-verb',
    comment: 'a verb is one transaction; nobody else opens one, so none can hold a Stripe call',
    from: {
      pathNot: [
        '^lib/verb\\.ts$',
        '^lib/jobs/worker\\.ts$',
        '^lib/stripe-events/receive-stripe-events\\.ts$',
        TEST,
      ],
    },
    to: { path: '^lib/db/transaction\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'stripe-only-in-send-and-fetch',
    comment:
      'the two webhook doors verify signatures; everything else that talks to Stripe is named send- or fetch-',
    from: {
      path: DOMAIN,
      pathNot: ['/(?:send|fetch)-[^/]+\\.ts$', '^lib/stripe-events/(?:accept|verify)-[^/]+\\.ts$', TEST],
    },
    to: { path: '^lib/stripe/', pathNot: '^lib/stripe/errors\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'stripe-only-in-send-and-fetch',
    comment: 'a page or component never calls Stripe',
    from: { path: '^(?:app|components)/', pathNot: TEST },
    to: { path: '^lib/stripe/' },
  },
  {
    name: 'ledger-tables-only-in-lib-ledger',
    from: { path: '^(?:app|components|lib|scripts)/', pathNot: ['^lib/ledger/', TEST] },
    to: { path: '^drizzle/schema/ledger\\.ts$' },
  },
  {
    name: 'ledger-tables-only-in-lib-ledger',
    comment:
      'the index of all tables is for the client alone, or every rule about tables could be walked around',
    from: { path: '^(?:app|components|lib|scripts)/', pathNot: ['^lib/db/client\\.ts$', TEST] },
    to: { path: '^drizzle/schema/index\\.ts$' },
  },
  ...domainOrderRules(),
  {
    name: 'pure-means-pure',
    comment: 'what to book and what to flag is decided without a database, a clock, a network or a file',
    from: { path: PURE, pathNot: TEST },
    to: {
      path: [
        '^lib/(?:db|stripe|jobs|auth|audit)/',
        '^lib/(?:clock|env|log|verb)\\.ts$',
        '^drizzle/',
        package_('postgres', 'drizzle-orm', 'stripe', 'pg-boss'),
        '^(?:node:)?(?:fs|http|https|net|child_process|timers)(?:/|$)',
      ],
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'simulator-is-independent',
    comment: 'a mistake shared by both sides of a test would be invisible',
    from: { path: '^e2e/stripe-simulator/', pathNot: TEST },
    to: { path: '^(?:app|components|drizzle|lib|scripts)/' },
  },
  {
    name: 'tests-are-not-imported',
    from: { pathNot: [TEST, '^e2e/'] },
    to: { path: TEST },
  },
  {
    name: 'tests-are-not-imported',
    comment: 'what ships imports nothing from the test world or from the scripts around it',
    from: { path: '^(?:app|components|lib|drizzle)/', pathNot: [TEST, '/test-[^/]+\\.tsx?$'] },
    to: { path: '^(?:e2e|scripts)/' },
  },
  {
    name: 'one-recharts-door',
    from: { pathNot: ['^components/charts/', '(?:^|/)node_modules/'] },
    to: { path: package_('recharts') },
  },
  {
    name: 'one-table-door',
    from: { pathNot: ['^components/data-table/', '(?:^|/)node_modules/'] },
    to: { path: package_('@tanstack/react-table', '@tanstack/table-core') },
  },
];

module.exports = {
  forbidden: rules.map((rule) => ({ ...rule, severity: 'error' })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)(?:\\.next|\\.data|\\.generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json'],
    },
  },
};
