/** What later modules are told about awards, inside the transaction that gives them. */
import type { LocaleText } from '../../kernel';

/** Somebody was given an award and agreed to be shown: `recognition.awarded`. Nobody else is ever announced. */
export class RecognitionAwarded {
  constructor(
    readonly grantId: string,
    readonly awardId: number,
    readonly awardName: LocaleText,
    readonly employeeId: number,
    /** The period it was given for: local days, half-open. */
    readonly from: string,
    readonly to: string,
    /** UTC milliseconds. */
    readonly grantedAt: number,
  ) {}
}
