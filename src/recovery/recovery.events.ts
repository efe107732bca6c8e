/** What later modules are told about recovery cases, inside the transaction that changes them. */
export class RecoveryCaseOpened {
  constructor(
    readonly caseId: string,
    /** Null for a case that staff or a program opened. */
    readonly responseId: string | null,
    readonly ownerUserId: number | null,
  ) {}
}

export class RecoveryCaseResolved {
  constructor(
    readonly caseId: string,
    readonly responseId: string | null,
  ) {}
}

/** What was promised was not done by its time: told once, however late it is noticed. */
export class PromiseBroken {
  constructor(
    readonly promiseId: string,
    readonly caseId: string,
    /** UTC milliseconds: when it was due. */
    readonly brokenAt: number,
  ) {}
}

/** Two cases were one trouble: what belongs to the first belongs to the second from now on. */
export class RecoveryCasesMerged {
  constructor(
    readonly caseId: string,
    readonly intoId: string,
  ) {}
}
