/** What touchpoints and the intake of interactions refuse. Each names the value that was wrong. */
import { defineErrors } from '../platform/errors';

export const interactionErrors = defineErrors({
  touchpoint_unknown: 422,
  touchpoint_retired: 422,
  touchpoint_taken: 409,
  touchpoint_channel_required: 422,
  code_mismatch: 422,
  occurred_in_future: 422,
  occurred_too_long_ago: 422,
  participant_repeated: 422,
  participant_not_employed: 422,
  shares_incomplete: 422,
  shares_wrong_sum: 422,
  share_out_of_range: 422,
  batch_too_large: 413,
});
