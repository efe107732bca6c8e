/** The rows of a snapshot as they were evaluated: what is printed follows from the row, and is held against its hash whenever it is read. */
import {
  type CycleMember,
  type EvaluatedMember,
  evaluationOf,
  evaluator,
  type MemberEvaluation,
  type ResultHead,
  type SnapshotHead,
} from './calc';
import { evaluationHash } from './sealing';
import { memberFrom } from './snapshot-content';

export class EvaluatedRows {
  readonly head: SnapshotHead;
  readonly result: ResultHead;
  private readonly evaluate: (member: CycleMember) => EvaluatedMember;

  constructor({ snapshot, result }: { readonly snapshot: string; readonly result: string }) {
    this.head = JSON.parse(snapshot) as SnapshotHead;
    this.result = JSON.parse(result) as ResultHead;
    this.evaluate = evaluator(this.head, this.result.parameters);
  }

  /**
   * @param hash as it was kept with the calculation
   * @throws Error when the evaluation is not the one that was calculated
   */
  read(content: string, hash: string | null): MemberEvaluation {
    const evaluation = evaluationOf(this.evaluate(memberFrom(content)));
    if (evaluationHash(evaluation) !== hash)
      throw new Error(`The evaluation of ${evaluation.employeeKey} is not the one that was calculated.`);
    return evaluation;
  }
}
