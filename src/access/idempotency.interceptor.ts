/**
 * Honours `Idempotency-Key` on every POST of the API: the interceptor lets the first request through and answers the
 * others; a hook of the HTTP server keeps what was sent, refusals included. Faults of ours (500 and above) and "too
 * many requests" are not kept, so that the caller can try again.
 */
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Observable, of } from 'rxjs';
import { Clock } from '../platform/clock';
import { Config, openSealed, seal } from '../platform/config';
import { accessErrors } from './access.errors';
import { type IdempotentRequest, IdempotencyStore } from './idempotency.store';
import type { AppRequest } from './request';
import { SECRET_REPLY } from './secret-reply';
import { sha256 } from './secrets';

const HEADER = 'idempotency-key';
/** 1 to 255 visible ASCII characters. */
const KEY = /^[\u0021-\u007e]{1,255}$/;
/** No JSON begins so. */
const SEALED = 'sealed:';

@Injectable()
export class IdempotencyInterceptor implements NestInterceptor, OnModuleInit {
  private readonly logger = new Logger('Idempotency');
  /** The requests that were let through and whose reply has to be kept. */
  private readonly open = new WeakMap<object, IdempotentRequest & { sealed: boolean }>();

  constructor(
    private readonly store: IdempotencyStore,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly reflector: Reflector,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** Before the routes are registered, so that the hook reaches them all. */
  onModuleInit(): void {
    const server = this.adapterHost.httpAdapter?.getInstance<FastifyInstance>();
    server?.addHook('onSend', (request, reply, payload, done) => {
      const asked = this.open.get(request.raw);
      if (!asked) return done();
      this.open.delete(request.raw);
      this.keep(asked, reply, payload)
        // What was done is done and the caller is told so; a repeat within the next minutes hears "in flight".
        .catch((error: unknown) => this.logger.error(error))
        .finally(() => done());
    });
  }

  /** @throws DomainError `idempotency_key_invalid`, `idempotency_key_reused`, `idempotency_in_flight` */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<AppRequest>();
    const key = request.headers[HEADER];
    if (request.method !== 'POST' || !request.apiKey || key === undefined) return next.handle();
    if (typeof key !== 'string' || !KEY.test(key)) throw accessErrors.idempotency_key_invalid();

    const asked: IdempotentRequest = {
      apiKeyId: request.apiKey.id,
      keyHash: sha256(key),
      fingerprint: sha256(`${request.method} ${request.url}\n${bodyText(request.body)}`),
      startedAt: this.clock.now(),
    };
    const admission = await this.store.admit(asked);
    if (admission === 'other_request') throw accessErrors.idempotency_key_reused();
    if (admission === 'in_flight') throw accessErrors.idempotency_in_flight();
    if (admission === 'first') {
      const sealed = this.reflector.get<boolean | undefined>(SECRET_REPLY, context.getHandler()) ?? false;
      this.open.set(request.raw, { ...asked, sealed });
      return next.handle();
    }
    const type = admission.status < 400 ? 'application/json' : 'application/problem+json';
    void http
      .getResponse<FastifyReply>()
      .status(admission.status)
      .header('Content-Type', `${type}; charset=utf-8`)
      .header('Idempotency-Replayed', 'true');
    return of(this.opened(asked, admission.body));
  }

  /** What was kept, as it was sent. */
  private opened({ keyHash }: IdempotentRequest, body: string): string {
    if (!body.startsWith(SEALED)) return body;
    return openSealed(this.config.secretKey, ownerOf(keyHash), body.slice(SEALED.length)) ?? '';
  }

  private async keep(
    asked: IdempotentRequest & { sealed: boolean },
    reply: FastifyReply,
    payload: unknown,
  ): Promise<void> {
    const body = payload === undefined || payload === null ? '' : payload;
    const final = reply.statusCode < 500 && reply.statusCode !== 429;
    if (final && (typeof body === 'string' || Buffer.isBuffer(body))) {
      const text = body.toString();
      const kept = asked.sealed ? SEALED + seal(this.config.secretKey, ownerOf(asked.keyHash), text) : text;
      await this.store.settle(asked, { status: reply.statusCode, body: kept });
    } else {
      await this.store.abandon(asked);
    }
  }
}

function ownerOf(keyHash: string): string {
  return `idempotency_key:${keyHash}`;
}

function bodyText(body: unknown): string {
  return typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
}
