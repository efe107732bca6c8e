/**
 * Mail scanners as they are: programs that fetch whatever a mail links to, and browsers without a person that render
 * the page, run scripts on it and press its button. And the customer behind them, with a browser of their own.
 */
import type { Browser, BrowserContext } from 'playwright-core';
import { LinkWatch } from '../../src/responses/link-watch';
import { answeringWorld, type AnsweringWorld } from '../e2e/responses.fixture';
import { TEST_NOW } from '../support';
import { freePort } from '../support/free-port';
import { openBrowser } from './browser';

const MINUTE = 60_000;
const DESK =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
/** What a sandbox runs on a page: the last button that sends the form. */
const PRESS_BY_SCRIPT = `void setTimeout(() => [...document.querySelectorAll('form#answer button[type=submit]')].at(-1).click())`;
const RATINGS = ['1', '2', '3', '4', '5'];

describe('scanners with a browser', () => {
  let world: AnsweringWorld;
  let browser: Browser;
  let origin: string;

  beforeAll(async () => {
    world = await answeringWorld('sqlite');
    const port = await freePort();
    await world.app.listen(port, '127.0.0.1');
    origin = `http://127.0.0.1:${port}`;
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
  beforeEach(() => world.clock.set(TEST_NOW));

  const standing = async (interactionId: string) =>
    world.database.get<{ rating: number; counts: number; revisions: number }>(
      `SELECT a.rating AS "rating", c.counts AS "counts",
         (SELECT COUNT(*) FROM response_revision v WHERE v.response_id = r.id) AS "revisions"
       FROM response r JOIN response_current c ON c.response_id = r.id
       JOIN answer a ON a.response_id = r.id AND a.revision = c.revision
       JOIN question q ON q.id = a.question_id AND q.key = 'rating' WHERE r.interaction_id = ?`,
      [interactionId],
    );
  async function inContext<T>(userAgent: string | undefined, work: (context: BrowserContext) => Promise<T>) {
    const context = await browser.newContext(userAgent === undefined ? {} : { userAgent });
    try {
      return await work(context);
    } finally {
      await context.close();
    }
  }
  /** Opens the page, looks at it for some seconds, chooses and presses with a finger. */
  const person = (token: string, rating: string, seconds = 6) =>
    inContext(DESK, async (context) => {
      const page = await context.newPage();
      await page.goto(`${origin}/s/${token}`);
      world.clock.advance(seconds * 1000);
      await page.locator(`input[name=rating][value="${rating}"]`).check({ force: true });
      await page.locator('form#answer button[type=submit]').last().click();
      await page.getByText('Gracias').first().waitFor();
    });

  it('that fetch every link of the mail by GET and HEAD, three times, answer nothing', async () => {
    const { token, interactionId } = await world.invite(world.ana);
    for (let round = 0; round < 3; round += 1) {
      for (const rating of RATINGS) {
        expect((await fetch(`${origin}/s/${token}?r=${rating}`)).status).toBe(200);
        expect((await fetch(`${origin}/s/${token}?r=${rating}`, { method: 'HEAD' })).status).toBe(200);
      }
    }
    expect(await standing(interactionId)).toBeUndefined();
    await world.get(LinkWatch).noted();
    const signs = await world.database.all<{ sign: string }>(
      `SELECT m.sign AS "sign" FROM machine_sign m JOIN invitation i ON i.id = m.invitation_id
       WHERE i.interaction_id = ? ORDER BY m.sign`,
      [interactionId],
    );
    expect(signs.map(({ sign }) => sign)).toEqual(['head_storm', 'many_links_fetched']);
    world.clock.advance(2 * MINUTE);
    await person(token, '5');
    expect(await standing(interactionId)).toMatchObject({ rating: 5, counts: 1 });
  });

  it.each([
    ['that says so', undefined],
    ['that calls itself an ordinary browser', DESK],
  ])(
    'a browser without a person %s renders each page, presses by script, and never counts',
    async (_, agent) => {
      const { token, interactionId } = await world.invite(world.ana);
      await inContext(agent, async (context) => {
        for (const rating of RATINGS) {
          const page = await context.newPage();
          await page.goto(`${origin}/s/${token}?r=${rating}`, { waitUntil: 'load' });
          world.clock.advance(500);
          await page.evaluate(PRESS_BY_SCRIPT);
          await page.getByText('Gracias').first().waitFor();
          await page.close();
        }
      });
      expect(await standing(interactionId)).toMatchObject({ counts: 0 });
      world.clock.advance(2 * MINUTE);
      await person(token, '4');
      expect(await standing(interactionId)).toMatchObject({ rating: 4, counts: 1 });
    },
  );

  it('a browser that follows every link on the page falls into the trap that no person can see', async () => {
    const { token, interactionId } = await world.invite(world.ana);
    await inContext(DESK, async (context) => {
      const page = await context.newPage();
      await page.goto(`${origin}/s/${token}`);
      const trap = page.locator(`a[href="/s/${token}/more"]`);
      expect(await trap.count()).toBe(1);
      expect(await trap.getAttribute('tabindex')).toBe('-1');
      expect(await page.locator('[aria-hidden="true"]', { has: trap }).count()).toBe(1);
      const hrefs = await Promise.all(
        (await page.locator('a[href]').all()).map((link) => link.getAttribute('href')),
      );
      const links = hrefs.flatMap((href) => (href?.startsWith('/') ? [`${origin}${href}`] : []));
      for (const link of links) await fetch(link);
      world.clock.advance(4000);
      await page.locator('input[name=rating][value="1"]').check({ force: true });
      await page.locator('form#answer button[type=submit]').last().click();
      await page.getByText('Gracias').first().waitFor();
    });
    expect(await standing(interactionId)).toMatchObject({ counts: 0 });
  });

  it('a gateway that sends the customer’s form again with every other rating overwrites nothing', async () => {
    const { token, interactionId } = await world.invite(world.ana);
    let sent: Record<string, string> = {};
    await inContext(DESK, async (context) => {
      const page = await context.newPage();
      page.on('request', (request) => {
        if (request.method() === 'POST')
          sent = Object.fromEntries(new URLSearchParams(request.postData() ?? ''));
      });
      await page.goto(`${origin}/s/${token}`);
      world.clock.advance(7000);
      await page.locator('input[name=rating][value="5"]').check({ force: true });
      await page.locator('form#answer button[type=submit]').last().click();
      await page.getByText('Gracias').first().waitFor();
    });
    expect(sent['opened']).toBeTruthy();
    for (const rating of ['1', '2', '3', '4', '5']) {
      world.clock.advance(1500);
      const again = await fetch(`${origin}/s/${token}`, {
        method: 'POST',
        headers: { 'user-agent': DESK },
        body: new URLSearchParams({ ...sent, rating }),
      });
      expect(again.status).toBe(200);
    }
    expect(await standing(interactionId)).toEqual({ rating: 5, counts: 1, revisions: 5 });
  });

  it('a customer who chose the wrong one corrects it seconds later, by the link or by going back', async () => {
    for (const way of ['link', 'back'] as const) {
      const { token, interactionId } = await world.invite(world.ana);
      await inContext(DESK, async (context) => {
        const page = await context.newPage();
        await page.goto(`${origin}/s/${token}`);
        world.clock.advance(3000);
        await page.locator('input[name=rating][value="1"]').check({ force: true });
        await page.locator('form#answer button[type=submit]').last().click();
        await page.getByText('Gracias').first().waitFor();
        if (way === 'link') await page.locator(`main a[href^="/s/${token}"]`).first().click();
        else await page.goBack();
        await page.locator('input[name=rating][value="5"]').waitFor({ state: 'attached' });
        world.clock.advance(4000);
        await page.locator('input[name=rating][value="5"]').check({ force: true });
        await page.locator('form#answer button[type=submit]').last().click();
        await page.getByText('Gracias').first().waitFor();
      });
      expect([way, await standing(interactionId)]).toEqual([
        way,
        expect.objectContaining({ rating: 5, counts: 1 }),
      ]);
    }
  });
});
