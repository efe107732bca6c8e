/**
 * Thanks on a screen on the wall: approved words are there within five seconds, and gone within five seconds when the
 * customer takes them back, when the colleague opts out, and when the link of the screen is taken back.
 */
import type { Browser } from 'playwright-core';
import { Users } from '../../src/access';
import { Touchpoints } from '../../src/interactions';
import { Employees, Teams } from '../../src/organization';
import { Boards } from '../../src/recognition';
import { TEST_NOW, TEST_PASSWORD } from '../support';
import { DESK, type Look, openBrowser, PHONE, serveApp, type ServedApp, Visitor } from './browser';

const SECONDS = 1_000;
const FIRST = 'Ana me explicó el recibo con mucha paciencia.';
const SECOND = 'Hugo llegó a la hora que dijo y lo dejó funcionando.';
/** What somebody may type who means harm, or just has a modern keyboard. */
const HOSTILE = [
  '<script>document.title="taken"</script><img src=x onerror="document.title=\'taken\'">',
  `Z${'\u0301\u0316\u0334\u035f'.repeat(30)}algo`,
  '\u202eal rev\u00e9s\u202c \u2066x\u2069',
  '🇲🇽🇧🇷👩‍👩‍👧‍👦',
  'llame al 55 1234 5678 o marta@example.com',
  'x'.repeat(900),
].join(' ');

let test: ServedApp;
let browser: Browser;
let apiKey: string;
let asked = 0;
const visitors: Visitor[] = [];

async function visitor(look: Look = DESK): Promise<Visitor> {
  const opened = await Visitor.open(browser, test.origin, look);
  visitors.push(opened);
  return opened;
}

/** A contact with a colleague, the mail that follows, and where its link leads. */
async function served(employee: string): Promise<string> {
  asked += 1;
  const reply = await test.http
    .post('/api/v1/interactions')
    .set('Authorization', `Bearer ${apiKey}`)
    .send({
      source: 'crm',
      externalId: `T-${asked}`,
      touchpoint: 'phone-support',
      channel: 'phone',
      reason: 'billing',
      occurredAt: new Date(test.clock.now() - 300_000).toISOString(),
      customer: {
        externalId: `C-${asked}`,
        name: 'Marta Ruiz',
        email: `marta${asked}@example.com`,
        locale: 'es',
      },
      participants: [{ employee }],
    })
    .expect(201);
  test.clock.set(reply.body.invitation.sendAt as string);
  await test.work();
  // Sending is looked after once a minute.
  test.clock.advance(60_000);
  await test.work();
  test.clock.advance(60_000);
  const mailbox = await test.http.get('/dev/mailbox.json').expect(200);
  const mail = await test.http.get(`/dev/mailbox/${mailbox.body.items[0].id}.json`).expect(200);
  return /\/s\/[\w-]+/.exec(mail.body.text as string)?.[0] ?? '';
}

/** A happy customer writes, agrees to be quoted, and keeps the page open. */
async function thanks(path: string, words: string): Promise<Visitor> {
  const customer = await visitor(PHONE);
  await customer.page.goto(`${path}?r=5&lang=es`);
  test.clock.advance(20_000);
  await customer.page.locator('textarea').first().fill(words);
  await customer.page.locator('input[name=mayQuote]').check();
  await customer.page
    .locator('form#answer button[type=submit], form#answer button:not([name=lang])')
    .last()
    .click();
  await customer.page.getByRole('heading', { name: /Gracias/ }).waitFor();
  return customer;
}

beforeAll(async () => {
  [test, browser] = await Promise.all([serveApp(TEST_NOW), openBrowser()]);
  const { get } = test;
  await get(Teams).upsert('T-TEL', { name: 'Telefónica' }, 'cli');
  const ids: number[] = [];
  for (const [externalId, name] of [
    ['E-12', 'Ana Beltrán'],
    ['E-07', 'Hugo Salas'],
  ] as const)
    ids.push(
      (
        await get(Employees).upsert(
          externalId,
          { name, hiredOn: '2024-01-08', team: 'T-TEL', publicName: 'full' },
          'cli',
        )
      ).id,
    );
  await get(Touchpoints).upsert('phone-support', { name: 'Atención telefónica', channel: 'phone' }, 'cli');
  await get(Users).create(
    {
      email: 'carmen@aguaclara.example',
      name: 'Carmen Núñez',
      password: TEST_PASSWORD,
      locale: 'es',
      roles: [{ role: 'hr', scope: 'all' }],
    },
    'cli',
  );
  await get(Boards).create({ key: 'gracias', name: 'Gracias, Agua Clara', locale: 'es', open: false }, 'cli');
  apiKey = await test.apiKey();
});
afterAll(async () => {
  for (const one of visitors) await one.close();
  await browser.close();
  await test.close();
});

it('is there within five seconds, and gone within five seconds after anybody concerned says so', async () => {
  const hr = await visitor();
  await hr.signIn('carmen@aguaclara.example', TEST_PASSWORD);
  // A link for a screen: shown once.
  await hr.visit('/recognition');
  await hr.page.getByRole('link', { name: /Editar y pantallas · Gracias/ }).click();
  await hr.checkPage();
  await hr.page.locator('input[name=displayName]').fill('Vestíbulo');
  await hr.page.getByRole('button', { name: 'Crear un enlace' }).click();
  await hr.checkPage();
  const link = new URL((await hr.page.locator('.copy code').textContent()) ?? '');
  const wall = await visitor({ ...DESK, width: 1920 });
  await wall.visit(`${link.pathname}${link.search}`);
  const screen = wall.page.locator('#board');
  const shows = (words: string, state: 'visible' | 'detached') =>
    screen.locator('blockquote', { hasText: words }).waitFor({ state, timeout: 5 * SECONDS });
  await wall.page
    .goto(`${link.pathname}`, { waitUntil: 'commit' })
    .then((reply) => expect(reply?.status()).toBe(404));
  await wall.page.goto(`${link.pathname}${link.search}`);

  const approve = async (words: string) => {
    await hr.page.goto('/recognition');
    const line = hr.page.locator('.quote-queue > li', { hasText: words });
    await line.getByRole('button', { name: 'Al muro' }).click();
    await hr.page.getByText('La frase ya está en el muro.').waitFor();
  };

  // Marta thanks Ana, somebody approves, the screen shows it.
  const firstLink = await served('E-12');
  const marta = await thanks(firstLink, FIRST);
  await approve(FIRST);
  await shows(FIRST, 'visible');
  expect(await screen.textContent()).toContain('Marta R. sobre Ana Beltrán');
  await wall.checkPage();

  // She takes it back from the same link.
  await marta.page.goto(firstLink);
  await marta.page.locator('a[href*="/words"]').click();
  await marta.checkPage();
  await marta.page.locator('button[name=consent]').click();
  await shows(FIRST, 'detached');
  expect(await marta.page.getByRole('status').textContent()).toContain('ya no se muestran');

  // Somebody thanks Hugo; Hugo opts out.
  await thanks(await served('E-07'), SECOND);
  await approve(SECOND);
  await shows(SECOND, 'visible');
  await test.get(Employees).upsert('E-07', { name: 'Hugo Salas', publicName: 'hidden' }, 'cli');
  await shows(SECOND, 'detached');
  expect(await screen.textContent()).not.toContain('Hugo');

  // Words that mean harm are words.
  await thanks(await served('E-12'), HOSTILE);
  await approve('document.title');
  await shows('document.title', 'visible');
  const said = await screen.locator('blockquote').first().textContent();
  expect(said).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|\p{M}{4}|1234|example\.com/u);
  expect(await wall.page.title()).toContain('Gracias');
  await wall.checkPage();
  await hr.visit('/recognition?show=approved');
  const picture = await hr.context.request.get(
    (await hr.page.locator('a[href$="image.png"]').first().getAttribute('href')) ?? '',
  );
  expect([picture.status(), picture.headers()['content-type']]).toEqual([200, 'image/png']);

  // A colleague who is not signed in cannot look; a screen whose link was taken back says so.
  await hr.page.goto('/recognition');
  await hr.page.getByRole('link', { name: /Editar y pantallas · Gracias/ }).click();
  await hr.page.locator('summary', { hasText: 'Retirar · Vestíbulo' }).click();
  await hr.checkPage();
  await hr.page.getByRole('button', { name: 'Retirar esta pantalla · Vestíbulo' }).click();
  await wall.page.getByText('Esta pantalla ya no está disponible').waitFor({ timeout: 5 * SECONDS });
  expect(await wall.page.locator('blockquote').count()).toBe(0);
});
