/**
 * The language somebody chose by hand, kept in a cookie. For readers without an account it outranks what their browser
 * asks for, on every page: it is put in the place of the browser's wish before anybody looks at it.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Config, LOCALES, type Locale } from '../platform/config';
import { cookieOptions, LANGUAGE_COOKIE } from './cookies';

const YEAR_SECONDS = 365 * 86_400;

@Injectable()
export class LanguageChoice implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const server = this.adapterHost.httpAdapter?.getInstance<FastifyInstance>();
    server?.addHook('onRequest', (request, _reply, done) => {
      const kept = request.cookies[LANGUAGE_COOKIE];
      const chosen = kept === undefined ? undefined : LOCALES.find((locale) => locale === kept);
      if (chosen) request.headers['accept-language'] = chosen;
      done();
    });
  }

  remember(reply: FastifyReply, locale: Locale): void {
    void reply.setCookie(LANGUAGE_COOKIE, locale, { ...cookieOptions(this.config), maxAge: YEAR_SECONDS });
  }
}
