/** Signing in, signing out, and the language of a page. */
import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Config, LOCALES } from '../platform/config';
import { DomainError, parseInput, zLocale } from '../platform/errors';
import { wantsProblem } from '../platform/http';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { accessErrors } from './access.errors';
import { cookieOptions, SESSION_COOKIE } from './cookies';
import { LanguageChoice } from './language-choice';
import { safeNext, safePath } from './next-address';
import { Policy } from './policy';
import type { AppRequest } from './request';
import { SESSION_MS, Sessions } from './sessions.service';
import { SignIn } from './sign-in.service';
import { Users } from './users.service';

const zSignIn = z.strictObject({
  email: z.string().max(300),
  password: z.string().max(1000),
  next: z.string().optional(),
});
const zLanguage = z.strictObject({ locale: zLocale, next: z.string().optional() });

interface SignInForm {
  email?: string;
  next: string;
  /** What went wrong with the try before. */
  problem?: DomainError;
}

@Controller()
export class AccessPagesController {
  constructor(
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly users: Users,
    private readonly language: LanguageChoice,
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly config: Config,
  ) {}

  @Get('sign-in')
  @Policy({ public: true })
  form(@Req() request: AppRequest, @Query('next') next?: unknown): Promise<HtmlReply> | SeeOther {
    return request.viewer ? seeOther(safeNext(next)) : this.page(request, { next: safeNext(next) });
  }

  @Post('sign-in')
  @HttpCode(303)
  @Policy({ public: true })
  async open(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const parsed = zSignIn.safeParse(body);
    const next = safeNext(parsed.data?.next);
    try {
      if (!parsed.success) throw accessErrors.sign_in_failed();
      const secret = await this.signIn.open(
        parsed.data,
        request.ip,
        request.cookies[SESSION_COOKIE],
        request.headers['user-agent'],
      );
      void reply.setCookie(SESSION_COOKIE, secret, {
        ...cookieOptions(this.config),
        maxAge: SESSION_MS / 1000,
      });
      return seeOther(next);
    } catch (error) {
      if (!(error instanceof DomainError) || wantsProblem(request)) throw error;
      const { seconds } = error.params;
      if (seconds !== undefined) void reply.header('Retry-After', String(seconds));
      return this.page(request, { email: parsed.data?.email, next, problem: error });
    }
  }

  @Post('sign-out')
  @HttpCode(303)
  @Policy({ signedIn: true })
  async close(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SeeOther> {
    if (request.sessionHash) await this.sessions.end(request.sessionHash);
    void reply.clearCookie(SESSION_COOKIE, cookieOptions(this.config));
    return seeOther('/sign-in', { kind: 'done', key: 'access.signed_out' });
  }

  /** The language of this browser, and of the account when somebody is signed in. */
  @Post('language')
  @HttpCode(303)
  @Policy({ public: true })
  async choose(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const { locale, next } = parseInput(zLanguage, body);
    this.language.remember(reply, locale);
    if (request.viewer)
      await this.users.changeProfile(request.viewer.userId, { name: request.viewer.name, locale });
    return seeOther(safePath(next));
  }

  private page(request: AppRequest, { email, next, problem }: SignInForm): Promise<HtmlReply> {
    const locale = this.pages.localeOf(request);
    const model = {
      email,
      next: next === '/' ? undefined : next,
      problem: problem && this.i18n.text(locale, `errors.${problem.code}`, problem.params),
      here: next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`,
      languages: LOCALES.map((code) => ({ code, current: code === locale })),
    };
    const title = this.i18n.text(locale, 'access.sign_in_title');
    return this.pages.html(request, 'access/sign-in', model, {
      layout: 'bare',
      status: problem?.status,
      title,
      locale,
    });
  }
}
