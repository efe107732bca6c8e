/** What can be wrong with one field of the settings, beyond what every form shares. */
import { defineErrors } from '../platform/errors';

export const homeErrors = defineErrors({
  number_unreadable: 400,
  timezone_unknown: 400,
  region_unknown: 400,
  color_unreadable: 400,
});
