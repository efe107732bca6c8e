/** Thanks between colleagues stay out of pay: nothing that scores, evaluates or pays reads their tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/platform/config';

const PAY = ['scoring', 'evaluations', 'equality', 'payouts', 'appeals'];
const TABLES = /\b(kudos|kudos_\w+|company_value|award|award_\w+|recognition_hidden)\b/;

const files = PAY.flatMap((module) => {
  const folder = join(projectRoot(), 'src', module);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => join(folder, name));
});

/** Texts that stand in quotes: where SQL is. */
const quoted = (source: string): string[] => source.match(/`[^`]*`|'(?:[^'\\\n]|\\.)*'/g) ?? [];

it('no SQL of scores, evaluations and pay names a table of kudos or awards', () => {
  expect(files.length).toBeGreaterThan(150);
  const reading = files.filter((file) =>
    quoted(readFileSync(file, 'utf8')).some(
      (text) => /\b(FROM|JOIN|INTO|UPDATE)\b/.test(text) && TABLES.test(text),
    ),
  );
  expect(reading).toEqual([]);
});
