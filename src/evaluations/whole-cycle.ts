/** A cycle belongs to the organization: who manages only a team's evaluations does not lead it. */
import type { Viewer } from '../access';
import { errors } from '../platform/errors';

/** @throws DomainError `forbidden` */
export function requireWhole(viewer: Viewer): void {
  if (viewer.scopeOf('evaluations.manage') !== 'all') throw errors.forbidden();
}
