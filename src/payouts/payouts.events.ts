/** What payouts tell later modules. */

/** A cycle's statements were opened to the people concerned. Carries no amount. */
export class EvaluationPublished {
  constructor(
    readonly cycleId: number,
    readonly cycleKey: string,
    /** Employee ids of the members. */
    readonly members: readonly number[],
    /** Last day on which a statement can be appealed. */
    readonly appealsUntil: string,
  ) {}
}
