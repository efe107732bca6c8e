/** The refusals every module shares. */
import { defineErrors } from './domain-error';

export const errors = defineErrors({
  validation_failed: 400,
  malformed_json: 400,
  unsupported_media_type: 415,
  not_signed_in: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  body_too_large: 413,
  rate_limited: 429,
  unexpected: 500,
  unavailable: 503,
  accent_too_pale: 422,
  logo_too_heavy: 422,
  logo_unreadable: 422,
  logo_too_large: 422,
  value_refused: 422,
});

/** What can be wrong with one field; these appear inside `validation_failed`. */
export const fieldErrors = defineErrors({
  unknown_field: 400,
  field_required: 400,
  field_type: 400,
  field_too_short: 400,
  field_too_long: 400,
  field_too_small: 400,
  field_too_large: 400,
  field_too_few: 400,
  field_too_many: 400,
  field_choice: 400,
  field_control_characters: 400,
  field_code: 400,
  field_external_id: 400,
  field_email: 400,
  field_day: 400,
  field_instant: 400,
  field_invalid: 400,
});
