/** The brand page and the previews as people use them: live, by keyboard, without scripts, and for everybody (axe). */
import type { Browser, Page } from 'playwright-core';
import { SettingsStore } from '../../src/platform/views';
import { DEFAULT_SURVEY_KEY, Surveys } from '../../src/surveys';
import { fromTemplate } from '../../src/surveys/templates';
import { TEST_PASSWORD } from '../support';
import { pngOf } from '../support/pictures';
import { DESK, type Look, openBrowser, PHONE, serveApp, type ServedApp, Visitor } from './browser';

const LOGO = { name: 'logo.png', mimeType: 'image/png', buffer: pngOf(320, 80) };

let test: ServedApp;
let browser: Browser;
let email: string;
const visitors: Visitor[] = [];

async function signedIn(look: Look = DESK): Promise<Visitor> {
  const visitor = await Visitor.open(browser, test.origin, look);
  visitors.push(visitor);
  await visitor.signIn(email, TEST_PASSWORD);
  return visitor;
}

/** The page shown inside a frame, once it is there. */
async function framed(page: Page, selector: string, expected: string): Promise<string> {
  const body = page.frameLocator(selector).locator('body');
  await body.getByText(expected).first().waitFor();
  return body.innerText();
}

beforeAll(async () => {
  [test, browser] = await Promise.all([serveApp(), openBrowser()]);
  const { userId } = await test.signIn([{ role: 'admin', scope: 'all' }]);
  const row = await test.database.get<{ email: string }>(
    'SELECT email AS "email" FROM user_account WHERE id = ?',
    [userId],
  );
  email = row?.email ?? '';
  const store = test.get(SettingsStore);
  await store.set('organization', { ...(await store.get('organization')), name: 'Agua Clara' });
});
afterEach(async () => {
  await Promise.all(visitors.splice(0).map((visitor) => visitor.close()));
});
afterAll(async () => {
  await browser?.close();
  await test?.close();
});

describe('the brand page', () => {
  it('tells the contrast while a colour is typed, and shows the mail and the page with it', async () => {
    const { page } = await signedIn();
    await page.goto('/settings/brand');
    const contrast = page.locator('#accent-contrast');
    await page.locator('#field-accent').fill('#f2b04a');
    expect(await contrast.innerText()).toMatch(/1\.8 a 1: es muy claro/);
    await page.locator('#field-accent').fill('#7a1f5c');
    expect(await contrast.innerText()).toMatch(/9\.2 a 1: se lee bien/);
    await page.locator('#tone-vos').check();
    expect(await framed(page, 'iframe[data-shows$=mail]', 'Elegí una opción')).toContain('Agua Clara');
    await page.locator('[data-view=page]').click();
    await framed(page, 'iframe[data-shows$=page]', 'Tu llamada del');
    const frame = page.frames().find((one) => one.url().includes('/settings/brand/page'));
    const colour = await frame?.evaluate(
      'getComputedStyle(document.querySelector(".send button")).backgroundColor',
    );
    expect(colour).toBe('rgb(122, 31, 92)');
    // The way back leads out of the page, not through what was typed.
    await page.goBack();
    expect(new URL(page.url()).pathname).not.toBe('/settings/brand');
  });

  it('takes a logo, shows it before it is sent and to customers afterwards, and takes it away again', async () => {
    const visitor = await signedIn();
    const { page } = visitor;
    await page.goto('/settings/brand');
    await page.locator('#field-logo').setInputFiles(LOGO);
    await page.locator('[data-logo] img[src^="data:image/png"]').waitFor();
    await page.locator('form[data-brand] button[type=submit]').click();
    await page.locator('.flash').waitFor();
    await visitor.checkPage();
    const logo = page.frameLocator('iframe[data-shows$=mail]').locator('img');
    expect(await logo.getAttribute('alt')).toBe('Agua Clara');
    await visitor.visit('/settings/brand/page');
    expect(await page.evaluate('document.querySelector(".brand img").naturalWidth')).toBe(320);
    await page.goto('/settings/brand');
    await page.locator('#field-removeLogo').check();
    await page.locator('form[data-brand] button[type=submit]').click();
    await page.locator('.flash').waitFor();
    expect(await page.locator('[data-logo]').isVisible()).toBe(false);
  });

  it('says at once that a picture is too heavy', async () => {
    const { page } = await signedIn();
    await page.goto('/settings/brand');
    await page.locator('#field-logo').setInputFiles({ ...LOGO, buffer: pngOf(200, 80, 300 * 1024) });
    await page.locator('#heavy-logo').waitFor();
    expect(await page.locator('#heavy-logo').innerText()).toContain('256 KB');
  });

  it('tells which published surveys speak in another tone', async () => {
    const visitor = await signedIn();
    const { page } = visitor;
    await page.goto('/settings/brand');
    await page.locator('#tone-tu').check();
    await page.locator('form[data-brand] button[type=submit]').click();
    await page.locator('.flash-problem a[href^="/surveys/"]').waitFor();
    await visitor.checkPage();
    const surveys = test.get(Surveys);
    const draft = await surveys.draft(
      { key: DEFAULT_SURVEY_KEY, name: 'CSAT' },
      fromTemplate('post_contact', 'tu'),
    );
    await surveys.publish(draft, 'test');
    await page.goto('/settings/brand');
    expect(await page.locator('.flash-problem').count()).toBe(0);
  });

  it('works without scripts: both previews stand below one another, and mistakes are told after sending', async () => {
    const visitor = await signedIn({ ...PHONE, javaScriptEnabled: false });
    const { page } = visitor;
    await page.goto('/settings/brand');
    expect(await page.locator('iframe:visible').count()).toBe(2);
    await page.locator('#field-accent').fill('#ffcc00');
    await page.locator('form[data-brand] button[type=submit]').click();
    await page.locator('.problems').waitFor();
    expect(await page.locator('#field-accent').inputValue()).toBe('#ffcc00');
  });
});

describe('the previews', () => {
  it('a tap in the mail leads to the page, and the page through to the thanks, all in the frame', async () => {
    const { page } = await signedIn();
    await page.goto('/surveys/1/mail-preview');
    const frame = page.frameLocator('iframe');
    await frame.locator('td.rating a').last().click();
    await frame.locator('input[name=rating][value="5"]:checked').waitFor();
    await frame.locator('.send button').click();
    await frame.getByText('Gracias, Marta').waitFor();
    expect(new URL(page.url()).pathname).toBe('/surveys/1/mail-preview');
    expect(await test.database.all('SELECT id FROM response')).toEqual([]);
  });

  it.each([
    ['on a desk', DESK],
    ['on a phone in the dark', PHONE],
  ])(
    'are for everybody, %s: around the frame, in it, and behind the link of a test mail',
    async (_, look) => {
      const visitor = await signedIn(look);
      const { page } = visitor;
      for (const device of ['phone', 'desktop']) {
        await visitor.visit(`/surveys/1/preview?device=${device}`);
        await visitor.visit(`/surveys/1/mail-preview?device=${device}`);
      }
      await visitor.visit('/surveys/1/preview');
      await page.goto('/surveys/1/mail-preview?language=es');
      await page.locator('form[action$="/test-mail"] button').click();
      await page.locator('.flash').waitFor();
      await visitor.checkPage();
      const [mail] = (await test.http.get('/dev/mailbox.json')).body.items as { id: number }[];
      const { text } = (await test.http.get(`/dev/mailbox/${mail?.id}.json`)).body as { text: string };
      await visitor.visit(/\/p\/[\w~-]+\?r=4/.exec(text)?.[0] ?? '');
      await page.locator('[role=note]').waitFor();
      await page.locator('.send button').click();
      await page.locator('[role=note]').waitFor();
      await visitor.checkPage();
    },
  );
});
