/**
 * A board on a television for weeks: nothing burns in, nothing moves for who asked for that, a lost network is said and
 * mended by itself, names nobody can vouch for are hidden, and what is taken back is gone at once.
 */
import type { Browser, Page } from 'playwright-core';
import { Users } from '../../src/access';
import { Employees } from '../../src/organization';
import { Boards, Quotes } from '../../src/recognition';
import { Displays } from '../../src/recognition/displays.service';
import { answeredWorld, type AnsweredWorld, HOUR } from '../database/answered.fixture';
import { TEST_PASSWORD } from '../support';
import { freePort } from '../support/free-port';
import { DESK, type Look, openBrowser, Visitor } from './browser';
import { Cable } from './cable';

const SECOND = 1_000;
const MINUTE = 60_000;
const WALL: Look = { ...DESK, width: 1920 };
const WORDS = [
  'Ana me explicó el recibo con mucha paciencia.',
  'Me llamó de vuelta cuando dijo.',
  'Todo claro y amable.',
];

let world: AnsweredWorld;
let browser: Browser;
let origin: string;
let port: number;
let made = 0;
const open: Visitor[] = [];

beforeAll(async () => {
  port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  [world, browser] = await Promise.all([
    answeredWorld('sqlite', { env: { BASE_URL: origin, PORT: String(port) } }),
    openBrowser(),
  ]);
  await world.app.listen(port, '127.0.0.1');
  for (const comment of WORDS) {
    const responseId = await world.answer(await world.contact(['E-12']), {
      rating: '5',
      comment,
      mayQuote: 'on',
    });
    const quote = await world.database.get<{ id: string }>(
      'SELECT id AS "id" FROM quote WHERE response_id = ?',
      [responseId],
    );
    await world.get(Quotes).decide(quote?.id ?? '', 'approved', 'user:1');
  }
  // Hugo has been there for three years this month: a name in a scene.
  await world.database.run(`UPDATE employee SET hired_on = '2023-11-20' WHERE external_id = 'E-07'`);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

/** A board of its own with a display. */
async function display(more: object = {}) {
  made += 1;
  const key = `muro-${made}`;
  const board = await world
    .get(Boards)
    .create({ key, name: 'Gracias, Agua Clara', locale: 'es', open: false, ...more }, 'cli');
  const { token } = await world.get(Displays).create(board.id, { name: 'Vestíbulo' }, 'cli');
  return { boardId: board.id, path: `/board/${key}?display=${token}` };
}

/** The screen on the wall, with a clock the test turns forward. */
async function wall(path: string, look = WALL, from = origin): Promise<Page> {
  const visitor = await Visitor.open(browser, from, look);
  open.push(visitor);
  const { page } = visitor;
  await page.setViewportSize({ width: look.width, height: Math.round((look.width * 9) / 16) });
  await page.clock.install();
  await page.goto(path);
  await page.locator('.board-quote.now').waitFor();
  return page;
}

/** Runs in the page. */
const inPage = <T>(page: Page, script: string): Promise<T> => page.evaluate<T>(script);
const shownWords = (page: Page) => page.locator('.board-quote.now blockquote').textContent();
const placeOf = (page: Page) =>
  inPage<[number, number]>(
    page,
    `(({ x, y }) => [x, y])(document.querySelector('.board-head h1').getBoundingClientRect())`,
  );

it('moves the picture a little with every turn, and never by a step that is seen', async () => {
  const { path } = await display();
  const page = await wall(path);
  const places: [number, number][] = [];
  const words: (string | null)[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    places.push(await placeOf(page));
    words.push(await shownWords(page));
    await page.clock.fastForward(15 * SECOND);
  }
  expect(new Set(words).size).toBe(3);
  expect(new Set(places.map(String)).size).toBe(6);
  for (const [index, [x, y]] of places.slice(1).entries()) {
    const [beforeX, beforeY] = places[index] ?? [0, 0];
    expect(Math.hypot(x - beforeX, y - beforeY)).toBeLessThan(4);
  }
});

it.each([
  ['words that stay alone all day', { leftOut: ['anniversaries'] }],
  ['nothing but years of service', { leftOut: ['thanks'] }],
])('burns nothing in: no pixel is bright for three quarters of three hours, with %s', async (_, more) => {
  const { path } = await display(more);
  const visitor = await Visitor.open(browser, origin, WALL);
  open.push(visitor);
  const { page } = visitor;
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.clock.install();
  await page.goto(path);
  // The worst that can be: the same words for ever.
  await inPage(page, `document.querySelectorAll('.board-quote:not(.now)').forEach((one) => one.remove())`);
  const counting = await visitor.context.newPage();
  await counting.goto('about:blank');
  await inPage(counting, 'window.bright = new Uint16Array(1920 * 1080); 0');
  const looks = 36;
  for (let look = 0; look < looks; look += 1) {
    await page.clock.fastForward(5 * MINUTE);
    // The clock ran ahead of the server: a moment later the screen has heard of it again.
    await page.locator('#updated:not(.board-stale)').waitFor();
    const picture = (await page.screenshot()).toString('base64');
    await inPage(
      counting,
      `(async () => {
        const bytes = Uint8Array.from(atob('${picture}'), (one) => one.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const canvas = new OffscreenCanvas(1920, 1080).getContext('2d');
        canvas.drawImage(bitmap, 0, 0);
        const { data } = canvas.getImageData(0, 0, 1920, 1080);
        for (let at = 0; at < window.bright.length; at += 1)
          if (data[4 * at] + data[4 * at + 1] + data[4 * at + 2] > 300) window.bright[at] += 1;
      })()`,
    );
  }
  const longest = await inPage<number>(
    counting,
    'window.bright.reduce((most, one) => Math.max(most, one), 0)',
  );
  expect(longest).toBeGreaterThan(0);
  expect(longest / looks).toBeLessThan(3 / 4);
});

it.each([
  ['keeps still for who asked for less motion, and goes on showing the next words', 'reduce', 0],
  ['lets words fade where nobody minds', 'no-preference', 1],
] as const)(
  '%s',
  async (_, reducedMotion, least) => {
    const { path } = await display();
    const page = await wall(path);
    await page.emulateMedia({ reducedMotion });
    const before = await shownWords(page);
    await page.clock.fastForward(15 * SECOND);
    const moving = await inPage<number>(page, 'document.getAnimations().length');
    expect(await shownWords(page)).not.toBe(before);
    if (least === 0) {
      expect(moving).toBe(0);
      expect(await page.locator('.board-foot progress').isVisible()).toBe(false);
    } else expect(moving).toBeGreaterThanOrEqual(least);
  },
  60_000,
);

describe('when the network is lost', () => {
  let cable: Cable;
  beforeEach(async () => {
    cable = await Cable.lay(port);
  });
  afterEach(() => cable.close());

  it('says when it was updated, hides names and words after ten minutes, and comes back by itself', async () => {
    const { path } = await display();
    const page = await wall(path, WALL, cable.origin);
    const updated = page.locator('#updated');
    await updated.filter({ hasText: 'Actualizado' }).waitFor();
    const at = (await updated.textContent()) ?? '';
    cable.cut();
    await page.clock.fastForward(41 * SECOND);
    await updated.filter({ hasText: `Sin conexión · ${at}` }).waitFor();
    await page.clock.fastForward(9 * MINUTE);
    expect(await page.locator('#board').textContent()).toContain('Hugo Salas');
    await page.clock.fastForward(20 * SECOND);
    await page.getByText('Sin conexión desde hace un rato').waitFor();
    expect(await page.locator('#board').textContent()).not.toMatch(/Hugo|Ana|Marta/);
    expect(await page.locator('blockquote').count()).toBe(0);
    expect(await updated.textContent()).toBe(`Sin conexión · ${at}`);

    world.clock.advance(HOUR);
    cable.mend();
    await page.clock.fastForward(MINUTE);
    await page.locator('.board-quote.now').waitFor();
    expect(await page.locator('#board').textContent()).toContain('Hugo Salas');
    const { clock } = world;
    const time = new Intl.DateTimeFormat('es-MX', {
      timeStyle: 'short',
      hourCycle: 'h23',
      timeZone: 'America/Mexico_City',
    }).format(clock.now());
    await updated.filter({ hasText: time }).waitFor();
    expect(await updated.textContent()).not.toContain('Sin conexión');
  });

  it('finds out about a connection that broke without a word', async () => {
    const { path } = await display();
    const page = await wall(path, WALL, cable.origin);
    cable.silence();
    await page.clock.fastForward(41 * SECOND);
    await page.locator('#updated', { hasText: 'Sin conexión' }).waitFor();
    cable.mend();
    // A browser may have a connection in store that it made into the silence: the next attempt, forty seconds later, is another.
    const well = page.locator('#updated:not(.board-stale)');
    for (let attempt = 0; attempt < 4 && (await well.count()) === 0; attempt++) {
      await page.clock.fastForward(41 * SECOND);
      await well.waitFor({ timeout: 5 * SECOND }).catch(() => undefined);
    }
    expect(await page.locator('#updated').textContent()).toMatch(/^Actualizado/);
  });

  it('shows names again after it slept, though its connection never broke', async () => {
    const { path } = await display();
    const page = await wall(path, WALL, cable.origin);
    await page.clock.fastForward(11 * MINUTE);
    // It cannot know what it missed until it is told: it hides, asks, and shows what is true now.
    await page.locator('.board-quote.now').waitFor();
    await page.locator('#updated:not(.board-stale)').waitFor();
  });

  it('hides names on a small screen as well', async () => {
    const { path } = await display();
    const page = await wall(path, { ...WALL, width: 800 }, cable.origin);
    cable.cut();
    await page.clock.fastForward(11 * MINUTE);
    await page.getByText('Sin conexión desde hace un rato').waitFor();
    expect(await page.locator('#board').textContent()).not.toMatch(/Hugo|Ana/);
  });
});

it('loses a name within seconds when somebody opts out', async () => {
  const { path } = await display();
  const page = await wall(path);
  await page.locator('.board-scene', { hasText: 'Hugo Salas' }).waitFor();
  const wish = (publicName: 'hidden' | 'full') =>
    world.get(Employees).upsert('E-07', { name: 'Hugo Salas', publicName }, 'test');
  await wish('hidden');
  await page
    .locator('#board', { hasText: 'Hugo' })
    .waitFor({ state: 'detached', timeout: 5 * SECOND })
    .finally(() => wish('full'));
});

it('is taken back after a question that needs no script, and says so at once', async () => {
  const { boardId, path } = await display();
  const page = await wall(path);
  await world.get(Users).create(
    {
      email: 'carmen@aguaclara.example',
      name: 'Carmen Núñez',
      password: TEST_PASSWORD,
      locale: 'es',
      roles: [{ role: 'hr', scope: 'all' }],
    },
    'cli',
  );
  const hr = await Visitor.open(browser, origin, { ...DESK, javaScriptEnabled: false });
  open.push(hr);
  await hr.signIn('carmen@aguaclara.example', TEST_PASSWORD);
  await hr.page.goto(`/recognition/boards/${boardId}`);
  const sure = hr.page.getByRole('button', { name: 'Retirar esta pantalla · Vestíbulo' });
  expect(await sure.isVisible()).toBe(false);
  await hr.page.locator('summary', { hasText: 'Retirar · Vestíbulo' }).click();
  expect(await hr.page.locator('.confirm-body').first().textContent()).toContain(
    '“Vestíbulo” deja de mostrar',
  );
  expect(await page.locator('.board-quote.now').count()).toBe(1);
  await sure.click();
  await page.getByText('Esta pantalla ya no está disponible').waitFor({ timeout: 3 * SECOND });
  expect(await page.locator('#board').textContent()).not.toMatch(/Hugo|Ana/);
  expect(await hr.page.getByText('Todavía no hay pantallas.').isVisible()).toBe(true);
});
