/** The import rules hold, and the tool that checks them really read the code. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

interface CruiseResult {
  summary: { violations: { rule: { name: string }; from: string; to: string }[]; totalCruised: number };
  modules: { source: string }[];
}

const root = join(__dirname, '../..');
const modules = [
  'kernel',
  'platform',
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
  'evaluations',
  'equality',
  'payouts',
  'recognition',
  'home',
];

function cruise(folders: string[]): CruiseResult {
  const cli = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const output = execFileSync(
    process.execPath,
    [cli, ...folders, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
    {
      cwd: root,
      maxBuffer: 256 * 1024 * 1024,
      encoding: 'utf8',
    },
  );
  return JSON.parse(output) as CruiseResult;
}

describe('the import rules', () => {
  let result: CruiseResult;
  beforeAll(() => {
    result = cruise(['src', 'migrations', 'seeds', 'bench']);
  });

  it('are broken nowhere', () => {
    expect(result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual(
      [],
    );
  });

  it('were checked against the whole product', () => {
    const ours = result.modules
      .map((module) => module.source)
      .filter((source) => !source.includes('node_modules'));
    expect(ours.length).toBeGreaterThan(250);
    for (const module of modules)
      expect(ours).toContain(`src/${module}/${module === 'platform' ? 'database/' : ''}index.ts`);
  });
});
