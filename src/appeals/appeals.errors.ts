/** What appeals refuse. */
import { defineErrors } from '../platform/errors';

export const appealErrors = defineErrors({
  /** The last day for appeals of this cycle is over. */
  appeal_window_closed: 409,
  /** The same thing is under appeal already. */
  appeal_open_already: 409,
  /** The answer or the line is not part of the person's evaluation in this cycle. */
  appeal_subject_unknown: 422,
  /** The action does not exist in the state the appeal is in; somebody else may have been faster. */
  appeal_wrong_state: 409,
  /** Reviewers are neither the person, nor in their reporting line, nor who signed or rated what is contested. */
  appeal_reviewer_concerned: 403,
  /** Only who took the appeal up decides it. */
  appeal_reviewer_other: 409,
  /** An upheld appeal says what is corrected; a rejected one corrects nothing. */
  appeal_correction_missing: 422,
  appeal_correction_unexpected: 422,
  /** A cycle is not final while somebody waits for a decision. */
  appeals_undecided: 409,
  /** Only who may sign off can decide to go beyond the reserve. */
  appeal_reserve_needs_signer: 403,
  /** The file is none of the kinds that are taken. */
  evidence_kind: 422,
  evidence_too_large: 422,
});
