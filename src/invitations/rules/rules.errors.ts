/** What can be wrong with one field of the rules, beyond what every form shares; and two people changing them at once. */
import { defineErrors } from '../../platform/errors';

export const rulesErrors = defineErrors({
  rules_changed_meanwhile: 409,
  rules_reason_unreadable: 400,
  rules_day_unreadable: 400,
  rules_address_unreadable: 400,
  rules_local_part_unreadable: 400,
  rules_mark_unreadable: 400,
  rules_every_day_quiet: 400,
  rules_limit_incomplete: 400,
  rules_reminders_too_late: 400,
  rules_delay_beyond_age: 400,
});
