/** What can be refused about awards. */
import { defineErrors } from '../../platform/errors';

export const awardErrors = defineErrors({
  /** A rule without any condition would give the award to everybody. */
  award_rule_empty: 422,
  /** The same kind of condition stands in the rule twice. */
  award_condition_twice: 422,
  award_nominations_closed: 409,
  award_vote_closed: 409,
  /** One person, one vote. */
  award_vote_cast: 409,
  award_yourself: 422,
  /** Not employed, or does not want to be shown. */
  award_nominee_unavailable: 422,
  award_revoked_already: 409,
});
