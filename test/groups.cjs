/**
 * The specs in groups, for a run of all of them. Jest reads every module anew for every test file, and the application is two
 * thousand of them: three hundred files spend more time on that than on their tests. A group is one file to Jest.
 */
const { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { dirname, join, relative, sep } = require('node:path');

const root = join(__dirname, '..');
const FOLDER = join(__dirname, '.cache/groups');
/** Enough of them to keep all processors busy to the end, few enough to read the modules rarely. */
const GROUPS = { long: 14, whole: 18, units: 4 };

/** Those that wait for browsers and for processes take minutes: they come first, so that none is left alone at the end. */
const LONG = /test.(browser|reliability)./;

const specsIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => join(root, folder, file));

/** Spread so that each group has about as much to read: the largest first, each to the group that has least. */
function spread(specs, count) {
  const groups = Array.from({ length: count }, () => ({ bytes: 0, specs: [] }));
  for (const { spec, bytes } of specs
    .map((spec) => ({ spec, bytes: statSync(spec).size }))
    .sort((a, b) => b.bytes - a.bytes || (a.spec < b.spec ? -1 : 1))) {
    const least = groups.reduce((one, other) => (other.bytes < one.bytes ? other : one));
    least.specs.push(spec);
    least.bytes += bytes;
  }
  return groups.map((group) => group.specs.sort()).filter((group) => group.length > 0);
}

/** Writes the groups. @returns the pattern of their files, for Jest */
function writeGroups() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const tests = specsIn('test');
  const all = {
    long: tests.filter((spec) => LONG.test(spec)),
    whole: tests.filter((spec) => !LONG.test(spec)),
    units: ['src', 'migrations', 'seeds'].flatMap(specsIn),
  };
  for (const [order, [kind, count]] of Object.entries(GROUPS).entries())
    spread(all[kind], count).forEach((specs, index) => {
      const file = join(FOLDER, `${order}-${kind}-${index + 1}.group.js`);
      const lines = specs.map((spec) => {
        const posix = (from) => relative(from, spec).split(sep).join('/');
        return `describe('${posix(root)}', () => void require('${posix(dirname(file))}'));\n`;
      });
      writeFileSync(file, lines.join(''));
    });
  return '**/test/.cache/groups/*.group.js';
}

module.exports = { writeGroups };
