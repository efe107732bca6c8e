/** What later modules are told about recognition, inside the transaction that changes it. */
export class QuoteApproved {
  constructor(
    readonly quoteId: string,
    readonly employeeIds: readonly number[],
  ) {}
}
