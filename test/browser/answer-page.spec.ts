/**
 * The answer page in a real browser, as everybody meets it: every kind of question and every state in three languages,
 * by day and in the dark, on a telephone, enlarged, in forced colours, without scripts, by keyboard alone, and read out.
 */
import type { Browser, Page } from 'playwright-core';
import { ONE_PAGE, publish, STEPS } from '../e2e/questionnaires.fixture';
import { answeringWorldIn, DAY } from '../e2e/responses.fixture';
import { openBrowser, serveApp, type ServedApp, Visitor } from './browser';

type World = Awaited<ReturnType<typeof answeringWorldIn<ServedApp>>>;
type Published = { surveyId: number; versionId: number };

const LOCALES = ['es', 'en', 'pt-BR'] as const;
type Locale = (typeof LOCALES)[number];

/** As a person does: some time after the page was opened. */
const send = (page: Page) => {
  world.clock.advance(20_000);
  return page.locator('.send button').click();
};
const choose = (page: Page, name: string, value: string) =>
  page.locator(`input[name="${name}"][value="${value}"]`).check({ force: true });

let world: World;
let browser: Browser;
let onePage: Published;
let steps: Published;

beforeAll(async () => {
  [world, browser] = await Promise.all([serveApp().then(answeringWorldIn), openBrowser()]);
  onePage = await publish(world, 'one-page', ONE_PAGE);
  steps = await publish(world, 'steps', STEPS);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

async function link(survey: Published | undefined, locale: Locale = 'es'): Promise<string> {
  const { token } = await world.invite(world.ana, 'Marta Ruiz', {
    ...(survey && { survey }),
    others: survey === onePage ? [world.hugo] : [],
    locale,
  });
  // Nobody answers within seconds of a mail.
  world.clock.advance(60_000);
  return `/s/${token}`;
}

async function visitor(width: number, colorScheme: 'light' | 'dark' = 'light', more = {}): Promise<Visitor> {
  return Visitor.open(browser, world.origin, { locale: 'es-MX', width, colorScheme, ...more });
}

describe('everybody can use it', () => {
  it.each([
    ['es', 'light', 360],
    ['es', 'dark', 1440],
    ['en', 'light', 768],
    ['en', 'dark', 360],
    ['pt-BR', 'light', 1440],
    ['pt-BR', 'dark', 360],
  ] as const)('in %s, %s, %i pixels wide', async (locale, scheme, width) => {
    const somebody = await visitor(width, scheme);
    const { page } = somebody;
    const all = await link(onePage, locale);
    await somebody.visit(all);
    await somebody.visit(`${all}?r=5`);
    await somebody.visit(`${all}?r=1`);
    await page.locator('#field-mayContact').check();
    await choose(page, 'answers[solved]', '0');
    await choose(page, 'answers[reason]', 'other');
    await choose(page, 'answers[channels]', 'elsewhere');
    await somebody.checkPage();
    await send(page);
    await page.locator('#problems').waitFor();
    await somebody.checkPage();

    await somebody.visit(`${all}/wrong`);
    await send(page);
    await page.locator('#problems').waitFor();
    await somebody.checkPage();
    await choose(page, 'kind', 'wrong_person');
    await send(page);
    await page.locator('form').waitFor({ state: 'detached' });
    await somebody.checkPage();

    const paged = await link(steps, locale);
    await somebody.visit(`${paged}?r=1`);
    await send(page);
    await page.waitForURL(/step=outcome/);
    await somebody.checkPage();
    await choose(page, 'answers[solved]', '1');
    await send(page);
    await page.waitForURL(/step=repair/);
    await somebody.checkPage();
    await choose(page, 'answers[promise.expected]', '7');
    await choose(page, 'answers[promise.perceived]', '2');
    await send(page);
    await page.waitForURL(/step=closing/);
    await choose(page, 'answers[recommend]', '0');
    await page.locator('#field-mayContact').check();
    await page.locator('#field-contactWhen').selectOption('evening');
    await somebody.checkPage();
    await send(page);
    await page.locator('form').waitFor({ state: 'detached' });
    await somebody.checkPage();
    await somebody.visit(paged);
    world.clock.advance(2 * DAY);
    await somebody.visit(paged);
    world.clock.advance(14 * DAY);
    await somebody.visit(all, 410);
    expect(await somebody.context.cookies()).toEqual([]);
    await somebody.close();
  });
});

it('enlarged to 200 %, on a narrow window and on the smallest telephone, nothing needs scrolling sideways', async () => {
  // A window of 640 pixels enlarged twice is 320 wide to the page.
  const somebody = await visitor(320, 'light', { deviceScaleFactor: 2 });
  for (const locale of LOCALES) {
    await somebody.visit(`${await link(onePage, locale)}?r=1`);
    await somebody.visit(`${await link(steps, locale)}?r=5`);
  }
  // Every choice is large enough to be hit, and WCAG 2.2 wants 24.
  const sizes = await somebody.page.evaluate<number[]>(
    `[...document.querySelectorAll('.scale label, .options > label, .send button')].flatMap((one) => {
       const { width, height } = one.getBoundingClientRect();
       return [width, height];
     })`,
  );
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(32);
  await somebody.close();
});

it('in forced colours, what is chosen and where the keyboard stands can be seen', async () => {
  const context = await browser.newContext({
    baseURL: world.origin,
    forcedColors: 'active',
    viewport: { width: 360, height: 740 },
  });
  const page = await context.newPage();
  await page.goto(`${await link(onePage)}?r=5`);
  await choose(page, 'answers[solved]', '0');
  await choose(page, 'answers[reason]', 'waiting');
  const looks = (selector: string) =>
    page.evaluate<string>(
      `(() => { const { backgroundColor, borderTopWidth, outlineStyle } = getComputedStyle(document.querySelector('${selector}'));
         return [backgroundColor, borderTopWidth, outlineStyle].join(' '); })()`,
    );
  const pairs = [
    ['label:has([name="rating"]:checked)', 'label:has([name="rating"]:not(:checked))'],
    ['label:has([name="answers[solved]"]:checked)', 'label:has([name="answers[solved]"]:not(:checked))'],
    ['label:has([value="waiting"]:checked)', 'label:has([value="again"])'],
  ] as const;
  for (const [chosen, other] of pairs) expect(await looks(chosen)).not.toBe(await looks(other));
  await page.locator('[name="answers[recommend]"][value="0"]').focus();
  await page.keyboard.press('ArrowRight');
  expect(await looks('label:has([name="answers[recommend]"]:focus-visible)')).toMatch(/ solid$/);
  await context.close();
});

describe('without scripts', () => {
  it('questions follow answers, a change of language loses nothing, and the answer is kept', async () => {
    const somebody = await visitor(360, 'light', { javaScriptEnabled: false });
    const { page } = somebody;
    await page.goto(await link(onePage));
    const reason = page.locator('.if-reason');
    await reason.waitFor({ state: 'hidden' });
    const offer = page.locator('.offer-contact');
    await offer.waitFor({ state: 'hidden' });
    await choose(page, 'answers[solved]', '0');
    await reason.waitFor({ state: 'visible' });
    await offer.waitFor({ state: 'visible' });
    const line = page.locator('[name="answers[reason.other]"]');
    await line.waitFor({ state: 'hidden' });
    await choose(page, 'answers[reason]', 'other');
    await line.fill('Nadie contestó');
    await choose(page, 'rating', '2');
    await page.locator('text=¿Qué salió mal?').waitFor({ state: 'visible' });
    await page.locator('textarea').fill('Esperé mucho');

    await page.locator('.languages button[lang=en]').click();
    await page.locator('html[lang=en]').waitFor();
    expect(await page.locator('textarea').inputValue()).toBe('Esperé mucho');
    expect(await line.inputValue()).toBe('Nadie contestó');
    expect(await page.locator('[name=rating]:checked').getAttribute('value')).toBe('2');

    await choose(page, 'answers[recommend]', '3');
    await choose(page, 'answers[promise.expected]', '7');
    await choose(page, 'answers[promise.perceived]', '1');
    await page.locator('#field-mayContact').check();
    await page.locator('#field-contactWhen').selectOption('midday');
    world.clock.advance(60_000);
    await send(page);
    await page.locator('form').waitFor({ state: 'detached' });
    expect(await page.locator('.care').textContent()).toContain('at midday, between 12 and 3 pm');
    expect(await somebody.context.cookies()).toEqual([]);
    await somebody.close();
  });

  it('the way back through the pages needs no second sending', async () => {
    const somebody = await visitor(360, 'dark', { javaScriptEnabled: false });
    const { page } = somebody;
    await page.goto(`${await link(steps)}?r=2`);
    await send(page);
    await page.waitForURL(/step=outcome/);
    await choose(page, 'answers[solved]', '1');
    await send(page);
    await page.waitForURL(/step=repair/);
    await page.goBack();
    expect(await page.locator('h1').textContent()).toBe('El resultado');
    await page.goForward();
    await page.locator('.steps button').click();
    await page.waitForURL(/step=outcome/);
    expect(await page.locator('[name="answers[solved]"]:checked').getAttribute('value')).toBe('1');
    await somebody.close();
  });
});

describe('by keyboard alone', () => {
  const focused = (page: Page) =>
    page.evaluate<string>(`document.activeElement.name || document.activeElement.getAttribute('href') || ''`);

  it('every field is reached in the order it is read, and nothing that is hidden', async () => {
    const somebody = await visitor(1440);
    const { page } = somebody;
    const path = await link(onePage);
    await page.goto(path);
    await page.locator('textarea').waitFor();
    const stops: string[] = [];
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const name = await focused(page);
      if (name.startsWith('tel:')) break;
      stops.push(name);
    }
    expect(stops).toEqual([
      'lang',
      'lang',
      'rating',
      'comment',
      'answers[recommend]',
      'answers[effort]',
      'answers[solved]',
      // Tick boxes are stops of their own.
      'answers[channels]',
      'answers[channels]',
      'answers[channels]',
      'answers[promise.expected]',
      'answers[promise.perceived]',
      'answers[agree]',
      'answers[each.1]',
      'answers[each.2]',
      'answers[manners.1]',
      'answers[manners.2]',
      '',
    ]);
    await somebody.close();
  });

  it('an answer is chosen with the arrows and sent with the return key, which is no change of language', async () => {
    const somebody = await visitor(360);
    const { page } = somebody;
    await page.goto(await link(undefined));
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    for (let steps = 0; steps < 4; steps += 1) await page.keyboard.press('ArrowRight');
    expect(await page.locator('[name=rating]:checked').getAttribute('value')).toBe('5');
    world.clock.advance(60_000);
    await page.keyboard.press('Enter');
    await page.locator('form').waitFor({ state: 'detached' });
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
    expect(await page.locator('h1').textContent()).toBe('Gracias, Marta');
    await somebody.close();
  });

  it('what stands at the bottom of a telephone never covers the field the keyboard is in', async () => {
    const somebody = await visitor(360);
    const { page } = somebody;
    await page.goto(`${await link(onePage)}?r=1`);
    for (let presses = 0; presses < 20; presses += 1) {
      await page.keyboard.press('Tab');
      const covered = await page.evaluate<boolean>(
        `(() => { const field = document.activeElement; const bar = document.querySelector('.send');
           if (bar.contains(field)) return false;
           const { bottom, top } = field.getBoundingClientRect();
           const edge = bar.getBoundingClientRect().top;
           return top < innerHeight && (top + bottom) / 2 > edge && edge < innerHeight && !(top > bar.getBoundingClientRect().bottom); })()`,
      );
      expect({ presses, covered }).toEqual({ presses, covered: false });
    }
    await somebody.close();
  });
});

describe('read out', () => {
  it('each question is a group with its name, each choice says its word, and nothing hidden is heard', async () => {
    const somebody = await visitor(360);
    const { page } = somebody;
    await page.goto(await link(onePage));
    const heard = await page.locator('main').ariaSnapshot();
    expect(heard).toContain('- group "¿Cómo le atendió Ana?"');
    expect(heard).toContain('- heading "¿Cómo le atendió Ana?" [level=1]');
    expect(heard).toContain('- radio "1 Muy mal"');
    expect(heard).toContain('- radio "0 Nada probable"');
    expect(heard).toContain('- radio "10 Muy probable"');
    expect(heard).toContain('- radio "Sí, resuelto"');
    expect(heard).toContain('- textbox "¿Qué quiere contarnos? Opcional"');
    expect(heard.match(/- group "Lo que (esperaba|recibió)"/g)).toHaveLength(2);
    expect(heard).toContain('- group "¿Qué tan claro fue Hugo? Opcional"');
    expect(heard).toMatch(/- group "¿Hubo buen trato\? Opcional":(\n\s+.*)*?\n\s+- group "Hugo"/);
    for (const hidden of [
      '¿Qué faltó?',
      '¿Qué salió mal?',
      'Escriba cuál',
      'Deje este campo',
      'mis palabras',
    ])
      expect(heard).not.toContain(hidden);
    await choose(page, 'answers[solved]', '0');
    await choose(page, 'rating', '1');
    const then = await page.locator('main').ariaSnapshot();
    expect(then).toContain('- group "¿Qué faltó?"');
    expect(then).toContain('- textbox "¿Qué salió mal? Opcional"');
    expect(then).toContain('- checkbox "Pueden comunicarse conmigo para resolverlo"');
    await somebody.close();
  });

  it.each([360, 1440])('things are heard in the order they are seen, %i pixels wide', async (width) => {
    const somebody = await visitor(width);
    const { page } = somebody;
    await page.goto(`${await link(onePage)}?r=1`);
    await choose(page, 'answers[solved]', '0');
    const backwards = await page.evaluate<string[]>(
      `(() => {
         document.querySelector('.send').style.position = 'static';
         const seen = [...document.querySelectorAll('main :is(h1, legend, label, p, textarea, button, a, select)')]
           .filter((one) => one.checkVisibility() && !one.closest('[aria-hidden=true]') && one.getBoundingClientRect().width > 1);
         return seen.flatMap((one, index) => {
           const before = seen[index - 1];
           if (!before || before.contains(one)) return [];
           const [last, here] = [before.getBoundingClientRect(), one.getBoundingClientRect()];
           const sameRow = here.top < last.bottom - 2;
           const inOrder = sameRow ? here.left >= last.left - 2 : here.top >= last.top - 2;
           return inOrder ? [] : [before.textContent + ' / ' + one.textContent];
         });
       })()`,
    );
    expect(backwards).toEqual([]);
    await somebody.close();
  });

  it('mistakes are announced first, and lead to the field', async () => {
    const somebody = await visitor(360);
    const { page } = somebody;
    await page.goto(await link(onePage));
    await send(page);
    await page.locator('#problems').waitFor();
    const heard = await page.locator('form').ariaSnapshot();
    expect(heard).toMatch(/^- alert:\n\s+- heading "Faltan \d correcciones"/);
    for (const one of await page.locator('#problems a').all()) {
      const target = (await one.getAttribute('href')) ?? '';
      expect(await page.locator(`[id="${target.slice(1)}"]`).count()).toBe(1);
    }
    await somebody.close();
  });
});

it('knows no hurry: a page left open for days is taken as it is', async () => {
  const path = await link(undefined);
  const html = (await world.http.get(path).expect(200)).text;
  expect(html).not.toMatch(/http-equiv|<script/);
  const opened = /name="opened" value="([^"]+)"/.exec(html)?.[1] ?? '';
  expect(opened).not.toBe('');
  world.clock.advance(13 * DAY);
  const thanks = await world.http.post(path).type('form').send({ opened, rating: '5' }).expect(200);
  expect(thanks.text).toContain('Gracias, Marta');
});
