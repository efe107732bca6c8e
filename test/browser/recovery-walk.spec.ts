/** An unhappy answer, as everybody concerned sees it in their browsers: a case, a promise that is kept, a gesture, and the customer who says that it is solved. */
import type { Browser } from 'playwright-core';
import { Users } from '../../src/access';
import { Touchpoints } from '../../src/interactions';
import { Employees, Teams } from '../../src/organization';
import { SettingsStore } from '../../src/platform/views';
import { TEST_NOW, TEST_PASSWORD } from '../support';
import { DESK, openBrowser, PHONE, serveApp, type ServedApp, Visitor } from './browser';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let test: ServedApp;
let browser: Browser;
const visitors: Visitor[] = [];

async function visitor(email?: string, look = DESK): Promise<Visitor> {
  const opened = await Visitor.open(browser, test.origin, look);
  visitors.push(opened);
  if (email !== undefined) await opened.signIn(email, TEST_PASSWORD);
  return opened;
}

/** The newest mail with these words in its subject: its text, and where it stands in the mailbox. */
async function mail(subject: string): Promise<{ text: string; at: string }> {
  await test.work();
  const { items } = (await test.http.get('/dev/mailbox.json').expect(200)).body as {
    items: { id: number; subject: string }[];
  };
  const found = items.find((one) => one.subject.includes(subject));
  if (!found) throw new Error(`No mail about ${subject}: ${items.map((one) => one.subject).join(', ')}`);
  const at = `/dev/mailbox/${found.id}`;
  return { text: (await test.http.get(`${at}.json`).expect(200)).body.text as string, at };
}
const pathIn = (text: string, pattern: RegExp): string => pattern.exec(text)?.[0] ?? '';

beforeAll(async () => {
  [test, browser] = await Promise.all([serveApp(TEST_NOW - 30 * DAY), openBrowser()]);
  const { get } = test;
  const settings = get(SettingsStore);
  const organization = await settings.get('organization');
  await settings.set('organization', { ...organization, name: 'Agua Clara', phone: '800 123 4567' });
  await get(Teams).upsert('T-TEL', { name: 'Telefónica' }, 'cli');
  await get(Employees).upsert('E-12', { name: 'Ana Beltrán', hiredOn: '2024-01-08', team: 'T-TEL' }, 'cli');
  await get(Touchpoints).upsert('phone-support', { name: 'Atención telefónica', channel: 'phone' }, 'cli');
  for (const [name, email, role] of [
    ['Sofía Márquez', 'sofia@aguaclara.example', 'admin'],
    ['Carmen Núñez', 'carmen@aguaclara.example', 'hr'],
    ['Rosa Aguilar', 'rosa@aguaclara.example', 'recovery'],
  ] as const)
    await get(Users).create(
      { name, email, password: TEST_PASSWORD, locale: 'es', roles: [{ role, scope: 'all' }] },
      'cli',
    );
  test.clock.set(TEST_NOW);
  await test.work();
});
afterEach(async () => {
  await Promise.all(visitors.splice(0).map((one) => one.close()));
});
afterAll(async () => {
  await browser?.close();
  await test?.close();
});

it('an unhappy answer becomes a case, a kept promise, a gesture, and a trouble that the customer calls solved', async () => {
  // What there is to give, how much, and by whom.
  const carmen = await visitor('carmen@aguaclara.example');
  await carmen.visit('/recovery/gestures');
  const desk = carmen.page;
  await desk.getByText('Agregar una atención').click();
  for (const [label, value] of [
    ['Nombre en español', 'Mes sin cargo'],
    ['Nombre en inglés', 'A month for free'],
    ['Nombre en portugués', 'Mês grátis'],
    ['Vale para el cliente', '250'],
    ['Nos cuesta', '120.50'],
  ] as const)
    await desk.getByLabel(label).fill(value);
  await desk.getByLabel('Se entrega con un código').check();
  await desk.locator('form[action$="/kinds"]').getByRole('button', { name: 'Guardar' }).click();
  await desk.getByText('Agregar códigos').click();
  await desk.getByLabel('Códigos, uno por línea').fill('AGUA-2026-0001');
  await desk.getByRole('button', { name: 'Agregar', exact: true }).click();
  await desk.getByText('Asignar un presupuesto').click();
  await desk.locator('form[action$="/budgets"]').getByLabel('Importe').fill('1,000');
  await desk.locator('form[action$="/budgets"]').getByRole('button').click();
  await desk.getByText('Fijar una autoridad').click();
  await desk.getByLabel('Hasta').fill('200');
  await desk.locator('form[action$="/authority"]').getByRole('button').click();
  await desk.getByText('La autoridad quedó guardada.').waitFor();
  await carmen.checkPage();

  // An unhappy customer asks to be contacted.
  const key = await test.apiKey();
  const intake = await test.http
    .post('/api/v1/interactions')
    .set('Authorization', `Bearer ${key}`)
    .send({
      source: 'crm',
      externalId: 'T-1',
      touchpoint: 'phone-support',
      channel: 'phone',
      reason: 'billing',
      occurredAt: new Date(test.clock.now() - 5 * MINUTE).toISOString(),
      customer: { externalId: 'C-1', name: 'Marta Ruiz', email: 'marta@example.com', locale: 'es', segment: 'repeat' },
      participants: [{ employee: 'E-12', role: 'agent', share: 1 }],
    })
    .expect(201); // prettier-ignore
  test.clock.set(intake.body.invitation.sendAt as string);
  const invitation = await mail('Ana');
  test.clock.advance(10 * MINUTE);
  const marta = await visitor(undefined, { ...PHONE, locale: 'es-MX' });
  await marta.page.goto(`${pathIn(invitation.text, /\/s\/[\w-]+/)}?r=1`);
  await marta.page.locator('#field-mayContact').check();
  test.clock.advance(MINUTE);
  await marta.page.locator('.send button').click();
  await marta.page.locator('form').waitFor({ state: 'detached' });
  await test.work();

  // Rosa takes the case and promises something.
  const rosa = await visitor('rosa@aguaclara.example');
  const { page } = rosa;
  await page.goto('/recovery');
  await page.getByRole('link', { name: 'Marta Ruiz' }).click();
  await page.waitForURL(/\/recovery\/[0-9a-f-]{36}$/);
  const caseUrl = page.url();
  const step = async (name: string) => {
    await page.locator('form[action$="/steps"]').getByRole('button', { name }).first().click();
    await page.waitForLoadState('load');
  };
  await page.getByText('Prometer algo').click();
  await page.getByLabel('Qué se promete').fill('Devolver el cargo');
  const soon = new Date(test.clock.now() + 2 * DAY - 6 * 60 * MINUTE).toISOString().slice(0, 16);
  await page.locator('input[name=dueAt]').fill(soon);
  await page.locator('form[action$="/promises"] button').click();
  await page.getByText('Devolver el cargo').first().waitFor();

  // She apologizes by mail and gives something, both in the mailbox of the customer.
  await page.getByText('Pedir disculpas por correo').click();
  await page.locator('#letter-apology-text').waitFor();
  expect(await page.locator('#letter-apology-text').inputValue()).toContain('Hola, Marta Ruiz:');
  await page.locator('form:has(#letter-apology-text) button').click();
  await page.getByText('La carta va en camino.').waitFor();
  await page.getByText('Dar una atención').click();
  await page.getByLabel('Por qué', { exact: true }).first().fill('Esperó tres horas');
  await page.locator('form[action$="/gestures"] button').click();
  await page.getByText('La atención quedó dada.').waitFor();
  await page.getByText('AGUA-2026-0001').waitFor();
  await rosa.checkPage();
  expect((await mail('Una atención para usted')).text).toContain('AGUA-2026-0001');
  expect((await mail('Le pedimos una disculpa')).text).toContain('800 123 4567');

  // The promise is kept, the trouble put right; the customer is asked.
  await page.goto(caseUrl);
  await page.locator('form[action$="/kept"] button').click();
  await page.getByText('Cumplida').first().waitFor();
  await step('Marcar como resuelto');
  const question = await mail('¿Quedó resuelto?');
  await marta.read(question.at);
  test.clock.advance(10 * MINUTE);
  const yes = pathIn(question.text, /\/f\/[\w-]+\?said=solved/);
  await marta.visit(yes);
  test.clock.advance(MINUTE);
  await marta.page.getByRole('button', { name: 'Sí, quedó resuelto' }).click();
  await marta.page.getByText('Nos alegra que quedara resuelto').waitFor();
  await marta.checkPage();

  // Nothing closes without a cause; with one it stands in the Pareto.
  await page.goto(caseUrl);
  await page.getByText('queda como la dio').waitFor();
  await page.getByLabel('Por qué surgió el problema').selectOption({ label: 'Cobro o facturación' });
  await page.getByRole('button', { name: 'Guardar la causa' }).click();
  await step('Cerrar');
  await page.getByText('Caso cerrado').waitFor();
  await rosa.visit('/recovery/reports');
  await page.locator('figure[data-chart=pareto] canvas').waitFor();
  await page.getByText('Ver la tabla').first().click();
  const row = page.getByRole('row', { name: /Cobro o facturación/ }).first();
  expect(await row.innerText()).toMatch(/1\s+100\s?%\s+100\s?%\s+100\s?%/);
  await page.getByText('$120.50').first().waitFor();
  await row.getByRole('link').click();
  await page.waitForURL(/cause=\d+/);
  await page.getByRole('link', { name: 'Marta Ruiz' }).waitFor();
  for (const path of ['/recovery/causes', '/recovery/letters']) await carmen.visit(path);
  const [answer] = await test.database.all('SELECT rating AS "rating" FROM answer');
  expect(answer).toEqual({ rating: 1 });
});
