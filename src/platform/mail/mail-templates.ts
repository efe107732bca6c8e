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
import { filledIn, type MailBody, MailFrame, placeOf } from './mail-body';

/** What mails share is kept for so many kinds: survey version, language, brand, touchpoint. */
const MOST_FRAMES = 500;

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
  private readonly frames = new Map<string, MailFrame>();

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
    const subject = this.messages.format(locale, `mail.${name}.subject`, plainValues(model), tone);
    return this.written(name, locale, model, tone, subject);
  }

  /**
   * The same mail, ready to be sent, for many that differ in some values only: what they share is rendered and encoded
   * once. A place stands for its value as it is, never for a choice between texts.
   * @param model as for `render`, with places in place of the values that differ
   * @param values the values of the places, as `Places` gathered them
   * @throws Error as `render`
   */
  compose(
    name: string,
    locale: Locale,
    model: object,
    tone: Tone,
    values: readonly string[],
  ): { subject: string; body: MailBody } {
    const shown = Object.fromEntries(
      Object.entries(plainValues(model)).map(([key, value]) => [
        key,
        typeof value === 'string' ? filledIn(value, values) : value,
      ]),
    );
    const subject = this.messages.format(locale, `mail.${name}.subject`, shown, tone);
    const key = `${name} ${locale} ${tone} ${values.length} ${JSON.stringify(model)}`;
    let frame = this.frames.get(key);
    if (!frame) {
      const { html, text } = this.written(name, locale, model, tone, placeOf(values.length));
      frame = new MailFrame(html, text);
      if (this.frames.size >= MOST_FRAMES) this.frames.clear();
      this.frames.set(key, frame);
    }
    return { subject, body: frame.filled([...values, subject]) };
  }

  private written(name: string, locale: Locale, model: object, tone: Tone, subject: string): WrittenMail {
    const template = this.templates.get(name) ?? this.load(name);
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
