/** A real browser in front of the real application: what people see, and whether everybody can use it. */
import axe, { type AxeResults, type NodeResult } from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { bootApp, type TestApp } from '../support';
import { freePort } from '../support/free-port';
import { findChromium } from './find-chromium.cjs';

const ARGUMENTS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** What a telephone calls itself: a browser without a window says so, and is taken for the program it is. */
const USER_AGENT =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const PAGE_RULES = [...WCAG, 'best-practice'];

export interface ServedApp extends TestApp {
  origin: string;
}

/** The application on SQLite, listening on a port of its own. */
export async function serveApp(now?: number): Promise<ServedApp> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const test = await bootApp('sqlite', { env: { BASE_URL: origin, PORT: String(port) }, now });
  await test.app.listen(port, '127.0.0.1');
  return { ...test, origin };
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: ARGUMENTS });
}

/** How somebody looks at the pages. */
export interface Look {
  locale: 'es-MX' | 'en-US';
  /** CSS pixels. */
  width: number;
  colorScheme: 'light' | 'dark';
  javaScriptEnabled?: boolean;
}

export const DESK: Look = { locale: 'es-MX', width: 1440, colorScheme: 'light' };
export const PHONE: Look = { locale: 'en-US', width: 360, colorScheme: 'dark' };

/** A page as somebody found it. */
export interface Sight {
  path: string;
  status: number | undefined;
  /** Empty when everybody can use it. */
  problems: string[];
}

/** One person with a browser of their own. */
export class Visitor {
  private readonly faults: string[] = [];
  /** Pages that are meant to answer with an error, which Chromium reports on the console. */
  private readonly refused = new Set<string>();

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly origin: string,
  ) {
    context.on('console', (message) => {
      const { url } = message.location();
      if (message.type() === 'error' && !this.refused.has(url))
        this.faults.push(`console: ${message.text()} ${url}`);
    });
    context.on('weberror', (error) => this.faults.push(`script: ${error.error().message}`));
    context.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) this.faults.push(`elsewhere: ${url}`);
    });
    context.on('response', (response) => {
      if (response.status() >= 400 && response.request().isNavigationRequest())
        this.refused.add(response.url());
    });
  }

  static async open(browser: Browser, origin: string, look: Look): Promise<Visitor> {
    const { width, ...rest } = look;
    const context = await browser.newContext({
      userAgent: USER_AGENT,
      ...rest,
      viewport: { width, height: width < 600 ? 740 : 900 },
      timezoneId: 'America/Mexico_City',
      reducedMotion: 'reduce',
      baseURL: origin,
    });
    context.setDefaultTimeout(60_000);
    return new Visitor(context, await context.newPage(), origin);
  }

  /** Signs in as a person does, through the page. */
  async signIn(email: string, password: string): Promise<void> {
    await this.page.goto('/sign-in');
    await this.page.locator('input[name=email]').fill(email);
    await this.page.locator('input[name=password]').fill(password);
    await this.page.locator('main form[action="/sign-in"] button').click();
    await this.page.waitForURL((url) => url.pathname !== '/sign-in');
  }

  /** The addresses the open page links to, as they are written. */
  links(): Promise<string[]> {
    return this.page.evaluate<string[]>('[...document.links].map((link) => link.getAttribute("href"))');
  }

  /** Opens a page and tells what is wrong with it. */
  async look(path: string): Promise<Sight> {
    const reply = await this.page.goto(path);
    return { path, status: reply?.status(), problems: await this.problems() };
  }

  /** Opens a page and expects nothing to be wrong with it. */
  async visit(path: string, status = 200): Promise<void> {
    expect(await this.look(path)).toEqual({ path, status, problems: [] });
  }

  /** Opens the mail of a page of the mailbox by itself, as a mail program does: without scripts and without our styles. */
  async read(mail: string): Promise<void> {
    const { html } = (await (await this.context.request.get(`${mail}.json`)).json()) as { html: string };
    await this.page.goto('about:blank');
    await this.page.setContent(html);
    // Landmarks belong to the mail program around it.
    await this.checkPage(WCAG);
  }

  /** Expects nothing to be wrong with the page that is open now. */
  async checkPage(rules?: string[]): Promise<void> {
    const path = new URL(this.page.url()).pathname;
    expect({ path, problems: await this.problems(rules) }).toEqual({ path, problems: [] });
  }

  /** What is wrong with the page that is open now; empty when everybody can use it. */
  async problems(rules = PAGE_RULES): Promise<string[]> {
    await this.page.waitForLoadState('load');
    await this.page.evaluate(SETTLED);
    const found = [...(await this.page.evaluate<string[]>(LAYOUT)), ...(await this.barriers(rules))];
    return [...found, ...this.faults.splice(0)];
  }

  private async barriers(rules: string[]): Promise<string[]> {
    // Through the developer tools, which the page's content security policy does not concern.
    await this.page.evaluate(`${axe.source};0`);
    const { violations } = await this.page.evaluate<AxeResults>(
      `axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'], iframes: false })`,
    );
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${wordsOf(node)}`));
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

/** Fonts are there and what waits for them is drawn. */
const SETTLED =
  'document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0)))))';
/** Content wider than the window, words cut off at the edge of their box, and columns too narrow for words. */
const LAYOUT = `(() => {
  const { scrollWidth } = document.documentElement;
  const found = scrollWidth > innerWidth ? ['wide: ' + scrollWidth + ' px in a window of ' + innerWidth] : [];
  for (const box of document.querySelectorAll('main *')) {
    const { width, height } = box.getBoundingClientRect();
    const words = box.textContent.trim();
    if (width <= 1 || words === '' || box.closest('svg, select, .visually-hidden, [aria-hidden=true]')) continue;
    const cut = getComputedStyle(box).overflowX === 'hidden' && box.scrollWidth > box.clientWidth + 1;
    const squeezed = box.children.length === 0 && words.length > 8 && height > 4 * width;
    if (cut || squeezed) found.push((cut ? 'cut off: ' : 'squeezed: ') + box.className + ' ' + words.slice(0, 40));
  }
  return found;
})()`;

function wordsOf({ target, any, all, none }: NodeResult): string {
  const reasons = [...any, ...all, ...none].map(({ message }) => message);
  return `${target.join(' ')} – ${reasons.join('; ')}`;
}
