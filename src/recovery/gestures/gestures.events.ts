/** What the conversation is told about gestures, inside the transaction that grants them. */
export class GestureGranted {
  constructor(
    readonly gestureId: string,
    readonly caseId: string,
    /** As the audit log names them: who granted it. */
    readonly actor: string,
  ) {}
}
