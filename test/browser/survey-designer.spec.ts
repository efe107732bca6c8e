/** The designer in a real browser: by keyboard, by dragging, saved by itself, and the same without any script. */
import type { Browser, Page } from 'playwright-core';
import { Users } from '../../src/access';
import { TEST_PASSWORD } from '../support';
import { DESK, type Look, openBrowser, PHONE, serveApp, type ServedApp, Visitor } from './browser';

const EMAIL = 'carmen@aguaclara.example';

let test: ServedApp;
let browser: Browser;
const visitors: Visitor[] = [];

beforeAll(async () => {
  [test, browser] = await Promise.all([serveApp(), openBrowser()]);
  await test.get(Users).create({
    email: EMAIL,
    name: 'Carmen Núñez',
    password: TEST_PASSWORD,
    locale: 'es',
    roles: [{ role: 'hr', scope: 'all' }],
  });
});
afterEach(async () => {
  await Promise.all(visitors.splice(0).map((one) => one.close()));
});
afterAll(async () => {
  await browser?.close();
  await test?.close();
});

async function author(look: Look = DESK): Promise<Visitor> {
  const visitor = await Visitor.open(browser, test.origin, look);
  visitors.push(visitor);
  await visitor.signIn(EMAIL, TEST_PASSWORD);
  return visitor;
}

/** A new survey from a template, open in the designer. */
async function started(page: Page, template: string, name: string): Promise<void> {
  await page.goto('/surveys/new');
  await page.locator(`input[value="${template}"]`).check();
  await page.getByLabel('Nombre de la encuesta').fill(name);
  await page.getByRole('button', { name: 'Crear el borrador' }).click();
  await page.waitForURL(/\/edit$/);
  await page.locator('[data-grip]:not([hidden])').first().waitFor();
}

const order = (page: Page) =>
  page.evaluate<string[]>('[...document.querySelectorAll(".outline-item")].map((item) => item.dataset.key)');
const focused = (page: Page) => page.evaluate<string>('document.activeElement.id');
/** Waits for the answer to what was just done. */
async function saved(page: Page, act: () => Promise<unknown>): Promise<void> {
  const answer = page.waitForResponse(
    (reply) => reply.request().method() === 'GET' && reply.url().includes('/edit'),
  );
  await act();
  await answer;
  await page.locator('#saved', { hasText: /^(Guardado|Saved)$/ }).waitFor();
}

it('questions are moved by keyboard, it is said aloud where they are, and the focus stays', async () => {
  const { page } = await author();
  await started(page, 'post_contact', 'Por teclado');
  await page.locator('#open-q-comment').focus();
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('up-q-comment');
  await saved(page, () => page.keyboard.press('Enter'));
  expect(await order(page)).toEqual(['rating', 'comment', 'process']);
  expect(await page.locator('#announce').textContent()).toBe('Ahora es la pregunta 2 de 3.');
  expect(await focused(page)).toBe('up-q-comment');
  await saved(page, () => page.keyboard.press('Enter'));
  expect(await order(page)).toEqual(['comment', 'rating', 'process']);
  // At the top the button says so, keeps the focus and does nothing more.
  expect(await page.locator('#up-q-comment').getAttribute('aria-disabled')).toBe('true');
  expect(await focused(page)).toBe('up-q-comment');
  await page.reload();
  expect(await order(page)).toEqual(['comment', 'rating', 'process']);
});

it('questions are dragged by their handle, onto another page too', async () => {
  const { page } = await author();
  await started(page, 'nps', 'Arrastrada');
  await saved(page, () => page.getByRole('button', { name: 'Dividir en páginas' }).click());
  expect(await focused(page)).toBe('field-title.es');
  const grip = await page.locator('[data-key=comment] [data-grip]').boundingBox();
  const target = await page.locator('[data-list=part_2]').boundingBox();
  if (!grip || !target) throw new Error('There is nothing to drag.');
  await saved(page, async () => {
    await page.mouse.move(grip.x + 8, grip.y + 10);
    await page.mouse.down();
    await page.mouse.move(target.x + 60, target.y + 8, { steps: 10 });
    await page.mouse.move(target.x + 64, target.y + 16, { steps: 5 });
    await page.mouse.up();
  });
  expect(await page.locator('[data-list=part_2] .outline-item').count()).toBe(1);
  expect(await page.locator('#announce').textContent()).toBe('Ahora es la pregunta 3 de 3.');
});

it('what is typed is saved by itself, shown in the preview, and what could be plainer is said beside it', async () => {
  const visitor = await author();
  const { page } = visitor;
  await started(page, 'ces', 'Sola se guarda');
  await saved(page, () => page.locator('#field-texts\\.prompt\\.es').fill('¿Siempre fue fácil su trámite?'));
  await page.getByText('Use una palabra menos tajante').waitFor();
  await page.frameLocator('#live-page').getByText('¿Siempre fue fácil su trámite?').waitFor();
  expect(await focused(page)).toBe('field-texts.prompt.es');
  await page.reload();
  expect(await page.locator('#field-texts\\.prompt\\.es').inputValue()).toBe(
    '¿Siempre fue fácil su trámite?',
  );
  expect((await visitor.problems()).filter((problem) => !problem.startsWith('console'))).toEqual([]);
});

it('what another author saved meanwhile is not lost, and neither is what was typed', async () => {
  const { page } = await author();
  await started(page, 'nps', 'De dos');
  const other = await author();
  await other.page.goto(page.url());
  await saved(other.page, () => other.page.locator('#field-texts\\.prompt\\.es').fill('¿Nos recomendaría?'));
  await page.locator('#field-texts\\.prompt\\.es').fill('¿Volvería con nosotros?');
  await page.getByText('Otra persona guardó').waitFor();
  expect(await page.locator('#field-texts\\.prompt\\.es').inputValue()).toBe('¿Volvería con nosotros?');
  await other.page.reload();
  expect(await other.page.locator('#field-texts\\.prompt\\.es').inputValue()).toBe('¿Nos recomendaría?');
});

it('a new author builds, translates, looks at and publishes a survey without a manual', async () => {
  const { page } = await author();
  await started(page, 'none', 'Mi primera encuesta');
  await page.getByText('Faltan', { exact: false }).first().waitFor();
  await saved(page, () => page.getByLabel('Texto de la pregunta').fill('¿Cómo le atendimos?'));
  await page.getByText('Agregar una pregunta').click();
  await saved(page, () => page.getByRole('button', { name: /^Una opción/ }).click());
  await saved(page, () => page.keyboard.type('¿Cuánto esperó?'));
  await page.getByLabel('Opción 1', { exact: true }).fill('Nada');
  await saved(page, () => page.getByLabel('Opción 2', { exact: true }).fill('Mucho'));
  await saved(page, () => page.getByRole('button', { name: 'Preguntar solo si…' }).click());
  await page.locator('.outline-way').getByText('Solo si “¿Cómo le atendimos?” es 2 o menos').waitFor();

  await page.getByRole('button', { name: /textos en inglés/ }).click();
  await page.waitForURL(/\/translate/);
  while ((await page.locator('.is-missing').count()) > 0) {
    const cell = page.locator('.is-missing .form-control').first();
    await cell.fill('Text');
    const answer = page.waitForResponse((reply) => reply.request().method() === 'GET');
    await cell.blur();
    await answer;
    await page.locator('#saved', { hasText: 'Guardado' }).waitFor();
  }
  await page.getByRole('link', { name: 'Volver al borrador' }).click();
  await page.getByText('Todo listo para publicar.').waitFor();
  await page.getByRole('button', { name: 'Publicar…' }).click();
  await page.getByRole('button', { name: 'Publicar la versión 1' }).click();
  await page.getByText('Versión 1 publicada.').waitFor();
});

it('without scripts the same buttons do the same, and nothing typed is lost on the way', async () => {
  const { page } = await author({ ...DESK, javaScriptEnabled: false });
  await page.goto('/surveys/new');
  await page.locator('input[value=post_contact]').check();
  await page.getByRole('button', { name: 'Crear el borrador' }).click();
  await page.getByLabel('Texto de la pregunta').fill('¿Qué tal?');
  await page.locator('#open-q-process').click();
  await page.waitForURL(/open=q-process/);
  await page.locator('#down-q-process').click();
  await page.getByText('Ahora es la pregunta 3 de 3.').waitFor();
  expect(await order(page)).toEqual(['rating', 'comment', 'process']);
  await page.locator('#open-q-rating').click();
  expect(await page.getByLabel('Texto de la pregunta').inputValue()).toBe('¿Qué tal?');
  await page.getByLabel('Texto de la pregunta').fill('¿Qué tal, {nadie}?');
  await page.getByRole('button', { name: 'Guardar' }).first().click();
  await page.getByRole('link', { name: /entre llaves/ }).waitFor();
  expect(await page.getByLabel('Texto de la pregunta').inputValue()).toBe('¿Qué tal, {nadie}?');
});

describe.each([
  ['on a desk, in Spanish, by day', DESK],
  ['on a phone, in the dark', PHONE],
])('%s', (_, look) => {
  it('everybody can use what is open in the designer, whatever it is', async () => {
    const visitor = await author(look);
    const path = await ofSections(visitor.page);
    for (const open of ['', '?open=survey', '?open=s-dimensions', '?open=q-empathy', '?open=q-comment']) {
      await visitor.visit(path + open);
    }
  });

  it('everybody can use what is unfolded, conditions, ways on, and faults', async () => {
    const visitor = await author(look);
    const { page } = visitor;
    const path = await ofSections(page);
    await page.goto(`${path}?open=s-overall`);
    await saved(page, () => page.locator('[value="jump:add"]').click());
    await visitor.checkPage();
    await page.goto(`${path}?open=q-comment`);
    await saved(page, () => page.locator('[value="condition:add:showIf"]').click());
    await saved(page, () => page.locator('#field-kind').selectOption('multi_choice'));
    await page.evaluate('for (const fold of document.querySelectorAll(".panel details")) fold.open = true');
    await visitor.checkPage();
  });

  it('everybody can use translating, choosing a template, importing and publishing', async () => {
    const visitor = await author(look);
    const path = await ofSections(visitor.page);
    const translate = path.replace('/edit', '/translate');
    const publish = path.replace('/edit', '/publish');
    for (const address of [
      '/surveys/new',
      '/surveys/import',
      translate,
      `${translate}?show=missing`,
      publish,
    ]) {
      await visitor.visit(address);
    }
  });
});

/** A new survey with several pages; the path of its designer. */
async function ofSections(page: Page): Promise<string> {
  await page.goto('/surveys/new');
  await page.locator('input[value=servqual]').check();
  await page.locator('main form button').click();
  await page.waitForURL(/\/edit$/);
  return new URL(page.url()).pathname;
}
