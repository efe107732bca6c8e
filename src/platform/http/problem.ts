/** Turns whatever was thrown into a coded error, and a coded error into an RFC 9457 problem. */
import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { DomainError as KernelError } from '../../kernel';
import type { Locale } from '../config';
import { DomainError, errors } from '../errors';
import { type I18n, problemsOf } from '../i18n';

export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  instance: string;
  errors?: { pointer: string; code: string; detail: string }[];
}

/** Whether the caller is a program: by where it calls, or by what it accepts. */
export function wantsProblem(request: {
  url: string;
  headers: Record<string, string | string[] | undefined>;
}): boolean {
  if (/^\/(api|hooks|scim)(\/|\?|$)/.test(request.url)) return true;
  const accept = String(request.headers['accept'] ?? '');
  return /\bapplication\/([\w.-]+\+)?json\b/i.test(accept) && !/\btext\/html\b/i.test(accept);
}

const BY_FASTIFY_CODE: Record<string, () => DomainError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: errors.body_too_large,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: errors.unsupported_media_type,
  FST_ERR_CTP_EMPTY_JSON_BODY: errors.malformed_json,
  FST_ERR_CTP_INVALID_JSON_BODY: errors.malformed_json,
  FST_ERR_BAD_URL: errors.not_found,
};
const BY_STATUS: Record<number, () => DomainError> = {
  401: errors.not_signed_in,
  403: errors.forbidden,
  404: errors.not_found,
  409: errors.conflict,
  413: errors.body_too_large,
  414: errors.not_found,
  415: errors.unsupported_media_type,
  503: () => errors.unavailable({ seconds: 5 }),
};

/** What pure code throws about texts that the product itself wrote, never about a value that came in. */
const OWN_FAULT = /^canonical_json\./;

/**
 * The coded error behind anything thrown; what nobody foresaw is `unexpected`. Doors refuse bad values in their own words; a value
 * that gets past them and stops at pure code (an amount, a period, a share) is refused as `value_refused` with its reason.
 */
export function toDomainError(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  if (thrown instanceof KernelError && !OWN_FAULT.test(thrown.code))
    return errors.value_refused({ reason: thrown.message });
  if (typeof thrown !== 'object' || thrown === null) return errors.unexpected();
  if ('code' in thrown && typeof thrown.code === 'string' && thrown.code.startsWith('FST_')) {
    return (BY_FASTIFY_CODE[thrown.code] ?? errors.unexpected)();
  }
  if (thrown instanceof HttpException) {
    const status = thrown.getStatus();
    return (
      BY_STATUS[status] ??
      (status < 500 ? () => new DomainError('validation_failed', 400, { count: 1 }) : errors.unexpected)
    )();
  }
  return errors.unexpected();
}

export function problemOf(error: DomainError, i18n: I18n, locale: Locale, path: string): ProblemDetails {
  const { detail, list } = problemsOf(error, i18n, locale);
  return {
    type: `urn:aplauso:error:${error.code}`,
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail,
    code: error.code,
    instance: path,
    ...(list.length > 0 && {
      errors: list.map(({ pointer, code, text }) => ({ pointer, code, detail: text })),
    }),
  };
}
