/**
 * Writes a mail in the reader's language: subject, HTML and text from the templates compiled by `compile-emails` and
 * the words in `views/messages`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import type { Locale } from '../config';
import type { Tone } from '../../kernel';
import { Messages, type MessageParams } from '../i18n';
import { accentOnDark, accentOnLight } from './accent';
import { compiledEmails } from './compile-emails';

export interface WrittenMail {
  subject: string;
  html: string;
  text: string;
}

interface Template {
  html: Handlebars.TemplateDelegate;
  text: Handlebars.TemplateDelegate;
}

@Injectable()
export class MailTemplates {
  private readonly templates = new Map<string, Template>();
  private readonly handlebars = Handlebars.create();

  constructor(private readonly messages: Messages) {
    this.handlebars.registerHelper(
      't',
      function (this: unknown, key: string, options: Handlebars.HelperOptions) {
        const { locale, tone } = options.data as { locale: Locale; tone: Tone };
        return messages.format(locale, key, options.hash as MessageParams, tone);
      },
    );
    this.handlebars.registerHelper('accentOnLight', (accent: unknown) => accentOnLight(accent));
    this.handlebars.registerHelper('accentOnDark', (accent: unknown) => accentOnDark(accent));
    this.handlebars.registerHelper('tel', (phone: unknown) => `tel:${String(phone).replace(/[^+\d]/g, '')}`);
  }

  /**
   * @param name of the files `views/emails/<name>.mjml` and `<name>.txt.hbs` and of the message `mail.<name>.subject`
   * @param model what the templates show; its plain values are also the subject's parameters
   * @param tone how the reader is addressed
   * @throws Error when there is no such mail, or the build has not compiled it
   */
  render(name: string, locale: Locale, model: object, tone: Tone = 'usted'): WrittenMail {
    const template = this.templates.get(name) ?? this.load(name);
    const subject = this.messages.format(locale, `mail.${name}.subject`, plainValues(model), tone);
    const context = { ...model, locale, subject };
    const data = { locale, tone };
    return {
      subject,
      html: template.html(context, { data }),
      text: `${template
        .text(context, { data })
        .replace(/\n{3,}/g, '\n\n')
        .trim()}\n`,
    };
  }

  private load(name: string): Template {
    const read = (extension: string) => {
      const file = join(compiledEmails(), `${name}${extension}`);
      if (!existsSync(file))
        throw new Error(`The mail ${name}${extension} is not compiled. Run npm run build.`);
      return readFileSync(file, 'utf8');
    };
    const strict = { strict: true, knownHelpersOnly: true, knownHelpers: KNOWN_HELPERS };
    const template = {
      html: this.handlebars.compile(read('.hbs'), strict),
      text: this.handlebars.compile(read('.txt.hbs'), { ...strict, noEscape: true }),
    };
    this.templates.set(name, template);
    return template;
  }
}

const KNOWN_HELPERS = { t: true, tel: true, accentOnLight: true, accentOnDark: true };

function plainValues(model: object): MessageParams {
  const values: [string, unknown][] = Object.entries(model);
  return Object.fromEntries(values.filter(isPlain));
}

function isPlain(entry: [string, unknown]): entry is [string, string | number | boolean | null] {
  return entry[1] === null || ['string', 'number', 'boolean'].includes(typeof entry[1]);
}
