/**
 * Every page, looked at twice, in a spec of its own each: on a desk in Spanish by day, and on a phone in English in the dark. Each time
 * everybody can use it (axe), nothing sticks out at the side, nothing comes from elsewhere and the console stays silent.
 */
import type { Browser } from 'playwright-core';
import { Users } from '../../src/access';
import { Collectors } from '../../src/collectors';
import { type Look, openBrowser, type Sight, Visitor } from './browser';
import { BOARD, openCompany, type Company } from './company';
import { STAFF } from './page-list';

const DAY = 86_400_000;

/** Opens the demo company and looks at every page in one way; the company is there for tests beside it. */
export function everyPage(look: Look, locale: 'es' | 'en', beside?: (company: () => Company) => void): void {
  let company: Company;
  let browser: Browser;
  let visitor: Visitor;

  beforeAll(async () => {
    [company, browser] = await Promise.all([openCompany(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await company?.test.close();
  });

  beforeEach(async () => {
    visitor = await Visitor.open(browser, company.test.origin, look);
  });
  afterEach(() => visitor.close());

  it.each(STAFF)('the pages of the role %s', async (role, paths) => {
    await company.enter(visitor, role);
    await visitor.page.goto('/account');
    await visitor.page.locator('.site-bar summary').last().click();
    await visitor.page.locator(`.site-bar button[lang=${locale}]`).click();
    const links = new Set<string>();
    const seen: Sight[] = [];
    for (const path of paths) {
      const kind = new RegExp(
        `^${path.replaceAll(/:(\w+)/g, (_, name) =>
          // Where names stand in addresses, the form of a new one stands beside them.
          name === 'key' || name === 'code' ? '(?!new)[\\w-]+' : '[\\da-f-]+',
        )}(?=$|\\?)`,
      );
      const found = path.includes(':') ? [...links].find((link) => kind.test(link)) : path;
      if (!found) throw new Error(`No page ${role} has opened leads to ${path}.`);
      seen.push(await visitor.look(found));
      for (const link of await visitor.links()) links.add(link);
    }
    expect(seen.filter(({ status, problems }) => status !== 200 || problems.length > 0)).toEqual([]);
  });

  it('the answer page: opened plainly, from a button, with mistakes, thanks, answered before and too late', async () => {
    const { page } = visitor;
    const { answer } = await company.ask(locale);
    await visitor.visit(answer);
    await visitor.visit(`${answer}?r=5`);
    await visitor.visit(`${answer}?r=1`);

    await page.goto(answer);
    await page.locator('button[type=submit]').click();
    await page.locator('#problems').waitFor();
    await visitor.checkPage();

    await page.locator('input[name=rating][value="5"]').check();
    await page.locator('button[type=submit]').click();
    await page.locator('main form').waitFor({ state: 'detached' });
    await visitor.checkPage();
    await visitor.visit(answer);

    const unhappy = await company.ask(locale);
    await page.goto(`${unhappy.answer}?r=1`);
    await page.locator('input[name=mayContact]').check();
    await page.locator('button[type=submit]').click();
    await page.locator('.care').waitFor();
    await visitor.checkPage();
    await visitor.visit(`${unhappy.answer}/call`);

    company.test.clock.advance(2 * DAY);
    await visitor.visit(answer);
    const late = await company.ask(locale);
    company.test.clock.advance(15 * DAY);
    await visitor.visit(late.answer, 410);
    await visitor.visit(`/s/${'x'.repeat(43)}`, 404);
  });

  it('the mail and the way out of further mails', async () => {
    const { mail, unsubscribe } = await company.ask(locale);
    await visitor.visit(mail);
    await visitor.visit(`${mail}?view=text`);
    await visitor.visit(`${mail}?view=headers`);
    await visitor.read(mail);
    await visitor.visit(unsubscribe);
    await visitor.page.locator('button').click();
    await visitor.page.locator('button').waitFor({ state: 'detached' });
    await visitor.checkPage();
    await visitor.visit(`/u/${'x'.repeat(43)}`, 404);
  });

  it('an appeal: filed with mistakes first, taken up and decided by somebody outside of the line', async () => {
    const { page } = visitor;
    const users = company.test.get(Users);
    const rosa = await users.byEmail('rosa.aguilar@aguaclara.example');
    await users.grantRole(rosa?.id ?? 0, { role: 'reviewer', scope: 'all' }, 'test');
    await company.enter(visitor, 'employee');
    await visitor.visit('/evaluations');
    const statement = await page.locator('main a[href*="/statements/"]').first().getAttribute('href');
    await visitor.visit(statement ?? '');
    const form = await page.locator('a[href$="/new"]').getAttribute('href');
    await visitor.visit(form ?? '');
    const file = page.locator('main form[action^="/appeals/cycles"] button');
    await page.locator('input[value=computation]').check();
    await file.click();
    await page.locator('.problems').waitFor();
    await visitor.checkPage();
    const subject = locale === 'es' ? 'computation' : 'line';
    await page.locator(`input[name=subject][value=${subject}]`).check();
    await page.locator('select[name=line]').selectOption({ index: 1 });
    await page.locator('textarea[name=reason]').fill('Trabajé todos los días del periodo.');
    await file.click();
    await page.locator('form[action$="/withdrawals"]').waitFor();
    await visitor.checkPage();
    const appeal = new URL(page.url()).pathname;

    await page.context().clearCookies();
    await company.enter(visitor, 'recovery');
    await visitor.visit('/appeals');
    await visitor.visit(appeal);
    await page.locator('form[action$="/reviews"] button').click();
    const decide = page.locator('form[action$="/decisions"] button');
    await decide.waitFor();
    await visitor.checkPage();
    await decide.click();
    await page.locator('.problems').waitFor();
    await visitor.checkPage();
    await page.locator('input[name=verdict][value=reject]').check();
    await page.locator('textarea[name=reason]').fill('Los días son los del contrato.');
    await decide.click();
    await decide.waitFor({ state: 'detached' });
    await visitor.checkPage();
    await visitor.visit('/appeals?show=settled');
  });

  it('an operator finds the contact, enters what the customer said, with mistakes first', async () => {
    const { page } = visitor;
    await company.ask(locale);
    await company.enter(visitor, 'recovery');
    await visitor.visit('/responses/new');
    await visitor.visit('/responses/new?source=crm&externalId=nobody', 404);
    await visitor.visit('/responses/new');
    await page.locator('tbody a').first().click();
    await page.locator('main form[method=post]').waitFor();
    await visitor.checkPage();
    await page.locator('main form[method=post] button').click();
    await page.locator('.problems').waitFor();
    await visitor.checkPage();
  });

  it('the page behind a poster: opened, with mistakes, thanks, taken out of use; the address of a kiosk', async () => {
    const { page } = visitor;
    const collectors = company.test.get(Collectors);
    const poster = { kind: 'qr', name: 'Cartel', touchpoint: 'phone-support', employee: 'E-12' } as const;
    const { id, key } = await collectors.create({ ...poster, locale }, 'test');
    await visitor.visit(`/q/${key}`);
    await page.locator('main form button[type=submit]').click();
    await page.locator('#problems').waitFor();
    await visitor.checkPage();
    await page.locator('input[name=rating][value="5"]').check();
    await page.locator('main form button[type=submit]').click();
    await page.locator('main form').waitFor({ state: 'detached' });
    await visitor.checkPage();
    await collectors.revoke(id, 'test');
    await visitor.visit(`/q/${key}`, 404);

    await company.enter(visitor, 'admin');
    await visitor.visit('/collectors/new');
    await page.locator('main form[action="/collectors"] button').click();
    await page.locator('.problems').waitFor();
    await visitor.checkPage();
    await page.locator('input[name=kind][value=kiosk]').check();
    await page.locator('input[name=name]').fill('Quiosco de prueba');
    await page.locator('main form[action="/collectors"] button').click();
    await page.locator('.qr-code').waitFor();
    await visitor.checkPage();
    const kiosk = await page.locator('.copy code').textContent();
    await visitor.visit(new URL(kiosk ?? '').pathname);
  });

  it('a provider of messages: described with mistakes first, its page, its address, the ways of the touchpoints', async () => {
    const { page } = visitor;
    await company.enter(visitor, 'admin');
    await visitor.visit('/invitations/channels/new');
    const save = page.locator('main form[action="/invitations/channels"] button');
    await save.click();
    await page.locator('.problems').waitFor();
    await visitor.checkPage();
    await page.locator('input[name=name]').fill(`SMS ${locale}`);
    await page.locator('input[name=url]').fill('https://api.provider.example/messages');
    await page.locator('input[name=credential]').fill('a-credential');
    await save.click();
    await page.locator('.message-previews').waitFor();
    await visitor.checkPage();
    await page.locator('form[action$="/hook-keys"] button').click();
    await page.locator('.copy').waitFor();
    await visitor.checkPage();
    await page.locator('form[action$="/test-messages"] input[name=number]').fill('55 1234');
    await page.locator('form[action$="/test-messages"] button').click();
    await page.locator('.problems').waitFor();
    await visitor.checkPage();
    await visitor.visit('/invitations/channels');
  });

  it('rules tried on the past: waiting, then what would have happened, then among those tried before', async () => {
    const { page } = visitor;
    await company.enter(visitor, 'admin');
    await visitor.visit('/invitations/rules');
    await page.locator('main form[action="/invitations/rules"] button.btn[value=preview]').click();
    await page.locator('#what-if progress').waitFor();
    await visitor.checkPage();
    await company.test.work();
    // The page looks again by itself.
    await page.locator('#what-if .kpis + .row').waitFor();
    await visitor.checkPage();
    await page.locator('#what-if-actions a').click();
    await page.locator('#tries-title').waitFor();
    await visitor.checkPage();
  });

  it('signing in, in vain too, what is not there and what is not allowed', async () => {
    const { page } = visitor;
    await visitor.visit('/sign-in');
    await page.locator('input[name=email]').fill('nobody@example.com');
    await page.locator('input[name=password]').fill('caracol-violeta-47');
    await page.locator('main form[action="/sign-in"] button').click();
    await page.locator('[role=alert]').waitFor();
    await visitor.checkPage();
    await visitor.visit('/nothing', 404);
    await company.enter(visitor, 'employee');
    await visitor.visit('/nothing', 404);
    await visitor.visit('/dashboard', 403);
    for (const menu of await page.locator('.site-bar summary:visible').all()) {
      await menu.click();
      await visitor.checkPage();
    }
  });

  it('the wall of thanks', async () => {
    await visitor.visit(`/board/${BOARD}`);
    await visitor.visit('/board/nothing', 404);
  });

  beside?.(() => company);
}
