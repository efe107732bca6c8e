/** What people said about themselves is read in one file, and no page, program or other module can get at it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as door from '../../src/equality';

const root = join(__dirname, '../..');
const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => join(folder, name));

describe('the store of equal treatment', () => {
  it('is named in the SQL of one file, and its ledgers in this module only', () => {
    const naming = (table: RegExp) =>
      ['src', 'seeds', 'bench']
        .flatMap(sources)
        .filter((file) => table.test(readFileSync(join(root, file), 'utf8')));
    expect(naming(/\bequality_answer\b/)).toEqual(['src/equality/equality-answers.ts']);
    expect(
      naming(/\bequality_(import|opening)\b/).filter((file) => !file.startsWith('src/equality/')),
    ).toEqual([]);
  });

  it('is not handed out by the door of its module', () => {
    expect(Object.keys(door).sort()).toEqual(['EqualityImports', 'EqualityModule', 'EqualityReports']);
  });

  it('is not among what the module exports to others', () => {
    const module = readFileSync(join(root, 'src/equality/equality.module.ts'), 'utf8');
    expect(/exports: \[(.*)\]/.exec(module)?.[1]).toBe('EqualityReports');
  });

  it('has no way to read it for programs', () => {
    const controller = readFileSync(join(root, 'src/equality/equality.api.controller.ts'), 'utf8');
    expect(controller).not.toMatch(/@Get\(/);
  });
});
