/** What the product is for, from the contact to the money, as the people concerned see it in their browsers. */
import type { Browser, Page } from 'playwright-core';
import { type RoleGrant, Users } from '../../src/access';
import { Touchpoints } from '../../src/interactions';
import { Employees, PayBases, Teams } from '../../src/organization';
import { SettingsStore } from '../../src/platform/views';
import { Boards } from '../../src/recognition';
import { TEST_NOW, TEST_PASSWORD } from '../support';
import { DESK, type Look, openBrowser, PHONE, serveApp, type ServedApp, Visitor } from './browser';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** On a slow network the page is there with the first packets. */
const FIRST_PACKETS = 14 * 1024;
const WORDS = 'Ana me explicó el recibo con mucha paciencia.';

const text = (es: string) => ({ es, en: es, 'pt-BR': es });
const PLAN = {
  currency: 'MXN',
  lines: [
    {
      kind: 'customer_opinion',
      key: 'customers',
      name: text('Opinión del cliente'),
      weightBp: 3000,
      threshold: 60,
      target: 75,
      maximum: 90,
    },
    {
      kind: 'manager_rating',
      key: 'lead',
      name: text('Calificación de la jefatura'),
      weightBp: 7000,
      threshold: 2,
      target: 3,
      maximum: 5,
      rubric: ['Insuficiente', 'Por mejorar', 'Bien', 'Muy bien', 'Ejemplar'].map(text),
    },
  ],
};

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

async function signedIn(email: string): Promise<Visitor> {
  const opened = await visitor();
  await opened.signIn(email, TEST_PASSWORD);
  return opened;
}

const api = (method: 'get' | 'post', path: string) =>
  test.http[method](`/api/v1/${path}`).set('Authorization', `Bearer ${apiKey}`);

/** Ana serves a customer, the customer system says so, and the mail goes out when its time has come. */
async function serveCustomer(): Promise<void> {
  asked += 1;
  const reply = await api('post', 'interactions')
    .send({
      source: 'crm',
      externalId: `T-${asked}`,
      touchpoint: 'phone-support',
      channel: 'phone',
      reason: 'billing',
      occurredAt: new Date(test.clock.now() - 5 * MINUTE).toISOString(),
      customer: {
        externalId: `C-${asked}`,
        name: 'Marta Ruiz',
        email: `marta${asked}@example.com`,
        locale: 'es',
        segment: 'repeat',
      },
      participants: [{ employee: 'E-12', role: 'agent', share: 1 }],
    })
    .expect(201);
  expect(reply.body.invitation.status).toBe('planned');
  test.clock.set(reply.body.invitation.sendAt as string);
  await test.work();
  // The customer looks at the mail a minute later.
  test.clock.advance(MINUTE);
  test.clock.advance(10 * MINUTE);
}

/** The address of the answer page in the newest mail. */
async function newestAnswerPath(): Promise<string> {
  const mailbox = await test.http.get('/dev/mailbox.json').expect(200);
  const mail = await test.http.get(`/dev/mailbox/${mailbox.body.items[0].id}.json`).expect(200);
  return /\/s\/[\w-]+/.exec(mail.body.text as string)?.[0] ?? '';
}

beforeAll(async () => {
  [test, browser] = await Promise.all([serveApp(TEST_NOW - 30 * DAY), openBrowser()]);
  const { get } = test;
  const settings = get(SettingsStore);
  await settings.set('organization', {
    ...(await settings.get('organization')),
    name: 'Agua Clara',
    phone: '800 123 4567',
  });
  await get(Teams).upsert('T-TEL', { name: 'Telefónica' }, 'cli');
  const hire = async (externalId: string, name: string): Promise<number> => {
    const { id } = await get(Employees).upsert(
      externalId,
      { name, hiredOn: '2024-01-08', team: 'T-TEL' },
      'cli',
    );
    const pay = {
      fromDay: '2024-01-08',
      annualSalaryMinor: 18_000_000,
      targetBonusMinor: 500_000,
      currency: 'MXN',
    };
    await get(PayBases).set(id, pay, 'cli');
    return id;
  };
  const ana = await hire('E-12', 'Ana Beltrán');
  await hire('E-07', 'Hugo Salas');
  await get(Touchpoints).upsert(
    'phone-support',
    { name: 'Atención telefónica', channel: 'phone', presence: 'remote' },
    'cli',
  );
  await get(Boards).create({ key: 'gracias', name: 'Gracias', locale: 'es' }, 'cli');
  const account = (name: string, email: string, role: RoleGrant, employeeId?: number) =>
    get(Users).create(
      { name, email, password: TEST_PASSWORD, locale: 'es', roles: [role], employeeId },
      'cli',
    );
  await account('Sofía Márquez', 'sofia@aguaclara.example', { role: 'admin', scope: 'all' });
  await account('Carmen Núñez', 'carmen@aguaclara.example', { role: 'hr', scope: 'all' });
  await account('Ana Beltrán', 'ana@aguaclara.example', { role: 'employee', scope: 'own' }, ana);
  apiKey = await test.apiKey();
  await api('post', 'evaluation-plans')
    .send({ key: 'atencion', name: 'Atención 2026', definition: PLAN })
    .expect(201);
  test.clock.set(TEST_NOW);
  // The clock of the sender starts to tick.
  await test.work();
});
afterEach(async () => {
  await Promise.all(visitors.splice(0).map((one) => one.close()));
});
afterAll(async () => {
  await browser?.close();
  await test?.close();
});

it('a contact becomes a mail, an answer, thanks on the wall, and money somebody can follow', async () => {
  await serveCustomer();

  // The mail, and the answer it asks for.
  const { page: mailbox } = await signedIn('sofia@aguaclara.example');
  await mailbox.goto('/dev/mailbox');
  await mailbox.getByRole('link', { name: /Ana/ }).click();
  await mailbox.frameLocator('iframe').getByRole('link', { name: 'Muy bien' }).click();
  await mailbox.waitForURL(/\/s\/[\w-]+\?r=5$/);
  expect(await mailbox.locator('input[name=rating]:checked').inputValue()).toBe('5');
  await mailbox.getByLabel(/¿Qué hizo Ana que le gustó\?/).fill(WORDS);
  await mailbox.getByLabel(/muro de agradecimientos/).check();
  await mailbox.getByLabel('Firmadas').selectOption({ label: 'Marta R.' });
  test.clock.advance(20_000);
  await mailbox.getByRole('button', { name: 'Enviar mi respuesta' }).click();
  await mailbox.getByRole('heading', { name: 'Gracias, Marta' }).waitFor();

  // The person who served sees it.
  const { page: own } = await signedIn('ana@aguaclara.example');
  await own.goto('/me');
  await own.getByText(WORDS).first().waitFor();
  expect(await own.content()).not.toContain('Marta');

  // A person decides that it may be shown, and it is.
  const { page: desk } = await signedIn('carmen@aguaclara.example');
  await desk.goto('/recognition');
  await desk.getByRole('blockquote').getByText(WORDS).waitFor();
  await desk.getByRole('button', { name: 'Al muro' }).click();
  await desk.getByText('La frase ya está en el muro.').waitFor();
  const { page: wall } = await visitor();
  await wall.goto('/board/gracias');
  const quote = wall.locator('figure', { hasText: WORDS });
  expect(await quote.locator('figcaption').innerText()).toContain('Marta R. sobre Ana Beltrán');

  // The month is over: calculated, approved by name, published.
  const drawn = await api('post', 'evaluation-cycles')
    .send({
      key: 'noviembre',
      name: 'Noviembre 2026',
      plan: 'atencion',
      period: '2026-11',
      pool: { minor: 1_000_001, currency: 'MXN' },
    })
    .expect(201);
  test.clock.set(Date.UTC(2026, 11, 2, 18));
  const { page: evaluation } = await signedIn('carmen@aguaclara.example');
  await evaluation.goto('/evaluations');
  await evaluation.getByRole('link', { name: 'Noviembre 2026' }).click();
  await pressed(evaluation, 'Calcular');
  await approved(evaluation);
  await evaluation.getByLabel('Motivo').fill('Revisado con la jefatura de Telefónica');
  await pressed(evaluation, 'Aprobar');
  await pressed(evaluation, 'Publicar');

  // And the person reads what it comes to.
  const payroll = await api('get', `evaluation-cycles/${drawn.body.id}/payroll`).expect(200);
  const amounts = payroll.body.rows as { employee: string; amountMinor: number }[];
  const minor = amounts.find((row) => row.employee === 'E-12')?.amountMinor ?? 0;
  expect(amounts.reduce((sum, row) => sum + row.amountMinor, 0)).toBe(1_000_001);
  const { page: statement } = await signedIn('ana@aguaclara.example');
  await statement.goto('/evaluations');
  await statement.getByRole('link', { name: 'Ver paso a paso' }).click();
  const written = new Intl.NumberFormat('es-MX', { minimumFractionDigits: 2 }).format(minor / 100);
  expect(minor).toBeGreaterThan(0);
  expect(await statement.getByRole('heading', { level: 1 }).innerText()).toContain(written);
});

/** Looks at how groups fare, lets the young measure pass with a reason, approves each result, and comes back to the cycle. */
async function approved(page: Page): Promise<void> {
  const cycle = new URL(page.url()).pathname;
  const press = async (form: string) => {
    await page.locator(`${form} button`).click();
    await page.waitForLoadState('load');
  };
  await page.goto(`${cycle}/equality`);
  await press('form[action$="/equality/openings"]');
  await page.goto(cycle);
  while ((await page.locator('.gate details').count()) > 0) {
    await page.locator('.gate details summary').first().click();
    await page.locator('.gate details textarea').first().fill('Primer mes: pesa 30 %');
    await page.locator('.gate details button').first().click();
    await page.waitForLoadState('load');
  }
  await page.goto(`${cycle}/approvals`);
  await page.getByRole('link', { name: 'Ver el siguiente' }).click();
  await page.waitForURL(/\/statements\//);
  while (page.url().includes('/statements/')) {
    await page.locator('#approval textarea').fill('Revisado paso a paso');
    await press('#approval form');
  }
  await page.goto(cycle);
}

/** Presses a button and waits for the page that says it is done. */
async function pressed(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).first().click();
  await page.getByRole('status').waitFor();
}

it('the answer needs no script and no mouse', async () => {
  await serveCustomer();
  const { page } = await visitor({ ...DESK, javaScriptEnabled: false });
  await page.goto(await newestAnswerPath());
  await tabTo(page, 'input[name=rating]');
  await page.keyboard.press('Space');
  for (let rating = 1; rating < 4; rating += 1) await page.keyboard.press('ArrowRight');
  await tabTo(page, 'textarea');
  await page.keyboard.type('Muy amable.');
  await tabTo(page, 'button[type=submit]');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Gracias, Marta' }).waitFor();
  const { items } = (await api('get', 'responses').expect(200)).body;
  expect(JSON.stringify(items)).toContain('Muy amable.');
});

/** Goes from field to field until one that fits has the focus, where everybody sees it. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let step = 0; step < 20; step += 1) {
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus-visible').count()).toBe(1);
    if ((await page.locator(`${selector}:focus`).count()) === 1) return;
  }
  throw new Error(`The keyboard does not reach ${selector}.`);
}

describe('the answer page', () => {
  beforeEach(serveCustomer);

  it.each([
    ['in a window of 320 px', 320],
    ['at 200 % in a window of 1280 px', 640],
  ])('is read without scrolling sideways %s', async (_, width) => {
    const { page } = await visitor({ ...PHONE, width });
    await page.goto(`${await newestAnswerPath()}?r=5`);
    const [content = Infinity, window = 0] = await page.evaluate<number[]>(
      '[document.documentElement.scrollWidth, window.innerWidth]',
    );
    expect(content).toBeLessThanOrEqual(window);
  });

  it('sets no cookie and comes with the first packets of a slow network', async () => {
    const { page, context } = await visitor(PHONE);
    const bodies: Promise<number>[] = [];
    context.on('requestfinished', (request) =>
      bodies.push(request.sizes().then((sizes) => sizes.responseBodySize)),
    );
    await page.goto(`${await newestAnswerPath()}?r=5`);
    await page.waitForLoadState('networkidle');
    const bytes = (await Promise.all(bodies)).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThanOrEqual(FIRST_PACKETS);
    expect(await context.cookies()).toEqual([]);
  });
});
