/** What later modules are told about recovery cases, inside the transaction that changes them. */
export class RecoveryCaseOpened {
  constructor(
    readonly caseId: string,
    readonly responseId: string,
    readonly ownerUserId: number | null,
  ) {}
}

export class RecoveryCaseResolved {
  constructor(
    readonly caseId: string,
    readonly responseId: string,
  ) {}
}
