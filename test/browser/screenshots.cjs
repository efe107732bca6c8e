/**
 * Pictures of the main pages for people: `node test/browser/screenshots.cjs http://localhost:3000 <folder>`, with the
 * demo company (`npm run demo`) running there. Every page at 360 × 740 and 1440 × 900, light and dark, in Spanish and
 * English; the README's picture is `me-1440-light-es.png`.
 */
const { mkdirSync } = require('node:fs');
const { join } = require('node:path');
const { chromium } = require('playwright-core');
const { findChromium } = require('./find-chromium.cjs');

const PASSWORD = 'agua-clara-demo';
/** Who opens what. `*` is followed through a link on a page opened before. */
const PAGES = {
  'ana.beltran': ['/', '/me', '/evaluations', '/evaluations/*/statements/*'],
  'diego.paz': ['/', '/teams/*'],
  'carmen.nunez': ['/', '/dashboard', '/recognition', '/responses', '/evaluations', '/evaluations/*'],
  'rosa.aguilar': ['/', '/recovery', '/recovery/*'],
  'sofia.marquez': ['/', '/touchpoints', '/surveys', '/settings', '/dev/mailbox', '/dev/mailbox/*'],
  'elena.vidal': ['/audit', '/invitations'],
};
const PUBLIC = ['/sign-in', '/board/agua-clara'];
const SIZES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
];
const LANGUAGES = { es: 'es-MX', en: 'en-US' };

async function take(page, path, name, looks) {
  for (const { viewport, colorScheme, suffix } of looks) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(path);
    await page.evaluate('document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 100)))');
    await page.screenshot({ path: `${name}-${suffix}.png`, fullPage: true });
  }
}

async function walk(page, paths, name, looks) {
  const links = new Set();
  for (const path of paths) {
    const kind = new RegExp(`^${path.replaceAll('*', '[\\da-f-]+')}(?=$|\\?)`);
    const found = path.includes('*') ? [...links].find((link) => kind.test(link)) : path;
    if (!found) {
      process.stdout.write(`Nothing leads to ${path}\n`);
      continue;
    }
    const title = path.slice(1).replaceAll('*', 'one').replaceAll('/', '-') || 'home';
    await take(page, found, name(title), looks);
    for (const link of await page.evaluate('[...document.links].map((link) => link.getAttribute("href"))'))
      links.add(link);
  }
}

async function main([baseURL, folder]) {
  if (!baseURL || !folder) throw new Error('Usage: node test/browser/screenshots.cjs <base URL> <folder>');
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
    ],
  });
  try {
    for (const [language, locale] of Object.entries(LANGUAGES)) {
      const looks = SIZES.flatMap((viewport) =>
        ['light', 'dark'].map((colorScheme) => ({
          viewport,
          colorScheme,
          suffix: `${viewport.width}-${colorScheme}-${language}`,
        })),
      );
      const visitor = await (await browser.newContext({ baseURL, locale })).newPage();
      await walk(visitor, PUBLIC, (title) => join(folder, title), looks);
      for (const [account, paths] of Object.entries(PAGES)) {
        const page = await (await browser.newContext({ baseURL, locale, viewport: SIZES[1] })).newPage();
        await page.goto('/sign-in');
        await page.fill('input[name=email]', `${account}@aguaclara.example`);
        await page.fill('input[name=password]', PASSWORD);
        await page.click('main form[action="/sign-in"] button');
        await page.click('.site-bar summary:has(.initials)');
        await page.click(`.site-bar button[lang=${language}]`);
        const who = (title) => join(folder, title === 'home' ? `home-${account.split('.')[0]}` : title);
        await walk(page, paths, who, looks);
        await page.context().close();
      }
    }
  } finally {
    await browser.close();
  }
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
