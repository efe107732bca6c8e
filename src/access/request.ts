/** What the guard has found out about a request, and how handlers are handed it. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { errors } from '../platform/errors';
import { accessErrors } from './access.errors';
import type { Viewer } from './viewer';

/** The API key a program called with. */
export interface ApiKeyIdentity {
  id: number;
  name: string;
}

/** The request as handlers see it, behind the guard. */
export type AppRequest = FastifyRequest & {
  viewer?: Viewer;
  /** SHA-256 of the session's id; never the id itself. */
  sessionHash?: string;
  apiKey?: ApiKeyIdentity;
};

const requestOf = (context: ExecutionContext): AppRequest => context.switchToHttp().getRequest<AppRequest>();

/** The signed-in person; for handlers whose policy asks for one. */
export const CurrentViewer = createParamDecorator((_: unknown, context: ExecutionContext): Viewer => {
  const { viewer } = requestOf(context);
  if (!viewer) throw errors.not_signed_in();
  return viewer;
});

/** The calling program's key; for handlers with an `api` policy. */
export const CurrentApiKey = createParamDecorator((_: unknown, context: ExecutionContext): ApiKeyIdentity => {
  const { apiKey } = requestOf(context);
  if (!apiKey) throw accessErrors.api_key_missing();
  return apiKey;
});
