/**
 * Every mail as a mail program shows it, on a phone and on a desk, by day and by night, with its images off: nothing too
 * wide, everything readable, every answer large enough for a thumb, and words where a colour or a number is not enough.
 */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { exampleInvitation, writeMail } from '../../src/invitations';
import type { Locale } from '../../src/kernel';
import { loadConfig, projectRoot } from '../../src/platform/config';
import { I18n, Messages } from '../../src/platform/i18n';
import { compileEmails, MailTemplates } from '../../src/platform/mail';
import { organizationSetting } from '../../src/platform/views/settings-store';
import { shownDraft } from '../../src/surveys/shown-draft';
import type { SurveyDraft } from '../../src/surveys/survey-shape';
import { fromTemplate } from '../../src/surveys/templates';
import { openBrowser, Visitor } from './browser';

const BASE = 'https://encuestas.example';
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const config = loadConfig({ NODE_ENV: 'test', SECRET_KEY: 'x'.repeat(32) });
const messages = new Messages(join(projectRoot(), 'views/messages'));
const i18n = new I18n(messages, config);
const templates = new MailTemplates(messages);
const say = (text: string) => ({ es: text, en: text, 'pt-BR': text });
const asking = (question: object) =>
  ({ languages: ['es', 'en', 'pt-BR'], questions: [question] }) as unknown as SurveyDraft;

const SURVEYS: Record<string, SurveyDraft> = {
  csat: fromTemplate('post_contact', 'usted'),
  nps: fromTemplate('nps', 'usted'),
  ces: fromTemplate('ces', 'usted'),
  thumbs: asking({
    key: 'solved', kind: 'thumbs', subject: 'process', required: true, scale: { min: 0, max: 1 },
    texts: { prompt: say('¿Quedó resuelto?'), labels: { 0: say('Todavía no'), 1: say('Sí, resuelto') } },
  }),
  choice: asking({
    key: 'next', kind: 'choice', subject: 'company', required: true, texts: { prompt: say('¿Por dónde?') },
    options: [{ key: 'phone', text: say('Teléfono') }, { key: 'chat', text: say('Chat') }],
  }),
}; // prettier-ignore
/** How many answers stand in a row of the mail. */
const ROWS: Record<string, number[]> = { csat: [5], nps: [6, 5], ces: [7], thumbs: [2], choice: [] };

interface Target {
  words: string;
  width: number;
  height: number;
  top: number;
}
const TARGETS = `[...document.querySelectorAll('.rating a')].map((link) => {
  const { width, height, top } = link.getBoundingClientRect();
  return { words: (link.getAttribute('aria-label') ?? link.textContent).replace(/\\s+/g, ' ').trim(), width, height, top: Math.round(top) };
})`;
/** Words under a number that are broken in two: more lines than words. */
const SPLIT = `[...document.querySelectorAll('.worded span')].flatMap((label) => {
  const lines = Math.round(label.getBoundingClientRect().height / parseFloat(getComputedStyle(label).lineHeight));
  return lines > label.textContent.trim().split(/\\s+/).length ? [label.textContent] : [];
})`;

describe('a mail in a mail program', () => {
  let browser: Browser;
  beforeAll(async () => {
    await compileEmails();
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  function written(kind: string, locale: Locale, logo: boolean, remindsOf: string | null = null): string {
    const survey = shownDraft({ surveyId: 1, versionId: 1 } as Parameters<typeof shownDraft>[0], SURVEYS[kind]!);
    const organization = {
      ...organizationSetting.defaults(config), name: 'Agua Clara', phone: '800 123 4567', hours: say('de 7:00 a 23:00'),
    };
    const invitation = exampleInvitation(i18n, organization, survey, locale, Date.UTC(2026, 10, 4, 18));
    const shown = logo
      ? { ...invitation, organization: { ...invitation.organization, logo: { href: '/brand/x.png', width: 160, height: 40 } } }
      : invitation;
    const links = { answer: `${BASE}/s/token`, unsubscribe: `${BASE}/u/token` };
    return writeMail(templates, shown, survey, links, { baseUrl: BASE, askAgainDays: 30, remindsOf }).html;
  } // prettier-ignore

  describe.each([
    ['phone', 360, 'light'],
    ['phone', 360, 'dark'],
    ['desk', 600, 'light'],
    ['desk', 600, 'dark'],
  ] as const)('on a %s of %i px, %s', (_place, width, colorScheme) => {
    let visitor: Visitor;
    beforeAll(async () => {
      visitor = await Visitor.open(browser, BASE, { locale: 'es-MX', width, colorScheme });
      // Images are off.
      await visitor.context.route(/^https?:/, (route) => route.abort());
    });
    afterAll(() => visitor?.close());

    it.each(
      Object.keys(SURVEYS).flatMap((kind) => (['es', 'en', 'pt-BR'] as const).map((locale) => [kind, locale] as const)),
    )('%s in %s: fits, reads well, and every answer is large enough and has its words', async (kind, locale) => {
      await visitor.page.setContent(written(kind, locale, false));
      await visitor.checkPage(WCAG);
      const targets = await visitor.page.evaluate<Target[]>(TARGETS);
      const rows = [...new Set(targets.map(({ top }) => top))].map((row) => targets.filter(({ top }) => top === row).length);
      expect(rows).toEqual(ROWS[kind]);
      expect(targets.filter((target) => target.width < 44 || target.height < 44)).toEqual([]);
      // A bare number says nothing: a word, or its place on the scale.
      for (const target of targets) expect(target.words).toMatch(/\p{L}{2}|\d+\/\d+/u);
      expect(await visitor.page.evaluate<string[]>(SPLIT)).toEqual([]);
    }); // prettier-ignore

    it('without its images the organization is named, and nothing is lost', async () => {
      await visitor.page.setContent(written('csat', 'es', true));
      const logo = visitor.page.getByRole('img', { name: 'Agua Clara' });
      const box = await logo.boundingBox();
      expect(box?.width).toBeGreaterThan(80);
      expect(await visitor.page.evaluate<Target[]>(TARGETS)).toHaveLength(5);
      expect(await visitor.page.locator('h1').innerText()).toContain('Marta');
      const problems = await visitor.problems(WCAG);
      expect(problems.filter((problem) => !problem.startsWith('console: Failed to load'))).toEqual([]);
    });

    it('a reminder and a note to staff can be read by everybody, too', async () => {
      await visitor.page.setContent(written('csat', 'es', false, '<inv-1@x>'));
      await visitor.checkPage(WCAG);
      const note = templates.render('staff-note', 'es', {
        title: 'x', organization: { name: 'Agua Clara', accent: '#0f5c57' }, heading: 'Un cliente respondió', lines: ['Escribió.'],
        quote: `Una ${'palabralarguísima'.repeat(8)} y más`, from: null, href: `${BASE}/x`, action: 'Ver', foot: 'Nada más.',
      }); // prettier-ignore
      await visitor.page.setContent(note.html);
      await visitor.checkPage(WCAG);
    });
  });
});
