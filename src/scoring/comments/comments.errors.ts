/** What can be refused about comments and their themes. */
import { defineErrors } from '../../platform/errors';

export const commentErrors = defineErrors({
  /** Somebody else changed the list since the page was opened. */
  theme_changed_meanwhile: 409,
  /** More themes than anybody reads. */
  themes_too_many: 409,
});
