import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { LOCALES, projectRoot } from '../config';
import { Messages } from '../i18n';
import { compileEmails } from './compile-emails';
import { Places } from './mail-body';
import { MailTemplates } from './mail-templates';

const messages = new Messages(join(projectRoot(), 'views/messages'), (key) => {
  throw new Error(`There is no message ${key}.`);
});
const labels = ['Muy mal', 'Mal', 'Regular', 'Bien', 'Muy bien'];
const answerHref = 'https://aplauso.example/s/tok-en_1';
const model = {
  asks: 'service',
  opens: false,
  aboutPerson: true,
  organization: {
    name: 'Agua Clara',
    accent: '#0f5c57',
    logo: null,
    phone: '800 123 4567',
    hours: 'todos los días de 7:00 a 23:00',
  },
  channel: 'phone',
  weekday: 'martes',
  customerFirstName: 'Marta',
  employeeFirstName: 'Ana',
  heading: 'Marta, ¿cómo le atendió Ana?',
  contactSentence: 'Su llamada del martes 3 de noviembre.',
  preheader: 'Una sola pregunta. Su llamada del martes 3 de noviembre.',
  rows: [
    {
      cells: labels.map((word, index) => ({
        number: String(index + 1),
        word,
        spoken: null,
        href: `${answerHref}?r=${index + 1}`,
      })),
      blanks: [],
    },
  ],
  joined: false,
  worded: true,
  wide: true,
  ends: null,
  ratings: labels.map((label, index) => ({
    line: `${index + 1} = ${label}`,
    href: `${answerHref}?r=${index + 1}`,
  })),
  answerHref,
  unsubscribeHref: 'https://aplauso.example/u/tok-en_2',
  maxPerDays: 30,
  isReminder: false,
};
const templates = new MailTemplates(messages);
const hrefs = (html: string) =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href?.replaceAll('&#x3D;', '='));

beforeAll(() => compileEmails());

describe('the invitation mail', () => {
  it.each(LOCALES)(
    'is whole in %s: a link for every rating, the survey, the phone and the way out',
    (locale) => {
      const mail = templates.render('invitation', locale, model);
      expect(hrefs(mail.html)).toEqual([
        ...model.ratings.map((rating) => rating.href),
        answerHref,
        'tel:8001234567',
        model.unsubscribeHref,
      ]);
      for (const { href, line } of model.ratings) expect(mail.text).toContain(`${line}\n${href}\n`);
      expect(mail.text.split('\n')).toEqual(expect.arrayContaining([answerHref, model.unsubscribeHref]));
      expect(mail.text).toContain('800 123 4567, todos los días');
      expect(mail.html).toContain(`<html lang="${locale}"`);
      expect(mail.html + mail.text + mail.subject).not.toMatch(
        /mail\.invitation|undefined|\bnull\b|\[object|\{\{/,
      );
    },
  );

  it.each(LOCALES)(
    'put together from parts it is the same mail in %s, for whomever it is',
    async (locale) => {
      for (const name of ['Marta', 'O\u2019Brien & "Söhne" <b>', 'q1p2', '$& {{name}}']) {
        const places = new Places();
        const [first, served] = [places.for(name), places.for('Ana')];
        const answer = places.for(answerHref);
        const unsubscribe = places.for(model.unsubscribeHref);
        const withAnswer = <T>(value: T) =>
          JSON.parse(JSON.stringify(value).replaceAll(answerHref, answer)) as T;
        const held = {
          ...model,
          customerFirstName: first,
          employeeFirstName: served,
          heading: `${first}, ¿cómo le atendió ${served}?`,
          rows: withAnswer(model.rows),
          ratings: withAnswer(model.ratings),
          answerHref: answer,
          unsubscribeHref: unsubscribe,
        };
        const { subject, body } = templates.compose('invitation', locale, held, 'usted', places.values);
        const whole = { ...model, customerFirstName: name, heading: `${name}, ¿cómo le atendió Ana?` };
        const direct = templates.render('invitation', locale, whole);
        const { contentType, bytes } = body;
        const read = await PostalMime.parse(
          Buffer.concat([Buffer.from(`Content-Type: ${contentType}\r\n\r\n`), bytes]),
        );
        expect(subject).toBe(direct.subject);
        expect(read.html?.trim()).toBe(direct.html.trim());
        expect(read.text?.trim()).toBe(direct.text.trim());
      }
    },
  );

  it.each([
    ['es', 'Recordatorio: ¿Cómo le atendió Ana', 'aún no tenemos su respuesta'],
    ['en', 'Reminder: How well did Ana', 'we have not had your answer yet'],
    ['pt-BR', 'Lembrete: Como foi o atendimento de Ana', 'ainda não temos sua resposta'],
  ] as const)('a reminder says that it is one, in %s', (locale, subject, line) => {
    const mail = templates.render('invitation', locale, { ...model, isReminder: true });
    expect(mail.subject.startsWith(subject)).toBe(true);
    expect(mail.text).toContain(line);
    expect(mail.html).toContain(line);
  });

  it('says in the subject who asks about what', () => {
    const subject = (locale: 'es' | 'en' | 'pt-BR', weekday: string) =>
      templates.render('invitation', locale, { ...model, weekday }).subject;
    expect(subject('es', 'martes')).toBe('¿Cómo le atendió Ana en su llamada del martes?');
    expect(subject('en', 'Tuesday')).toBe('How well did Ana help you on the phone on Tuesday?');
    expect(subject('pt-BR', 'terça-feira')).toBe(
      'Como foi o atendimento de Ana na sua ligação de terça-feira?',
    );
  });

  it('says how often we ask in the words people use', () => {
    const often = (maxPerDays: number) => templates.render('invitation', 'es', { ...model, maxPerDays }).text;
    expect(often(30)).toContain('como máximo una vez al mes');
    expect(often(45)).toContain('como máximo una vez cada 45 días');
    expect(often(0)).not.toContain('como máximo');
  });

  it('leaves out what the organization has not given', () => {
    const organization = { ...model.organization, phone: '', hours: '' };
    const mail = templates.render('invitation', 'es', { ...model, organization, employeeFirstName: null });
    expect(mail.html).not.toContain('tel:');
    expect(mail.text).not.toContain('¿Prefiere hablar');
    expect(mail.text).toContain('quienes le atendieron');
  });

  it('shows hostile names as text and a hostile colour not at all', () => {
    const organization = { ...model.organization, name: '<img src=x>', accent: 'red}</style><script>' };
    const { html } = templates.render('invitation', 'es', {
      ...model,
      organization,
      heading: '"><script>alert(1)</script>',
    });
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;img src');
    expect(html).toContain('color: #0f5c57');
  });

  it('a first question that a mail cannot ask is one button, and the text part has its address once', () => {
    const scale = { rows: null, ratings: [], worded: false, wide: false };
    const mail = templates.render('invitation', 'es', { ...model, ...scale, opens: true, asks: 'opinion' });
    expect(hrefs(mail.html)).toEqual([answerHref, 'tel:8001234567', model.unsubscribeHref]);
    expect(mail.html).toContain('Marta, ¿nos da su opinión?');
    expect(mail.text).toContain(`Responder:\n${answerHref}\n`);
    expect(mail.subject).toBe('Su opinión sobre su llamada del martes con Ana');
    expect(mail.text).not.toMatch(/\{\{|undefined/);
  });

  it('a logo stands for the name, with its size and the name for those who do not load it', () => {
    const logo = { src: 'https://aplauso.example/brand/a.png', width: 160, height: 40 };
    const mail = templates.render('invitation', 'es', {
      ...model,
      organization: { ...model.organization, logo },
    });
    expect(mail.html.replaceAll('&#x3D;', '=')).toMatch(
      /<img src="https:\/\/aplauso\.example\/brand\/a\.png" alt="Agua Clara" width="160" height="40"/,
    );
    expect(mail.html.match(/<img/g)).toHaveLength(1);
    expect(mail.text).toContain('Agua Clara');
  });

  it('is spoken in the tone of the organization, in Spanish and in Spanish only', () => {
    const spoken = (tone: 'usted' | 'tu' | 'vos', locale: 'es' | 'en' = 'es') =>
      templates.render('invitation', locale, model, tone);
    expect(spoken('tu').subject).toBe('¿Cómo te atendió Ana en tu llamada del martes?');
    expect(spoken('tu').text).toContain('Elige una opción');
    expect(spoken('vos').text).toContain('Elegí una opción');
    expect(spoken('vos').html).toContain('¿Preferís hablar con una persona?');
    expect(spoken('usted').text).toContain('Elija una opción');
    expect(spoken('vos', 'en')).toEqual(spoken('usted', 'en'));
  });

  it('loads nothing from anywhere, so that opening it tells nobody', () => {
    const { html } = templates.render('invitation', 'es', model);
    expect(html).not.toMatch(/<img|<link|@import|url\(|<script|<iframe|background=/i);
    expect(html.length).toBeLessThan(14_000);
  });

  it('is for a screen reader: tables are layout, the language and both colour schemes are declared', () => {
    const { html } = templates.render('invitation', 'es', model);
    const shown = html.replace(/<!--[\s\S]*?-->/g, '');
    expect(shown.match(/<table/g)?.length).toBe(shown.match(/<table[^>]*role="presentation"/g)?.length);
    expect(html).toContain('<meta name="color-scheme" content="light dark"');
    expect(html).toContain('prefers-color-scheme: dark');
  });

  it('a template that lacks a value of its model is an error, not a gap in the mail', () => {
    const incomplete = Object.fromEntries(Object.entries(model).filter(([name]) => name !== 'answerHref'));
    expect(() => templates.render('invitation', 'es', incomplete)).toThrow(/answerHref/);
  });
});

describe('compiling mails', () => {
  const compile = async (body: string) => {
    const folder = await mkdtemp(join(tmpdir(), 'mails-'));
    await writeFile(
      join(folder, 'sample.mjml'),
      `<mjml><mj-body><mj-section><mj-column>${body}</mj-column></mj-section></mj-body></mjml>`,
    );
    return compileEmails(folder, join(folder, 'out'));
  };

  it('refuses a block that MJML would drop without a word', async () => {
    await expect(compile('{{#each ratings}}<mj-text>{{label}}</mj-text>{{/each}}')).rejects.toThrow(/mj-raw/);
    await expect(
      compile('<mj-raw>{{#each ratings}}</mj-raw><mj-text>{{label}}</mj-text><mj-raw>{{/each}}</mj-raw>'),
    ).resolves.toEqual(['sample']);
  });

  it('refuses what is not MJML', async () => {
    await expect(compile('<mj-texxt>x</mj-texxt>')).rejects.toThrow(/mj-texxt/);
  });
});
