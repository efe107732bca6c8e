/** What whoever shows recognition is told, inside the transaction: boards and displays follow at once. */
export class RecognitionChoiceChanged {
  constructor(
    readonly employeeId: number,
    readonly kind: 'quote' | 'kudos' | 'award' | 'anniversary',
    readonly subject: string,
    /** Whether others see it from now on. */
    readonly shown: boolean,
  ) {}
}
