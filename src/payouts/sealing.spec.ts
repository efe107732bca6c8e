import { snapshot } from '../../test/fixtures/cycle';
import { canonicalJson } from '../kernel';
import { computeCycle, type MemberEvaluation } from './calc';
import type { CellCounts } from '../scoring/calc';
import { evaluationHash, sha256 } from './sealing';
import { memberContent, memberFrom } from './snapshot-content';

const evaluations: readonly MemberEvaluation[] = computeCycle(snapshot).members;

describe('the hash of an evaluation', () => {
  test('is that of its canonical JSON, with the steps of the case mix', () => {
    expect(evaluations.every(({ customerOpinion }) => (customerOpinion?.mix.length ?? 0) > 1)).toBe(true);
    for (const evaluation of evaluations)
      expect(evaluationHash(evaluation)).toBe(sha256(canonicalJson(evaluation)));
  });

  test('a name that looks like the place of the steps changes nothing of that', () => {
    const [evaluation] = evaluations;
    if (!evaluation) throw new Error('there are members');
    for (const text of ['"mix":[]', '\\"mix":[]', '{"mix":[]}']) {
      const named = { ...evaluation, name: text, peerGroup: text, employeeKey: text };
      expect(evaluationHash(named)).toBe(sha256(canonicalJson(named)));
    }
  });

  test('without answers, and without a case mix', () => {
    const [evaluation] = evaluations;
    if (!evaluation?.customerOpinion) throw new Error('there are answers');
    const { customerOpinion } = evaluation;
    for (const opinion of [null, { ...customerOpinion, mix: [] }]) {
      const plain = { ...evaluation, customerOpinion: opinion };
      expect(evaluationHash(plain)).toBe(sha256(canonicalJson(plain)));
    }
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
