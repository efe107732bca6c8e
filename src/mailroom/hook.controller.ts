/**
 * Where a mail server or a provider leaves mail for us: the raw message, or JSON with it. The key in the address is the
 * proof. The answer is the same for every mail, known or unknown, new or old: who has the key learns nothing about
 * whom we write to.
 */
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Policy } from '../access';
import { errors } from '../platform/errors';
import { HookKey } from './hook-key';
import { Mailroom } from './mailroom';
import { mailroomErrors } from './mailroom.errors';

const BASE64 = /^[A-Za-z0-9+/_\-\s]+={0,2}\s*$/;
const jsonBody = z.strictObject({ raw: z.string().min(1).regex(BASE64) });

@Controller('hooks/mail')
export class MailHookController {
  constructor(
    private readonly key: HookKey,
    private readonly mailroom: Mailroom,
  ) {}

  /** @throws DomainError `not_found` for a wrong key, `mail_unreadable` for a body that is neither */
  @Post(':key')
  @HttpCode(202)
  @Policy({ token: 'mail' })
  async leave(@Param('key') key: string, @Body() body: unknown): Promise<{ received: true }> {
    if (!(await this.key.fits(key))) throw errors.not_found();
    await this.mailroom.takeIn(rawOf(body), 'hook');
    return { received: true };
  }
}

function rawOf(body: unknown): Uint8Array {
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  const parsed = jsonBody.safeParse(body);
  if (!parsed.success) throw mailroomErrors.mail_unreadable();
  return Buffer.from(parsed.data.raw, 'base64');
}
