/** The import rules of docs/architecture.md. test/architecture/imports.spec.ts runs them and counts the modules. */
const order = [
  'access',
  'organization',
  'customers',
  'interactions',
  'surveys',
  'invitations',
  'mailroom',
  'responses',
  'collectors',
  'previews',
  'recovery',
  'scoring',
  'standards',
  'evaluations',
  'equality',
  'payouts',
  'appeals',
  'recognition',
  'signals',
  'integrations',
  'home',
];
const domain = `^src/(${order.join('|')})/`;

module.exports = {
  forbidden: [
    {
      name: 'calc-is-pure',
      comment:
        'Formulas know no clock, no chance, no database: they import each other and the decimal library only.',
      severity: 'error',
      from: { path: '(^src/kernel/|/calc/)', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^src/kernel/', '/calc/', 'node_modules/big\\.js', 'node_modules/@types/big\\.js'] },
    },
    {
      name: 'one-door',
      comment: 'Another module is entered through its index.ts (or calc/index.ts) only.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: { path: domain, pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$', '^src/[^/]+/calc/index\\.ts$'] },
    },
    {
      name: 'one-door-for-wiring',
      comment: 'Entry points, seeds and benchmarks use doors too.',
      severity: 'error',
      from: { path: '^(src/[^/]+\\.ts$|seeds/|bench/)' },
      to: { path: domain, pathNot: ['^src/[^/]+/index\\.ts$', '^src/[^/]+/calc/index\\.ts$'] },
    },
    {
      name: 'platform-has-doors',
      comment: 'Each part of the platform is entered through its index.ts.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/platform/', '\\.spec\\.ts$'] },
      to: { path: '^src/platform/', pathNot: '^src/platform/[^/]+/index\\.ts$' },
    },
    ...order.slice(0, -1).map((module, index) => ({
      name: `order-${module}`,
      comment: 'A module imports only modules listed above it; an earlier one tells a later one by an event.',
      severity: 'error',
      from: { path: `^src/${module}/`, pathNot: '\\.spec\\.ts$' },
      to: { path: `^src/(${order.slice(index + 1).join('|')})/` },
    })),
    {
      name: 'platform-knows-no-domain',
      severity: 'error',
      from: { path: '^src/(platform|kernel)/', pathNot: '\\.spec\\.ts$' },
      to: { path: domain },
    },
    {
      name: 'kernel-knows-nobody',
      severity: 'error',
      from: { path: '^src/kernel/' },
      to: { path: '^src/platform/' },
    },
    {
      name: 'http-is-outermost',
      comment: 'Only a module file imports a controller.',
      severity: 'error',
      from: { pathNot: ['\\.module\\.ts$', '\\.spec\\.ts$'] },
      to: { path: '\\.controller\\.ts$' },
    },
    {
      name: 'recognition-never-sees-pay',
      severity: 'error',
      from: { path: '^src/recognition/' },
      to: { path: '^src/(evaluations|payouts|appeals)/' },
    },
    {
      name: 'kudos-never-enter-pay',
      comment: 'Thanks between colleagues count toward no score, no evaluation and no amount.',
      severity: 'error',
      from: { path: '^src/(scoring|evaluations|equality|payouts|appeals)/' },
      to: { path: '^src/recognition/' },
    },
    {
      name: 'equality-answers-stay-apart',
      comment:
        'What people said about themselves is read by the report on equal treatment and its import alone.',
      severity: 'error',
      from: {
        path: '^(src|seeds|bench)/',
        pathNot: '^src/equality/equality(-imports\\.service|-reports\\.service|\\.module)\\.ts$',
      },
      to: { path: '^src/equality/equality-answers\\.ts$' },
    },
    {
      name: 'equality-is-asked-by-payouts-alone',
      comment:
        'Neither scores nor evaluations, recognition or signals may know of it: it is an outcome, never an input.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(equality|payouts)/|^src/app\\.module\\.ts$' },
      to: { path: '^src/equality/' },
    },
    {
      name: 'migrations-are-frozen',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: ['\\.entity\\.ts$', '^src/'] },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'src-not-to-test',
      severity: 'error',
      from: { path: '^(src|seeds|migrations)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-dev-dependencies-at-run-time',
      severity: 'error',
      from: {
        path: '^(src|seeds|migrations)/',
        pathNot: ['\\.spec\\.ts$', '^src/platform/mail/compile-emails\\.ts$'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(dist|data|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default', 'types'],
    },
  },
};
