/** What the organization's records refuse. */
import { defineErrors } from '../platform/errors';

export const organizationErrors = defineErrors({
  employee_unknown: 422,
  team_unknown: 422,
  external_id_mismatch: 422,
  left_before_hired: 422,
  reporting_loop: 422,
  team_loop: 422,
  site_below_team: 422,
  effective_before_hired: 422,
  leave_ends_before_it_starts: 422,
});
