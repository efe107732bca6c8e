/** One's own account: name, language, password, open sessions. */
import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Config, LOCALES } from '../platform/config';
import { DomainError, errors, parseInput, zLocale } from '../platform/errors';
import { wantsProblem } from '../platform/http';
import { I18n, problemsOf } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { accessErrors } from './access.errors';
import { cookieOptions, SESSION_COOKIE } from './cookies';
import { LanguageChoice } from './language-choice';
import { PASSWORD_MIN } from './passwords';
import { Policy } from './policy';
import { type AppRequest, CurrentViewer } from './request';
import { type OpenSession, SESSION_MS, Sessions } from './sessions.service';
import { Users } from './users.service';
import { Viewer } from './viewer';

const zProfile = z.strictObject({ name: z.string(), locale: zLocale });
const zPassword = z.strictObject({ current: z.string(), password: z.string(), repeat: z.string() });
const zSession = z.strictObject({ session: z.string().regex(/^[0-9a-f]{64}$/) });

const LABELS = {
  name: 'access.name',
  locale: 'access.language',
  current: 'access.password_current',
  password: 'access.password_new',
  repeat: 'access.password_repeat',
};

@Controller('account')
@Policy({ signedIn: true })
export class AccountPagesController {
  constructor(
    private readonly users: Users,
    private readonly sessions: Sessions,
    private readonly language: LanguageChoice,
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly config: Config,
  ) {}

  @Get()
  show(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.page(request, viewer);
  }

  @Post('profile')
  @HttpCode(303)
  async changeProfile(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    return this.orWithProblems(request, viewer, async () => {
      const profile = parseInput(zProfile, body);
      await this.users.changeProfile(viewer.userId, profile);
      this.language.remember(reply, profile.locale);
      return seeOther('/account', { kind: 'done', key: 'access.profile_saved' });
    });
  }

  /** The sessions elsewhere end; this one goes on under a new id. */
  @Post('password')
  @HttpCode(303)
  async changePassword(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    return this.orWithProblems(request, viewer, async () => {
      const { current, password, repeat } = parseInput(zPassword, body);
      if (password !== repeat) throw accessErrors.passwords_differ({}, '/repeat');
      await this.users.changePassword(viewer.userId, current, password);
      const secret = await this.sessions.open(viewer.userId);
      void reply.setCookie(SESSION_COOKIE, secret, {
        ...cookieOptions(this.config),
        maxAge: SESSION_MS / 1000,
      });
      return seeOther('/account', { kind: 'done', key: 'access.password_changed' });
    });
  }

  @Post('sessions/end')
  @HttpCode(303)
  async endSession(@CurrentViewer() viewer: Viewer, @Body() body: unknown): Promise<SeeOther> {
    const { session } = parseInput(zSession, body);
    if (!(await this.sessions.endOwn(viewer.userId, session))) throw errors.not_found();
    return seeOther('/account', { kind: 'done', key: 'access.session_ended' });
  }

  /** Does it, or shows the page again with what is wrong. Passwords are never sent back. */
  private async orWithProblems(
    request: AppRequest,
    viewer: Viewer,
    work: () => Promise<SeeOther>,
  ): Promise<HtmlReply | SeeOther> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError) || wantsProblem(request)) throw error;
      return this.page(request, viewer, error);
    }
  }

  private async page(request: AppRequest, viewer: Viewer, problem?: DomainError): Promise<HtmlReply> {
    const words = (key: string) => this.i18n.text(viewer.locale, key);
    const labels = Object.fromEntries(Object.entries(LABELS).map(([field, key]) => [field, words(key)]));
    const sessions = await this.sessions.ofUser(viewer.userId);
    const formats = this.i18n.formatsFor(viewer.locale);
    const model = {
      email: viewer.email,
      name: viewer.name,
      locale: viewer.locale,
      languages: LOCALES.map((value) => ({ value, label: words(`platform.language_${value}`) })),
      passwordMin: PASSWORD_MIN,
      problems: problem && problemsOf(problem, this.i18n, viewer.locale, labels),
      roles: viewer.grants.map(({ role, scope }) => ({
        role: words(`access.role_${role}`),
        scope: words(`access.scope_${scope}`),
      })),
      sessions: ownFirst(sessions, request.sessionHash).map((session) => ({
        id: session.idHash,
        opened: formats.instant(session.createdAt),
        seen: formats.instant(session.lastSeenAt),
        current: session.idHash === request.sessionHash,
      })),
    };
    return this.pages.html(request, 'access/account', model, {
      title: words('access.account_title'),
      status: problem?.status,
    });
  }
}

/** The session one is looking through comes first. */
function ownFirst(sessions: OpenSession[], own: string | undefined): OpenSession[] {
  const isOwn = ({ idHash }: OpenSession) => idHash === own;
  return [...sessions.filter(isOwn), ...sessions.filter((session) => !isOwn(session))];
}
