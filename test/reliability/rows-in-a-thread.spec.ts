/** Many rows of a snapshot are evaluated in a thread beside the one that reads and writes them: they come to the same, in order, or fail. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../src/kernel';
import { type CycleMember, estimateParameters } from '../../src/payouts/calc';
import {
  type EvaluatedRow,
  openRowEvaluation,
  type RowEvaluation,
  rowEvaluator,
  RowsInTurn,
} from '../../src/payouts/row-evaluation';
import { memberContent } from '../../src/payouts/snapshot-content';
import { snapshot } from '../fixtures/cycle';
import { compileSources } from './server-process';

/** More blocks than may wait before the thread, so that both sides evaluate some. */
const ROWS = 8_200;
/** So many rows are worth a thread. */
const MANY = 1_000_000;

const head = canonicalJson({
  ...snapshot,
  scoring: { ...snapshot.scoring, parameters: estimateParameters(snapshot) },
  members: [],
});
const person = (index: number): CycleMember => {
  const like = snapshot.members[index % snapshot.members.length];
  if (!like) throw new Error('there are members');
  return { ...like, employeeKey: `E-${String(index).padStart(5, '0')}`, targetBonusMinor: 1000 + index };
};
const rows = Array.from({ length: ROWS }, (_, index) => memberContent(person(index)));

async function evaluatedBy(evaluation: RowEvaluation, contents: readonly string[]): Promise<EvaluatedRow[]> {
  const found: EvaluatedRow[] = [];
  const inTurn = new RowsInTurn(evaluation, (row) => found.push(row));
  try {
    for (const content of contents) if (inTurn.add(content)) await inTurn.over();
    await inTurn.end();
    return found;
  } finally {
    await evaluation.close();
  }
}

describe('rows evaluated in a thread', () => {
  let sources: ReturnType<typeof compileSources>;
  const inThread = (): RowEvaluation =>
    openRowEvaluation(head, MANY, join(sources.folder, 'src/payouts/row-evaluation.thread.js'));

  beforeAll(() => {
    sources = compileSources();
  });
  afterAll(() => sources.remove());

  it('come to what they come to here, in their order', async () => {
    const found = await evaluatedBy(inThread(), rows);
    expect(found).toEqual(rowEvaluator(head)(rows));
    expect(found.map(({ claim }) => claim.key)).toEqual(rows.map((_, index) => person(index).employeeKey));
  });

  it('a row that the formulas refuse is refused with its code', async () => {
    const bad = [...rows.slice(0, 700), memberContent({ ...person(700), eligibleDays: 93 })];
    await expect(evaluatedBy(inThread(), bad)).rejects.toMatchObject({
      name: 'DomainError',
      code: 'payouts.bad_days',
    });
  });

  it('text that is no row fails', async () => {
    await expect(evaluatedBy(inThread(), [...rows.slice(0, 10), '{"name":'])).rejects.toThrow(/JSON/);
  });

  it('a thread that ends in the middle fails the rows it had, and those that come after', async () => {
    const program = join(sources.folder, 'ends.js');
    writeFileSync(
      program,
      `require('node:worker_threads').parentPort.once('message', () => process.exit(3));`,
    );
    const evaluation = openRowEvaluation(head, MANY, program);
    await expect(evaluation.evaluate(rows.slice(0, 5))).rejects.toThrow('ended');
    await expect(evaluation.evaluate(rows.slice(0, 5))).rejects.toThrow('ended');
    await evaluation.close();
  });
});
