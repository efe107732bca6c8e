/**
 * Pictures of every mail for people: `node test/browser/mail-screenshots.cjs <folder>`, after `npm run build`. Each as a
 * mail program shows it at 600 and at 360 px, light and dark; `--docs` takes only those that `docs/invitations.md` shows.
 * The words, the templates and the questionnaires are the product's own; no server has to run.
 */
const { mkdirSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { chromium } = require('playwright-core');
const { findChromium } = require('./find-chromium.cjs');

const built = (path) => require(join(__dirname, '../../dist/src', path));
const { Messages, I18n } = built('platform/i18n');
const { MailTemplates } = built('platform/mail');
const { exampleInvitation, writeMail } = built('invitations');
const { fromTemplate } = built('surveys/templates');
const { shownDraft } = built('surveys/shown-draft');
const { projectRoot } = built('platform/config');

const NOW = Date.UTC(2026, 10, 4, 18);
const BASE = 'https://encuestas.aguaclara.example';
/** A picture of the documents is no larger than this. */
const MOST_BYTES = 60_000;
const LOGO = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="168" height="40"><rect width="40" height="40" rx="10" fill="#0f5c57"/><path d="M20 8c6 8 9 12 9 16a9 9 0 0 1-18 0c0-4 3-8 9-16z" fill="#fff"/><text x="52" y="27" font-family="sans-serif" font-size="20" font-weight="700" fill="#0f5c57">Agua Clara</text></svg>',
)}`;

const messages = new Messages(join(projectRoot(), 'views/messages'));
const i18n = new I18n(messages, { timezone: 'America/Mexico_City' });
i18n.follow({ region: 'MX', timezone: 'America/Mexico_City', tone: 'usted' });
const templates = new MailTemplates(messages);

const organization = {
  name: 'Agua Clara',
  accent: '#0f5c57',
  logo: null,
  tone: 'usted',
  replyTo: '',
  mailFromName: '',
  phone: '800 123 4567',
  hours: {
    es: 'todos los días de 7:00 a 23:00',
    en: 'every day, 7 am to 11 pm',
    'pt-BR': 'todos os dias, das 7h às 23h',
  },
};
const same = (text) => ({ es: text, en: text, 'pt-BR': text });
/** The first question of these kinds stands in no template at the beginning. */
const own = (question) => ({ languages: ['es', 'en', 'pt-BR'], questions: [question] });
const THUMBS = own({
  key: 'solved', kind: 'thumbs', subject: 'process', required: true, scale: { min: 0, max: 1 },
  texts: { prompt: same('¿Quedó resuelto su asunto?'), labels: { 0: same('Todavía no'), 1: same('Sí, resuelto') } },
}); // prettier-ignore
const CHOICE = own({
  key: 'next', kind: 'choice', subject: 'company', required: true,
  options: ['phone', 'chat'].map((key) => ({ key, text: same(key) })),
  texts: { prompt: same('¿Por dónde prefiere que le atendamos?') },
}); // prettier-ignore

function invitation(definition, { locale = 'es', tone = 'usted', remindsOf = null, logo = null, change = {} } = {}) {
  const survey = shownDraft({ surveyId: 1, versionId: 1, key: 'x', version: 1 }, definition);
  const shown = { ...organization, tone };
  const example = { ...exampleInvitation(i18n, shown, survey, locale, NOW), ...change };
  if (logo) example.organization = { ...example.organization, logo: { href: '/brand/logo.png', width: 168, height: 40 } };
  const links = { answer: `${BASE}/s/token`, unsubscribe: `${BASE}/u/token` };
  const { html } = writeMail(templates, example, survey, links, { baseUrl: BASE, askAgainDays: remindsOf ? 0 : 30, remindsOf });
  return html.replace(`${BASE}/brand/logo.png`, logo ?? '');
} // prettier-ignore

function staffNote(prefix, locale, quote, lines, action) {
  const say = (key, params = {}) => i18n.text(locale, key, params);
  return templates.render('staff-note', locale, {
    title: '',
    organization,
    heading: say(`mailroom.${prefix}_heading`),
    lines: lines.map(([key, params]) => say(`mailroom.${key}`, params)),
    quote,
    from: null,
    href: `${BASE}/invitations`,
    action: say(`mailroom.${action}`),
    foot: say(`mailroom.${prefix}_foot`),
  }).html;
}

const LONG_NAME = { customerFirstName: 'Maximiliana-Guadalupe', names: { employee: 'Bartholomew-Alexander', name: 'Maximiliana-Guadalupe', organization: 'Agua Clara' } }; // prettier-ignore
const MAILS = {
  csat: () => invitation(fromTemplate('post_contact', 'usted')),
  'csat-tu': () => invitation(fromTemplate('post_contact', 'tu'), { tone: 'tu' }),
  'csat-en': () => invitation(fromTemplate('post_contact', 'usted'), { locale: 'en' }),
  'csat-pt': () => invitation(fromTemplate('post_contact', 'usted'), { locale: 'pt-BR' }),
  'csat-logo': () => invitation(fromTemplate('post_contact', 'usted'), { logo: LOGO }),
  'csat-images-off': () => invitation(fromTemplate('post_contact', 'usted'), { logo: `${BASE}/brand/logo.png` }),
  'csat-long-names': () => invitation(fromTemplate('post_contact', 'usted'), { change: LONG_NAME }),
  nps: () => invitation(fromTemplate('nps', 'usted')),
  ces: () => invitation(fromTemplate('ces', 'usted')),
  'ces-en': () => invitation(fromTemplate('ces', 'usted'), { locale: 'en' }),
  thumbs: () => invitation(THUMBS),
  choice: () => invitation(CHOICE),
  expectation: () => invitation(fromTemplate('expectations', 'usted')),
  reminder: () => invitation(fromTemplate('post_contact', 'usted'), { remindsOf: '<inv-1@x>' }),
  'staff-reply': () => staffNote('forward', 'es', 'Gracias, pero el cobro sigue sin corregirse.\n¿Me pueden llamar después de las seis?', [['forward_intro', { organization: 'Agua Clara' }]], 'forward_open'),
  'staff-test': () => staffNote('test', 'es', null, [['test_line', { at: '4 nov, 12:00' }], ['test_look', {}]], 'test_back'),
}; // prettier-ignore

/** The ones the documents show. */
const IN_DOCS = [
  ['csat', 600, 'light'],
  ['csat', 360, 'dark'],
  ['csat-images-off', 360, 'light'],
  ['nps', 360, 'light'],
  ['ces', 360, 'light'],
  ['thumbs', 360, 'dark'],
  ['choice', 360, 'light'],
  ['reminder', 600, 'dark'],
  ['staff-reply', 600, 'light'],
];

async function main([folder, mode]) {
  if (!folder) throw new Error('Usage: node test/browser/mail-screenshots.cjs <folder> [--docs]');
  mkdirSync(folder, { recursive: true });
  const all = Object.keys(MAILS).flatMap((name) =>
    [600, 360].flatMap((width) => ['light', 'dark'].map((scheme) => [name, width, scheme])),
  );
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const context = await browser.newContext();
    // Images are off: nothing is loaded from anywhere.
    await context.route(/^https?:/, (route) => route.abort());
    const page = await context.newPage();
    for (const [name, width, colorScheme] of mode === '--docs' ? IN_DOCS : all) {
      await page.setViewportSize({ width, height: 300 });
      await page.emulateMedia({ colorScheme });
      await page.setContent(MAILS[name](), { waitUntil: 'load' });
      const path = join(folder, `mail-${name}-${width}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
      const tooWide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      const { size } = statSync(path);
      const faults = [
        ...(tooWide > 0 ? [`${tooWide} px too wide`] : []),
        ...(size > MOST_BYTES ? [`${size} bytes`] : []),
      ];
      process.stdout.write(`${path} ${size}${faults.length > 0 ? ` FAULT: ${faults.join(', ')}` : ''}\n`);
      if (faults.length > 0) process.exitCode = 1;
    }
  } finally {
    await browser.close();
  }
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
