/**
 * The kiosk as customers touch it: one question after the other, without a network too, and ready for the next one.
 * What was answered offline arrives exactly once when the network is back.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Collectors } from '../../src/collectors';
import { publish, STEPS } from '../e2e/questionnaires.fixture';
import { openBrowser, type ServedApp, serveApp, Visitor } from './browser';

const TABLET = { locale: 'es-MX', width: 1024, colorScheme: 'light' } as const;
const UPRIGHT = { locale: 'es-MX', width: 768, colorScheme: 'dark' } as const;

let test: ServedApp;
let browser: Browser;
let visitor: Visitor;
let page: Page;
let context: BrowserContext;

beforeAll(async () => {
  [test, browser] = await Promise.all([serveApp(), openBrowser()]);
  const key = await test.apiKey('touchpoints:write');
  const put = (code: string, body: object) =>
    test.http.put(`/api/v1/touchpoints/${code}`).set('Authorization', `Bearer ${key}`).send(body);
  await put('counter', { name: 'Mostrador', channel: 'in_person' }).expect(201);
  await publish(test, 'steps', STEPS);
  await put('desk', { name: 'Caja', channel: 'in_person', survey: 'steps' }).expect(201);
});
afterAll(async () => {
  await browser?.close();
  await test?.close();
});
beforeEach(async () => {
  visitor = await Visitor.open(browser, test.origin, TABLET);
  ({ page, context } = visitor);
});
afterEach(() => visitor.close());

async function kiosk(touchpoint = 'counter'): Promise<{ id: number; path: string }> {
  const { id, key } = await test
    .get(Collectors)
    .create({ kind: 'kiosk', name: 'Caja 2', touchpoint, locale: 'es' }, 'test');
  return { id, path: `/k/${key}` };
}

const answersOf = async (id: number) =>
  (
    await test.database.get<{ n: number }>(
      'SELECT CAST(COUNT(*) AS bigint) AS "n" FROM response WHERE collector_id = ?',
      [id],
    )
  )?.n;
async function arrived(id: number, count: number): Promise<void> {
  for (let wait = 0; wait < 100 && (await answersOf(id)) !== count; wait += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await answersOf(id)).toBe(count);
}
const heading = () => page.locator('#screen h1');
const rate = (value: number) => page.locator(`.choice[value="${value}"]`).click();
const skip = () => page.locator('button[name=skip]').click();

/** Through the standard survey: a rating, the second question, no words. */
async function answerAll(): Promise<void> {
  await heading().filter({ hasText: '¿Cómo le atendimos?' }).waitFor();
  await rate(5);
  await heading().filter({ hasText: '¿Qué tan fácil fue' }).waitFor();
  await skip();
  await page.locator('textarea').waitFor();
  await skip();
  await heading().filter({ hasText: '¡Gracias!' }).waitFor();
}

it('asks one thing at a time, thanks, and starts again for the next customer by itself', async () => {
  const { id, path } = await kiosk();
  await page.clock.install();
  await page.goto(path);
  await answerAll();
  await arrived(id, 1);
  expect(await page.locator('[data-seconds]').first().textContent()).toMatch(/^\d+$/);
  await page.clock.runFor(15_000);
  await heading().filter({ hasText: '¿Cómo le atendimos?' }).waitFor();
});

it('three answers without a network are kept, and arrive exactly once each when it is back', async () => {
  const { id, path } = await kiosk();
  await page.goto(path);
  await page.locator('#kiosk[data-kept=true]').waitFor({ state: 'attached' });
  await context.setOffline(true);
  for (let customer = 0; customer < 3; customer += 1) {
    await answerAll();
    await page.locator('[data-again]').click();
  }
  expect(await page.locator('#status').textContent()).toBe('Sin conexión · 3 por enviar');
  expect(await answersOf(id)).toBe(0);

  // A reload without a network opens the kiosk from the device, with everything still to be sent.
  await page.reload();
  await heading().filter({ hasText: '¿Cómo le atendimos?' }).waitFor();
  await page.locator('#status', { hasText: '3 por enviar' }).waitFor();
  await page.goto(`${path}?lang=en`);
  await heading().filter({ hasText: 'How well did we help you?' }).waitFor();

  await context.setOffline(false);
  await arrived(id, 3);
  await page.reload();
  await page.waitForTimeout(500);
  expect(await answersOf(id)).toBe(3);
  await page.locator('#status', { hasText: /^$/ }).waitFor({ state: 'attached' });
});

it('a reply that is lost on the way makes the device send again, and still one answer', async () => {
  const { id, path } = await kiosk();
  let lost = 0;
  await context.route('**/answers', async (route) => {
    await route.fetch();
    lost += 1;
    if (lost === 1) return route.abort('connectionreset');
    return route.continue();
  });
  await page.goto(path);
  await answerAll();
  for (let wait = 0; wait < 100 && lost < 2; wait += 1) await page.waitForTimeout(100);
  expect(lost).toBeGreaterThan(1);
  await page.locator('#status', { hasText: /^$/ }).waitFor({ state: 'attached' });
  expect(await answersOf(id)).toBe(1);
});

it('a survey with several ways is walked on the device, back and forth, in another language, with its answers', async () => {
  const { id, path } = await kiosk('desk');
  await page.goto(path);
  await rate(2);
  await heading().filter({ hasText: '¿Quedó resuelto su asunto?' }).waitFor();
  await rate(0);
  await heading().filter({ hasText: '¿Qué faltó?' }).waitFor();
  await page.locator('#back').click();
  await heading().filter({ hasText: '¿Quedó resuelto' }).waitFor();
  expect(await page.locator('.choice[aria-pressed=true]').getAttribute('value')).toBe('0');
  await page.locator('button[name=lang][value=en]').click();
  await heading().filter({ hasText: 'Is your matter settled?' }).waitFor();
  await rate(1);
  await heading().filter({ hasText: 'Keeping what was promised' }).waitFor();
  await rate(6);
  await rate(3);
  await heading().filter({ hasText: 'How likely are you to recommend us?' }).waitFor();
  await rate(7);
  await page.locator('textarea').fill('All good in the end');
  await page.locator('#screen [data-next]').click();
  await heading().filter({ hasText: 'Thank you!' }).waitFor();
  await arrived(id, 1);
  await page.locator('[data-again]').click();
  // The next customer is asked in the device's own language.
  await heading().filter({ hasText: '¿Cómo le atendió' }).waitFor();
});

it('somebody who goes away is asked, has all the time they need, and leaves a clean screen', async () => {
  const { id, path } = await kiosk();
  await page.clock.install();
  await page.goto(path);
  await rate(4);
  await heading().filter({ hasText: '¿Qué tan fácil fue' }).waitFor();
  await page.clock.runFor(46_000);
  await page.locator('#idle[open]').waitFor();
  await visitor.checkPage();
  for (let more = 0; more < 10; more += 1) {
    await page.locator('[data-more]').click();
    await page.clock.runFor(46_000);
    await page.locator('#idle[open]').waitFor();
  }
  expect(await answersOf(id)).toBe(0);
  await page.clock.runFor(31_000);
  await heading().filter({ hasText: '¿Cómo le atendimos?' }).waitFor();
  // What was answered was enough to be an answer: it is not lost.
  await arrived(id, 1);
});

it('by keyboard alone, with a visible focus, in an order that makes sense', async () => {
  const { id, path } = await kiosk();
  await page.goto(path);
  await heading().waitFor();
  const focused = () =>
    page.evaluate<string>('document.activeElement.value ?? document.activeElement.textContent');
  expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
  const order: string[] = [];
  for (let tab = 0; tab < 5; tab += 1) {
    await page.keyboard.press('Tab');
    order.push(await focused());
  }
  expect(order).toEqual(['1', '2', '3', '4', '5']);
  await page.keyboard.press('Enter');
  await heading().filter({ hasText: '¿Qué tan fácil fue' }).waitFor();
  await page.keyboard.press('Shift+Tab');
  await page.locator('.choice[value="5"]').focus();
  await page.keyboard.press('Space');
  await page.locator('textarea').focus();
  await page.keyboard.type('Muy amables');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await heading().filter({ hasText: '¡Gracias!' }).waitFor();
  await arrived(id, 1);
});

it('a key that was taken out of use says so to the staff, and nothing is lost from the device', async () => {
  const { id, path } = await kiosk();
  await page.goto(path);
  await heading().waitFor();
  const { key } = await test.get(Collectors).renewKey(id, 'test');
  await answerAll();
  await page.locator('#status', { hasText: '1 por enviar' }).waitFor();
  expect(await answersOf(id)).toBe(0);
  await page.goto(`/k/${key}`);
  await arrived(id, 1);
});

describe.each([
  ['lying', TABLET, 768],
  ['upright, in the dark', UPRIGHT, 1024],
  ['on a phone', { ...UPRIGHT, width: 360 }, 740],
] as const)('%s', (_, look, height) => {
  it('every screen can be used by everybody, and every target is large enough for a finger', async () => {
    const { path } = await kiosk('desk');
    const other = await Visitor.open(browser, test.origin, look);
    await other.page.setViewportSize({ width: look.width, height });
    for (const language of ['es', 'en', 'pt-BR']) {
      await other.page.goto(`${path}?lang=${language}`);
      await other.page.locator('html.scripted').waitFor({ state: 'attached' });
      for (const choice of ['2', '0', 'waiting', '6', '3', '7']) {
        await other.checkPage();
        expect(await other.page.evaluate(SMALL_TARGETS)).toEqual([]);
        await other.page.locator(`#screen .choice[value="${choice}"]`).click();
      }
      await other.checkPage();
      await other.page.locator('button[name=skip]').click();
      await other.page.locator('.thanks').waitFor();
      await other.checkPage();
    }
    await other.close();
  });
});

it('without a script the same page goes on touch by touch', async () => {
  const { id, path } = await kiosk();
  const plain = await Visitor.open(browser, test.origin, { ...TABLET, javaScriptEnabled: false });
  await plain.page.goto(path);
  await plain.page.locator('.choice[value="4"]').click();
  await plain.page.locator('h1', { hasText: '¿Qué tan fácil fue' }).waitFor();
  await plain.page.locator('.choice[value="3"]').click();
  await plain.page.locator('textarea').fill('Bien');
  await plain.page.locator('#screen [data-next]').click();
  await plain.page.locator('.thanked').waitFor();
  expect(await answersOf(id)).toBe(1);
  await plain.close();
});

/** What can be touched and is smaller than 44 × 44 CSS pixels. */
const SMALL_TARGETS = `[...document.querySelectorAll('button, a, .list label, textarea')].flatMap((one) => {
  const { width, height } = one.getBoundingClientRect();
  const hidden = width === 0 || one.closest('.visually-hidden, [hidden], dialog:not([open]), template');
  return hidden || (width >= 44 && height >= 44) ? [] : [one.textContent.trim() + ' ' + width + '×' + height];
})`;
