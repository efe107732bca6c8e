/** The number of a survey in an address. */
import { errors } from '../../platform/errors';

/** @throws DomainError `not_found` for anything else */
export function surveyIdOf(id: string): number {
  if (!/^\d{1,9}$/.test(id)) throw errors.not_found();
  return Number(id);
}
