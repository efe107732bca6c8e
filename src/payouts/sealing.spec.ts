import { snapshot } from '../../test/fixtures/cycle';
import { canonicalJson } from '../kernel';
import {
  type CycleMember,
  estimateParameters,
  type MemberEvaluation,
  memberEvaluation,
  type SnapshotHead,
} from './calc';
import type { CellCounts } from '../scoring/calc';
import { evaluationHash, sha256 } from './sealing';
import { memberContent, memberFrom } from './snapshot-content';

const parameters = estimateParameters(snapshot);
/** As everything is evaluated: from the texts of the rows. */
const evaluated = (members: readonly CycleMember[], head: SnapshotHead = snapshot): MemberEvaluation[] => {
  const evaluate = memberEvaluation(JSON.parse(canonicalJson(head)) as SnapshotHead, parameters);
  return members.map((member) => evaluate(memberFrom(memberContent(member))).evaluation);
};
const evaluations = evaluated(snapshot.members);

describe('the hash of an evaluation', () => {
  const isCanonical = (evaluation: MemberEvaluation): void =>
    expect(evaluationHash(evaluation)).toBe(sha256(canonicalJson(evaluation)));

  test('is that of its canonical JSON, with the steps of the case mix', () => {
    expect(evaluations.every(({ customerOpinion }) => (customerOpinion?.mix.length ?? 0) > 1)).toBe(true);
    evaluations.forEach(isCanonical);
  });

  test('a name that looks like the place of the steps changes nothing of that', () => {
    const [evaluation] = evaluations;
    if (!evaluation) throw new Error('there are members');
    for (const text of ['"mix":[]', '\\"mix":[]', '{"mix":[]}'])
      isCanonical({ ...evaluation, name: text, peerGroup: text, employeeKey: text });
  });

  test('without answers, and without a case mix', () => {
    const [evaluation] = evaluations;
    if (!evaluation?.customerOpinion) throw new Error('there are answers');
    const { customerOpinion } = evaluation;
    for (const opinion of [null, { ...customerOpinion, mix: [] }])
      isCanonical({ ...evaluation, customerOpinion: opinion });
  });

  test('of somebody without peers, whose one answer says nothing of how sure it is', () => {
    const [one] = snapshot.members;
    if (!one) throw new Error('there are members');
    const customerCounts = [
      { cell: 'phone|info', counts: { min: 1, max: 5, weights: [0, 0, 0, 1_000_000, 0] } },
    ];
    const [alone] = evaluated([{ ...one, peerGroup: 'nobody else', customerCounts }]);
    if (!alone) throw new Error('somebody is evaluated');
    const { low, high, peerWeight } = alone.customerOpinion ?? {};
    expect([low, high, peerWeight]).toEqual([null, null, null]);
    isCanonical(alone);
  });

  test('whatever a plan and a person can have: each part stands where canonical JSON has it', () => {
    const { plan } = snapshot;
    const [one] = snapshot.members;
    if (!one) throw new Error('there are members');
    const head: SnapshotHead = {
      ...snapshot,
      plan: {
        ...plan,
        lines: plan.lines.map((line) =>
          line.kind === 'customer_opinion' ? { ...line, recovered: 'leave_out' as const } : line,
        ),
        limits: { factorAtMost: '0.5', amountAtLeast: '0.1', amountAtMost: '3' },
        gates: [{ key: 'training', effect: 'at_most_target' }],
      },
    };
    const repeats = { customers: 1, answers: 2, weightPpm: 1_333_333, deductedPpm: 666_667 };
    const { managerRating, managerRatingReason, ...row } = one;
    const rich: CycleMember = {
      ...row,
      repeats,
      recovered: { responses: ['r-1', 'r-2'], customerCounts: one.customerCounts, repeats },
      lineScores: [
        {
          score: managerRating ?? null,
          key: 'manager',
          note: managerRatingReason ?? null,
          calibratedFrom: '90',
          results: 3,
          promises: { due: 4, kept: 3, by: 'team' },
          targets: { threshold: '10', target: '20', maximum: '30' },
        },
      ],
      closedGates: [{ key: 'training', reason: 'See the file of March' }],
      segments: [
        { from: '2026-07-01', to: '2026-08-01', days: 31, targetBonusMinor: 100_000 },
        { from: '2026-08-01', to: '2026-10-01', days: 61, targetBonusMinor: 120_000 },
      ],
    };
    const left = { ...rich, recovered: { responses: ['r-1'], customerCounts: [] } };
    const [full, few] = [evaluated([rich], head)[0], evaluated([left], head)[0]];
    if (!full || !few) throw new Error('both are evaluated');
    expect(Object.keys(full.factorSteps ?? {})).toEqual(['cappedAt', 'gates', 'weighted']);
    expect([full.recovered, full.customerOpinion?.repeats?.answers, full.segments?.length]).toEqual([
      { answers: 2 },
      2,
      2,
    ]);
    expect(few.recovered?.tooFew?.needed).toBeGreaterThan(0);
    [full, few].forEach(isCanonical);
  });
});

describe('the text of a member', () => {
  const short = ({ cell, counts: { min, max, weights, reversed } }: CellCounts): unknown[] =>
    reversed ? [cell, min, max, weights, true] : [cell, min, max, weights];

  test('is canonical JSON with the answers as short lists, whatever is in it', () => {
    const [one] = snapshot.members;
    if (!one) throw new Error('there are members');
    const counts = { min: 1, max: 3, weights: [0, 333_333, 2_000_000] };
    const odd: CellCounts[] = [
      { cell: 'phone|"customerCounts":[]', counts },
      { cell: 'sitio·web|ñ\n', counts: { ...counts, weights: [0.5, 0, 1] } },
      { cell: 'phone|*', counts: { ...counts, reversed: true } },
    ];
    const members = [
      ...snapshot.members,
      { ...one, name: '"customerCounts":[]', customerCounts: odd },
      { ...one, customerCounts: [] },
    ];
    for (const member of members) {
      const text = memberContent(member);
      expect(text).toBe(canonicalJson({ ...member, customerCounts: member.customerCounts.map(short) }));
      expect(memberFrom(text)).toEqual(member);
    }
  });

  test('a number that JSON cannot hold is refused', () => {
    const [one] = snapshot.members;
    if (!one) throw new Error('there are members');
    const customerCounts = [{ cell: 'phone|info', counts: { min: 1, max: 2, weights: [Number.NaN, 1] } }];
    expect(() => memberContent({ ...one, customerCounts })).toThrow(
      expect.objectContaining({ code: 'canonical_json.unsupported' }),
    );
  });
});
