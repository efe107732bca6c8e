/**
 * The one guard in front of every handler. It reads the handler's policy, finds out who is asking, and refuses
 * whatever the policy does not clearly allow: a handler without a policy is refused to everybody.
 */
import { type CanActivate, type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { Config } from '../platform/config';
import { errors } from '../platform/errors';
import { POLICY_KEY } from '../platform/http';
import { accessErrors } from './access.errors';
import { ApiKeys } from './api-keys.service';
import { changesThings, sentFromOwnPages } from './cross-site';
import { CSRF_HEADER, isFormToken } from './csrf-token';
import type { ApiScope } from './permissions';
import type { PolicyRule } from './policy';
import type { AppRequest } from './request';
import { SESSION_COOKIE } from './cookies';
import { Sessions } from './sessions.service';
import type { Viewer } from './viewer';

@Injectable()
export class AccessGuard implements CanActivate {
  private readonly logger = new Logger('AccessGuard');

  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
    private readonly config: Config,
  ) {}

  /**
   * @throws DomainError `not_signed_in`, `forbidden`, `cross_site_request`, `form_expired`, `api_key_missing`,
   *   `api_key_invalid`, `api_scope_missing`
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    const rule = this.reflector.getAllAndOverride<PolicyRule | undefined>(POLICY_KEY, [
      handler,
      context.getClass(),
    ]);
    if (!rule) {
      this.logger.error(
        `${context.getClass().name}.${handler.name} has no policy and is refused to everybody.`,
      );
      throw errors.forbidden();
    }
    const http = context.switchToHttp();
    const request = http.getRequest<AppRequest>();
    // The secret in the address is the proof, whatever page it was sent from and whoever is signed in.
    if ('token' in rule) return true;
    if ('api' in rule) {
      await this.requireKey(request, http.getResponse<FastifyReply>(), rule.api);
      return true;
    }
    await this.recognise(request);
    if ('public' in rule) {
      if (changesThings(request.method)) this.requireOwnPages(request);
      return true;
    }
    const viewer = this.requireViewer(request);
    if (changesThings(request.method)) {
      this.requireOwnPages(request);
      this.requireFormToken(request);
    }
    if ('permission' in rule && !viewer.can(rule.permission)) throw errors.forbidden();
    return true;
  }

  private async requireKey(request: AppRequest, reply: FastifyReply, scope: ApiScope): Promise<void> {
    const [scheme = '', key = '', ...rest] = (request.headers.authorization ?? '').trim().split(/ +/);
    if (scheme.toLowerCase() !== 'bearer' || key === '' || rest.length > 0) {
      void reply.header('WWW-Authenticate', 'Bearer');
      throw accessErrors.api_key_missing();
    }
    const known = await this.apiKeys.identify(key);
    if (!known) {
      void reply.header('WWW-Authenticate', 'Bearer error="invalid_token"');
      throw accessErrors.api_key_invalid();
    }
    if (!known.allows(scope)) {
      void reply.header('WWW-Authenticate', `Bearer error="insufficient_scope", scope="${scope}"`);
      throw accessErrors.api_scope_missing({ scope });
    }
    request.apiKey = known.identity;
  }

  /** Who is signed in, if anybody. */
  private async recognise(request: AppRequest): Promise<void> {
    const secret = request.cookies?.[SESSION_COOKIE];
    if (!secret) return;
    const session = await this.sessions.viewer(secret);
    if (!session) return;
    request.viewer = session.viewer;
    request.sessionHash = session.sessionHash;
  }

  private requireViewer(request: AppRequest): Viewer {
    if (!request.viewer) throw errors.not_signed_in();
    return request.viewer;
  }

  private requireOwnPages(request: AppRequest): void {
    if (!sentFromOwnPages(request.headers, this.config.baseUrl)) throw accessErrors.cross_site_request();
  }

  /** The form's field was set aside when its body was read; programs in the page send the header. */
  private requireFormToken(request: AppRequest): void {
    const { sessionHash = '' } = request;
    const token = request.csrfToken ?? request.headers[CSRF_HEADER];
    if (!isFormToken(this.config.secretKey, sessionHash, token)) throw accessErrors.form_expired();
  }
}
