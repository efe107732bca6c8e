/** The refusals of access. */
import { defineErrors } from '../platform/errors';

export const accessErrors = defineErrors({
  /** One answer for an unknown address, a wrong password and a disabled account. */
  sign_in_failed: 401,
  cross_site_request: 403,
  form_expired: 403,
  api_key_missing: 401,
  api_key_invalid: 401,
  api_scope_missing: 403,
  api_key_unknown: 404,
  api_scope_unknown: 422,
  idempotency_key_invalid: 400,
  idempotency_key_reused: 422,
  idempotency_in_flight: 409,
  user_email_taken: 409,
  user_unknown: 404,
  role_scope_invalid: 422,
  password_too_short: 422,
  password_guessable: 422,
  password_wrong: 422,
  passwords_differ: 422,
});
