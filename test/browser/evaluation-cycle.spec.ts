/**
 * A whole evaluation of the demo company, by hand in a browser: a plan is published, a cycle rehearsed, opened, rated, calculated,
 * tried otherwise, calibrated, reported on, approved one by one, signed, published, appealed, corrected and handed to payroll,
 * whose files sum to the pool and to what the reserve paid.
 */
import type { Browser, Page } from 'playwright-core';
import type { SignInRole } from '../../seeds/demo/cast';
import { CycleMembersQueries, Cycles, ManagerRatings } from '../../src/evaluations';
import { Viewer } from '../../src/access';
import { DESK, openBrowser, Visitor } from './browser';
import { type Company, openCompany } from './company';

const HOUR = 3_600_000;
const POOL = '310000.00';

describe('a whole evaluation, by hand', () => {
  let company: Company;
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;
  let cycle = '';
  let first = 0;
  let revised = 0;

  /** Signs in as somebody, in a browser of their own. */
  const as = async (role: SignInRole) => {
    await visitor?.close();
    visitor = await Visitor.open(browser, company.test.origin, DESK);
    page = visitor.page;
    await company.enter(visitor, role);
  };
  const press = async (name: string | RegExp) => {
    await page.getByRole('button', { name }).first().click();
    await page.waitForLoadState('load');
  };
  const says = (text: string | RegExp) => page.getByText(text).first().waitFor();
  const amountIn = (text: string) =>
    Number((/\$([\d,]+\.\d\d)/.exec(text)?.[1] ?? 'NaN').replaceAll(/[,.]/g, ''));

  beforeAll(async () => {
    [company, browser] = await Promise.all([openCompany(), openBrowser()]);
    await as('hr');
  });
  afterAll(async () => {
    await visitor?.close();
    await browser?.close();
    await company?.test.close();
  });

  it('human resources publish the next version of the plan', async () => {
    await page.goto('/evaluations/plans/atencion/draft');
    await visitor.checkPage();
    await press('Publicar');
    await says(/versi[oó]n 2/i);
  });

  it('draw up a cycle of the running quarter, and must say why the plan comes late', async () => {
    await page.goto('/evaluations/new');
    const today = new Date(company.test.clock.now());
    const quarter = Math.floor(today.getUTCMonth() / 3) * 3;
    const day = (month: number, date: number) =>
      new Date(Date.UTC(today.getUTCFullYear(), month, date)).toISOString().slice(0, 10);
    await page.locator('input[name=name]').fill('Trimestre de prueba');
    await page.locator('input[name=key]').fill('prueba');
    await page.locator('select[name=planVersion]').selectOption({ index: 0 });
    await page.locator('input[name=from]').fill(day(quarter, 1));
    await page.locator('input[name=lastDay]').fill(day(quarter + 3, 0));
    await page.locator('input[name=pool]').fill(POOL);
    await press('Crear borrador');
    await page.locator('#field-backdatedReason').fill('La versión anterior tenía otro umbral');
    await visitor.checkPage();
    await press('Crear borrador');
    await says('Borrador creado');
    cycle = new URL(page.url()).pathname;
    await page.goto(`${cycle}/people`);
    await visitor.checkPage();
    await says(/personas participan/);
  });

  it('rehearse it: everything is computed and nobody else sees it', async () => {
    await page.goto(cycle);
    await press('Ensayar sin pagar');
    await press(/^Calcular/);
    await says('¿Está lista la medición?');
    await visitor.checkPage();
    await as('employee');
    expect((await page.goto(cycle))?.status()).toBe(404);
    await as('hr');
    await page.goto(cycle);
  });

  it('open it and ask for ratings; a leader rates, with a reason', async () => {
    await press(/^Abrir$/);
    await press('Pedir calificaciones');
    await as('lead');
    await page.goto(`${cycle}/ratings`);
    const form = page.locator('form[action*="/ratings/"]').first();
    await form.locator('select[name=rating]').selectOption('400');
    await form.locator('[name=reason]').fill('Trabajo constante todo el trimestre');
    await form.getByRole('button').click();
    await says('Trabajo constante todo el trimestre');
    // The others are rated by human resources, as a program would hand it over.
    const { test } = company;
    const [, id = ''] = /(\d+)$/.exec(cycle) ?? [];
    const latest = await test.get(ManagerRatings).latest(Number(id));
    const hr = await test.database.get<{ id: number; name: string; email: string }>(
      `SELECT id AS "id", name AS "name", email AS "email" FROM user_account WHERE email LIKE 'carmen.%'`,
    );
    const viewer = new Viewer({
      userId: hr?.id ?? 0,
      name: hr?.name ?? '',
      email: hr?.email ?? '',
      locale: 'es',
      employeeId: null,
      grants: [{ role: 'hr', scope: 'all' }],
    });
    const members = await test.get(CycleMembersQueries).members(Number(id), 'all');
    for (const [index, { employeeId }] of members.entries()) {
      if (latest.has(employeeId)) continue;
      const ratingHundredths = 250 + 50 * (index % 5);
      await test
        .get(ManagerRatings)
        .rate({ cycleId: Number(id), employeeId, ratingHundredths, reason: 'Visto' }, viewer);
    }
  });

  it('calculate it when the quarter is over, and try another pool beside it', async () => {
    const { test } = company;
    const [, id = ''] = /(\d+)$/.exec(cycle) ?? [];
    const { period } = await test.get(Cycles).byId(Number(id));
    test.clock.set(Date.parse(`${period.to}T18:00:00Z`) + 72 * HOUR);
    await as('hr');
    await page.goto(cycle);
    await press(/^Calcular/);
    await says('¿Está lista la medición?');
    await page.goto(`${cycle}/simulation`);
    await page.locator('input[name=poolMinor]').fill('400000');
    await press('Simular');
    await says('$400,000.00');
    await visitor.checkPage();
    await page.goto(cycle);
    await says('$310,000.00');
  });

  it('calibrate one rating with a reason, and calculate again', async () => {
    await page.goto(`${cycle}/calibration`);
    await visitor.checkPage();
    await page.locator('a[href*="/calibration?"]').first().click();
    await page.waitForLoadState('load');
    await visitor.checkPage();
    const row = page.locator('details:has(form[action*="/calibrations/"])').first();
    await row.locator('summary').click();
    await row.locator('select[name=rating]').selectOption({ index: 1 });
    await row.locator('input[name=reason]').fill('Comparado con el resto del equipo');
    await row.getByRole('button').click();
    await page.goto(cycle);
    await press('Calcular de nuevo');
    await says('¿Está lista la medición?');
  });

  it('look at how groups fare before anything can be signed', async () => {
    await page.goto(`${cycle}/equality`);
    await page.locator('form[action$="/equality/openings"]').getByRole('button').click();
    await page.waitForLoadState('load');
    await visitor.checkPage();
    await says('Carmen Núñez');
  });

  it('pass the gates that are closed by name, and approve every result by itself', async () => {
    await page.goto(cycle);
    for (;;) {
      const gate = page.locator('.gate details').first();
      if ((await gate.count()) === 0) break;
      await gate.locator('summary').click();
      await gate.locator('textarea').fill('Acordado: pesa 30 %');
      await gate.getByRole('button').click();
      await page.waitForLoadState('load');
    }
    await visitor.checkPage();
    await page.goto(`${cycle}/approvals`);
    await visitor.checkPage();
    await page.getByRole('link', { name: 'Ver el siguiente' }).click();
    for (let signed = 0; signed < 200 && page.url().includes('/statements/'); signed += 1) {
      if (signed === 0) await visitor.checkPage();
      await page.locator('#approval textarea').fill('Revisado paso a paso');
      await page.locator('#approval button').click();
      await page.waitForLoadState('load');
    }
    await says('Todos los resultados están aprobados');
  });

  it('sign, and publish', async () => {
    await page.goto(cycle);
    await page.locator('textarea[name=reason]').first().fill('Revisado con cada responsable');
    await press('Aprobar con mi nombre');
    await says('Aprobado con su nombre');
    await press('Publicar a las personas');
    await says('Publicado. Cada persona ve su resultado.');
  });

  it('payroll gets everybody, to the cent of the pool', async () => {
    await page.goto(`${cycle}/payroll`);
    await press('Hacer el archivo');
    await says('Nómina ya recibió todo');
    await visitor.checkPage();
    const file = page.locator('section', { hasText: 'Archivo 1' });
    expect(amountIn(await file.innerText())).toBe(31_000_000);
  });

  it('Ana reads her statement and appeals against a line', async () => {
    await as('employee');
    await page.goto('/evaluations');
    await page.getByRole('link', { name: 'Ver paso a paso' }).first().click();
    await visitor.checkPage();
    first = amountIn(await page.locator('h1').innerText());
    await page
      .getByRole('link', { name: /[Aa]pelar/ })
      .first()
      .click();
    await visitor.checkPage();
    await page.locator('input[name=subject][value=line]').check();
    await page.locator('select[name=line]').selectOption('lead_rating');
    await page.locator('textarea[name=reason]').fill('Cubrí dos turnos que no se tomaron en cuenta.');
    await press('Presentar la apelación');
    await visitor.checkPage();
  });

  it('somebody outside her line decides, with a reason and what is corrected', async () => {
    await as('auditor');
    await page.goto('/appeals');
    await visitor.checkPage();
    await page.getByRole('link', { name: 'Ana Beltrán' }).first().click();
    await press('Tomar para revisión');
    await visitor.checkPage();
    await page.locator('input[name=verdict][value=uphold]').check();
    await page.locator('input[name=correction][value=line]').check();
    await page.locator('input[name=result]').fill('5');
    await page.locator('textarea[name=reason]').fill('Los turnos constan en el registro.');
    await press('Guardar la decisión');
    await visitor.checkPage();
  });

  it('her revised statement stands beside the first, and is higher', async () => {
    await as('employee');
    await page.goto(`${cycle}`);
    await page.goto(
      (await page
        .getByRole('link', { name: /[Rr]evisad|[Cc]orregid/ })
        .first()
        .getAttribute('href')) ?? '',
    );
    await visitor.checkPage();
    revised = amountIn(await page.locator('h1').innerText());
    expect(revised).toBeGreaterThan(first);
  });

  it('payroll gets the difference alone; bonuses are the pool, and the reserve paid the rest', async () => {
    await as('hr');
    await page.goto(`${cycle}/payroll`);
    await press('Hacer un archivo con lo que cambió');
    const file = page.locator('section', { hasText: 'Archivo 2' });
    expect(amountIn(await file.innerText())).toBe(revised - first);
    await visitor.checkPage();
    const account = page.locator('section', { hasText: 'Cuenta del ciclo' });
    const line = async (name: string) =>
      amountIn(await account.locator('dl > div', { hasText: name }).first().innerText());
    expect(await line('Bonos')).toBe(31_000_000);
    expect(await line('Ajustes')).toBe(revised - first);
    expect(await line('Por pagar en total')).toBe(31_000_000 + revised - first);
    const words = await account.locator('p').first().innerText();
    const [reserve = 0, left = 0] = [...words.matchAll(/\$([\d,]+\.\d\d)/g)]
      .slice(1)
      .map(([, text = '']) => Number(text.replaceAll(/[,.]/g, '')));
    expect(reserve - left).toBe(revised - first);
  });
});
