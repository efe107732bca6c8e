/**
 * `npm test`: everything that must pass. Builds (types), lints, then runs every suite: units, architecture, both
 * databases, HTTP, browser, security, reliability. Closes with one line: `N passed, N failed`. With paths: these only.
 */
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { writeGroups } = require('./groups.cjs');

const root = join(__dirname, '..');
const bin = (name) => join(root, 'node_modules', name);
const run = (args, env = {}) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
    .status === 0;

function step(name, passed) {
  if (!passed) {
    console.error(`\n${name} failed.\n0 passed, 1 failed`);
    process.exit(1);
  }
}

const only = process.argv.slice(2);
step('The build', run([bin('typescript/bin/tsc'), '-p', 'tsconfig.build.json']));
if (only.length === 0) {
  step('Type checking', run([bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json']));
  step('Linting', run([bin('eslint/bin/eslint.js'), '.']));
}
step('Finding a browser', run([join(__dirname, 'browser/find-chromium.cjs')]));

const folder = mkdtempSync(join(tmpdir(), 'aplauso-results-'));
const report = join(folder, 'results.json');
const what =
  only.length > 0 ? only : ['--testSequencer', join(__dirname, 'in-order.cjs'), '--testMatch', writeGroups()];
// Each test starts the product and throws it away: with room for what is young, little of it is looked at twice.
const node = ['--max-semi-space-size=64'];
const jest = [...node, bin('jest/bin/jest.js'), '--maxWorkers=2', '--json', `--outputFile=${report}`];
const passed = run([...jest, ...what], { NODE_ENV: 'test' });
let line = '0 passed, 1 failed';
try {
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  // A skipped test has not passed, and a suite that could not start has failed.
  line = `${numPassedTests} passed, ${numFailedTests + numPendingTests + numRuntimeErrorTestSuites} failed`;
} finally {
  rmSync(folder, { recursive: true, force: true });
  console.log(`\n${line}`);
}
process.exit(passed && line.endsWith(' 0 failed') ? 0 : 1);
