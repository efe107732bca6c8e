/** The refusals of the integrity signals. */
import { defineErrors } from '../platform/errors';

export const signalErrors = defineErrors({
  /** Answers are to be excluded or held, and none was chosen of those that belong to the signal. */
  signal_answers_missing: 422,
  /** Decided already, and nothing new since. */
  signal_settled: 409,
});
