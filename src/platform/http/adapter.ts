/** Fastify, taught to send what page handlers return. */
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { encodeFlash, FLASH_COOKIE, HtmlReply, SeeOther } from '../views/replies';

export class AplausoAdapter extends FastifyAdapter {
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
}
