/** The one place where an error becomes a reply: a problem for programs, a page in the reader's language for people. */
import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DomainError } from '../errors';
import { I18n, problemsOf } from '../i18n';
import { Pages, type PageRequest } from '../views';
import { isLocalPath } from '../views/replies';
import { problemOf, toDomainError, wantsProblem } from './problem';
import { isTokenPath } from './security-headers';

/** Statuses that have a title of their own on the page. */
const TITLED = [400, 401, 403, 404, 409, 413, 429, 500, 503];

@Injectable()
@Catch()
export class ErrorReplies implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    await this.send(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Makes whatever was thrown the reply to a request. */
  async send(thrown: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const error = toDomainError(thrown);
    if (error.status >= 500) this.logger.error(thrown, { requestId: request.id, code: error.code });
    // A door let a bad value through: the caller is told why, and we are told where to refuse it in better words.
    if (error.code === 'value_refused') this.logger.warn(thrown, { requestId: request.id, code: error.code });
    if (reply.sent) return;
    const seconds = error.params['seconds'];
    if (typeof seconds === 'number') void reply.header('Retry-After', String(Math.ceil(seconds)));
    try {
      await this.reply(request, reply, error);
    } catch (failure) {
      // The page itself failed (no database, a broken template): plain words, so that nobody waits for nothing.
      this.logger.error(failure, { requestId: request.id });
      const locale = this.pages.localeOf(pageRequest(request));
      await reply
        .status(error.status)
        .type('text/plain; charset=utf-8')
        .send(this.i18n.text(locale, `errors.${error.code}`, error.params));
    }
  }

  private async reply(request: FastifyRequest, reply: FastifyReply, error: DomainError): Promise<void> {
    const path = request.url.split('?')[0] ?? '/';
    const asPage = pageRequest(request);
    if (wantsProblem(request)) {
      const locale = asPage.viewer?.locale ?? this.pages.localeOf(asPage);
      // A token in the path is a secret; the reply may be logged by whoever gets it.
      const instance = isTokenPath(path) ? '/' : path;
      const problem = problemOf(error, this.i18n, locale, instance);
      await reply
        .status(error.status)
        .type('application/problem+json; charset=utf-8')
        .send(JSON.stringify(problem));
      return;
    }
    if (error.code === 'not_signed_in') {
      const wanted =
        request.method === 'GET' && isLocalPath(request.url)
          ? `?next=${encodeURIComponent(request.url)}`
          : '';
      await reply.redirect(`/sign-in${wanted}`, 303);
      return;
    }
    await this.sendPage(asPage, reply, error, request.id);
  }

  private async sendPage(
    request: PageRequest,
    reply: FastifyReply,
    error: DomainError,
    requestId: string,
  ): Promise<void> {
    const { viewer } = request;
    const locale = viewer?.locale ?? this.pages.localeOf(request);
    // Nobody of ours is signed in: it may be a customer.
    const speech = viewer ? this.i18n : this.i18n.forCustomers();
    const { detail, list } = problemsOf(error, speech, locale);
    const titleKey = `platform.error_${TITLED.includes(error.status) ? error.status : error.status < 500 ? 400 : 500}`;
    const model = {
      titleKey,
      detail,
      problems: list,
      requestId: error.status >= 500 ? requestId : undefined,
      signedIn: viewer !== undefined,
    };
    const page = await this.pages.html(request, 'platform/error', model, {
      layout: viewer ? 'staff' : 'public',
      status: error.status,
      title: speech.text(locale, titleKey),
      locale,
    });
    await reply.status(page.status).type('text/html; charset=utf-8').send(page.html);
  }
}

function pageRequest(request: FastifyRequest): PageRequest {
  return request;
}
