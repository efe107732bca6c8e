/**
 * `npm run bench [name]`: builds, then runs one benchmark or all of them, one after the other. Each prints a table and
 * writes `bench/results/<name>.json`; docs/benchmarks.md says what they measure and how to read them.
 */
const { spawnSync } = require('node:child_process');
const { mkdirSync, readdirSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const root = join(__dirname, '..');
const target = join(root, 'dist/bench');
/** Name, program, and its argument. */
const benchmarks = [
  ['answer-flat-sqlite', 'answer-flat.js', 'sqlite'],
  ['answer-flat-postgres', 'answer-flat.js', 'postgres'],
  ['quarter', 'quarter.js', 'sqlite'],
  ['fairness', 'fairness.js', ''],
  ['integrity', 'integrity.js', ''],
  ['claim-sqlite', 'claim.js', 'sqlite'],
  ['claim-postgres', 'claim.js', 'postgres'],
  ['send-sqlite', 'send.js', 'sqlite'],
  ['send-postgres', 'send.js', 'postgres'],
  ['answer-sqlite', 'answer.js', 'sqlite'],
  ['answer-postgres', 'answer.js', 'postgres'],
  ['comments-sqlite', 'comments.js', 'sqlite'],
  ['comments-postgres', 'comments.js', 'postgres'],
  ['evaluation-sqlite', 'evaluation.js', 'sqlite'],
  ['evaluation-postgres', 'evaluation.js', 'postgres'],
  ['scores-sqlite', 'scores.js', 'sqlite'],
  ['scores-postgres', 'scores.js', 'postgres'],
  ['page-sqlite', 'page.js', 'sqlite'],
  ['page-postgres', 'page.js', 'postgres'],
  ['board-sqlite', 'board.js', 'sqlite'],
  ['board-postgres', 'board.js', 'postgres'],
];

/** The benchmarks are type-checked with everything else and compiled beside the build they measure. */
function compile() {
  for (const path of readdirSync(__dirname, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue;
    const { code } = transformFileSync(join(__dirname, path), {
      swcrc: false,
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        target: 'es2022',
        keepClassNames: true,
      },
      module: { type: 'commonjs', ignoreDynamic: true },
    });
    const file = join(target, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
}

const only = process.argv[2];
const named = benchmarks.filter(([name]) => name === only);
/** The one of that name, those whose names begin with it, or all. */
const chosen = named.length > 0 ? named : benchmarks.filter(([name]) => name.startsWith(`${only ?? ''}`));
if (chosen.length === 0) {
  process.stderr.write(
    `There is no benchmark ${only}. There are: ${benchmarks.map(([name]) => name).join(', ')}\n`,
  );
  process.exit(1);
}
const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
if (built.status !== 0) process.exit(1);
compile();
let failed = 0;
for (const [, program, argument] of chosen) {
  const node = ['--expose-gc', '--max-old-space-size=8192', join(target, program), argument];
  if (spawnSync(process.execPath, node, { cwd: root, stdio: 'inherit' }).status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
