/** Fastify, taught to send what page handlers return, and to call some of them the straight way. */
import type { Type } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { encodeFlash, FLASH_COOKIE, HtmlReply, SeeOther } from '../views/replies';
import { type Replies, straightCall, straightHandlerOf, straightRoute } from './straight';
import type { SocketRoute } from './straight-server';

type Register = (this: FastifyAdapter, ...args: unknown[]) => ReturnType<FastifyAdapter['get']>;

/** What the straight way needs of the application; there once it is built. */
export interface StraightContext {
  /** The one instance of a controller. */
  instance(controller: Type): unknown;
  /** Makes an error a reply. */
  fail(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

export class AplausoAdapter extends FastifyAdapter {
  /** The straight handlers that have nothing but a secret in their address. */
  readonly socketRoutes: SocketRoute[] = [];
  private context: StraightContext | undefined;
  private readonly replies: Replies = {
    succeed: (reply, body) => void this.reply(reply, body),
    fail: (error, request, reply) => this.straight.fail(error, request, reply),
  };

  /** Before the application is initialised. */
  useStraight(context: StraightContext): void {
    this.context = context;
  }

  /** Nest hands over a path and a handler. */
  override get(...args: unknown[]): ReturnType<FastifyAdapter['get']> {
    return (super.get as Register).apply(this, this.straightened('GET', args));
  }

  override post(...args: unknown[]): ReturnType<FastifyAdapter['post']> {
    return (super.post as Register).apply(this, this.straightened('POST', args));
  }

  override reply(response: FastifyReply, body: unknown, statusCode?: number): FastifyReply {
    if (body instanceof HtmlReply) {
      if (body.forgetFlash) void response.clearCookie(FLASH_COOKIE, { path: '/' });
      return response.status(body.status).type('text/html; charset=utf-8').send(body.html);
    }
    if (body instanceof SeeOther) {
      if (body.flash) {
        void response.setCookie(FLASH_COOKIE, encodeFlash(body.flash), {
          path: '/',
          httpOnly: true,
          sameSite: 'lax',
          secure: 'auto',
          maxAge: 60,
        });
      }
      return response.status(303).redirect(body.path, 303);
    }
    return super.reply(response, body, statusCode);
  }

  private get straight(): StraightContext {
    if (!this.context) throw new Error('The application is not built yet.');
    return this.context;
  }

  private straightened(method: SocketRoute['method'], args: unknown[]): unknown[] {
    const handler = straightHandlerOf(args.at(-1));
    if (!handler) return args;
    let controller: unknown;
    const instance = () => (controller ??= this.straight.instance(handler.controller));
    const template = String(args[0]);
    const [, prefix, parameter] = /^(\/[a-z]+\/):(\w+)$/.exec(template) ?? [];
    if (prefix && parameter) {
      const handle = (...parameters: unknown[]): unknown =>
        (instance() as Record<string, (...given: unknown[]) => unknown>)[handler.method]?.(...parameters);
      this.socketRoutes.push({ method, prefix, template, parameter, call: straightCall(handler), handle });
    }
    const route = straightRoute(handler, instance, () => this.replies);
    return [...args.slice(0, -1), route];
  }
}
