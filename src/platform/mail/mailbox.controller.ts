/**
 * The mails that were kept instead of sent, as people would see them. Part of the application only where mail is
 * captured: see `MailModule.forRoot`.
 */
import { Controller, Get, Header, Param, Query, Req, Res } from '@nestjs/common';
import { errors } from '../errors';
import { isFramedMail, Public, showsFrames } from '../http';
import { I18n } from '../i18n';
import { HtmlReply, Pages, type PageRequest } from '../views';
import { CapturedMails, type CapturedMail, type ReadMail } from './captured-mails';

const PER_PAGE = 50;
const VIEWS = ['html', 'text', 'headers', 'raw'] as const;

interface Reply {
  header(name: string, value: string): unknown;
}

@Controller('dev')
export class MailboxController {
  constructor(
    private readonly mails: CapturedMails,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get('mailbox')
  @Public()
  async list(@Req() request: PageRequest, @Query('before') before?: string): Promise<HtmlReply> {
    const mails = await this.mails.newest(PER_PAGE + 1, before === undefined ? undefined : idOf(before));
    const shown = mails.slice(0, PER_PAGE);
    const model = {
      mails: shown,
      paged: before !== undefined,
      older: mails.length > PER_PAGE ? shown.at(-1)?.id : undefined,
    };
    return this.pages.html(request, 'platform-mail/mailbox', model, {
      title: this.i18n.text(request.viewer?.locale ?? this.pages.localeOf(request), 'mail.mailbox.title'),
    });
  }

  @Get('mailbox.json')
  @Public()
  async listJson(@Query('before') before?: string): Promise<{ items: CapturedMail[] }> {
    return { items: await this.mails.newest(PER_PAGE, before === undefined ? undefined : idOf(before)) };
  }

  /** One mail as a page; with `.json` at the end, all of it as data. */
  @Get('mailbox/:id')
  @Public()
  async show(
    @Req() request: PageRequest,
    @Res({ passthrough: true }) reply: Reply,
    @Param('id') id: string,
    @Query('view') view?: string,
  ): Promise<HtmlReply | ReadMail> {
    if (id.endsWith('.json')) return this.find(id.slice(0, -'.json'.length));
    const mail = await this.find(id);
    const shown = VIEWS.find((name) => name === view) ?? 'html';
    const tabs = VIEWS.map((name) => ({
      name,
      labelKey: `mail.mailbox.view_${name}`,
      current: name === shown,
    }));
    showsFrames(reply);
    return this.pages.html(request, 'platform-mail/mail', { mail, tabs, shown }, { title: mail.subject });
  }

  @Get('mailbox/:id/html')
  @Public()
  async html(@Res({ passthrough: true }) reply: Reply, @Param('id') id: string): Promise<HtmlReply> {
    const { html } = await this.find(id);
    isFramedMail(reply, 'leave');
    // Links leave the frame: a rating button opens the answer page as it would in a mail program.
    return new HtmlReply(html.replace(/<head>/i, '<head><base target="_top">'), 200, false);
  }

  @Get('mailbox/:id/raw')
  @Public()
  @Header('Content-Type', 'text/plain; charset=utf-8')
  async raw(@Param('id') id: string): Promise<string> {
    return (await this.find(id)).raw;
  }

  private async find(id: string): Promise<ReadMail> {
    const mail = await this.mails.read(idOf(id));
    if (!mail) throw errors.not_found();
    return mail;
  }
}

function idOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw errors.not_found();
  return Number(text);
}
