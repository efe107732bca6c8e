/** What imports for the report on equal treatment, and the report itself, refuse. */
import { defineErrors } from '../platform/errors';

export const equalityErrors = defineErrors({
  /** The file has no column of employees and at least one more, or a quote that is never closed. */
  equality_file_unreadable: 422,
  equality_file_too_large: 422,
  /** So many different answers are no groups: a birthday or a remark was taken for one. */
  equality_too_many_groups: 422,
});
