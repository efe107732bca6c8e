/** “How your score is computed”, read as an outsider with a calculator reads it, on both databases. */
import { seedCompany } from '../../seeds/demo/seed';
import { Employees } from '../../src/organization';
import type { Locale } from '../../src/kernel';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp, TEST_NOW } from '../support';
import { asNumber, words } from './scores.fixture';

/** The printed accounts; the score printed last has one decimal. */
const sumsOf = (html: string) =>
  [...html.matchAll(/<p class="small mt-1">([^<]*)<\/p>/g)]
    .map(([, sum = '']) => sum.replaceAll('&#x3D;', '='))
    .filter((sum) => /[=±]/.test(sum));
/** Half a year, so that a small company has answers enough. */
const FINISHED = '2026-04-01..2026-10-01';
const NUMBER = /[−+]?[\d,]+(?:\.\d+)?/g;
const numbersOf = (text: string) => (text.match(NUMBER) ?? []).map(asNumber);
const rowsOf = (html: string, table: number) =>
  ([...html.matchAll(/<tbody>([\s\S]*?)<\/tbody>/g)][table]?.[1] ?? '')
    .split('</tr>')
    .map((row) => [...row.matchAll(/<t[dh][^>]*>([^<]*)<\/t[dh]>/g)].map((cell) => cell[1] ?? ''))
    .filter((cells) => cells.length > 0);

describeOnBothDatabases('how a score is computed', (kind) => {
  let test: TestApp;
  let key: string;
  let ids: Record<string, number>;
  let hidden: string;

  const person = (employee: string, locale: Locale = 'es'): Promise<SignedIn> =>
    test.signIn([{ role: 'employee', scope: 'own' }], { employeeId: ids[employee], locale });
  const scorecard = async (employee: string, period = FINISHED) =>
    (
      await test.http
        .get(`/api/v1/employees/${employee}/scorecard?period=${period}`)
        .set('Authorization', `Bearer ${key}`)
        .expect(200)
    ).body;

  beforeAll(async () => {
    test = await bootApp(kind);
    await seedCompany({ get: test.get, clock: test.clock, now: TEST_NOW, interactions: 1500 });
    key = await test.apiKey('scores:read');
    const { body } = await test.http
      .get(`/api/v1/scores?period=${FINISHED}&by=employee`)
      .set('Authorization', `Bearer ${key}`);
    const few = (body.items as { key: string; display: string }[]).find((row) => row.display === 'hidden');
    hidden = few?.key ?? '';
    const found = await test.get(Employees).byExternalIds(['E-12', hidden]);
    ids = Object.fromEntries([...found].map(([externalId, { id }]) => [externalId, id]));
  });
  afterAll(() => test.close());

  it('every printed account is right to the last digits', async () => {
    const { text } = await (await person('E-12')).get(`/me/score?period=${FINISHED}`);
    const [mean = '', mix = '', weight = '', score = '', spread = ''] = sumsOf(text);
    const [sum = NaN, n = NaN, average = NaN] = numbersOf(mean);
    expect(sum / n).toBeCloseTo(average, 3);
    const [from = NaN, effect = NaN, adjusted = NaN] = numbersOf(mix.replace('− ', '−').replace('+ ', '+'));
    expect(from).toBe(average);
    expect(from + effect).toBeCloseTo(adjusted, 3);
    const [own = NaN, again = NaN, M = NaN, reliability = NaN] = numbersOf(weight);
    expect([own, again]).toEqual([n, n]);
    expect(own / (own + M)).toBeCloseTo(reliability, 3);
    const [mu = NaN, r = NaN, y = NaN, mu2 = NaN, theta = NaN] = numbersOf(score.replace('− ', ''));
    expect([r, y, mu2]).toEqual([reliability, adjusted, mu]);
    expect(mu + r * (y - mu)).toBeCloseTo(theta, 2);
    const [rest = NaN, tau2 = NaN, rest2 = NaN, , muVariance = NaN, sd = NaN] = numbersOf(
      spread.replace('²', ' 2 '),
    );
    expect([rest, rest2]).toEqual([rest, rest]);
    expect(Math.sqrt(rest * tau2 + rest * rest * muVariance)).toBeCloseTo(sd, 2);
    const body = await scorecard('E-12');
    expect(theta).toBeCloseTo(body.score, 4);
    expect(words(text)).toContain(`Puntuación ${body.score.toFixed(1)}`);
    const range = `${(theta - 1.96 * sd).toFixed(1)} a ${(theta + 1.96 * sd).toFixed(1)}`;
    expect(words(text)).toContain(range);
  });

  it('the answers by rating and the kinds of contacts add up to what the account starts from', async () => {
    const { text } = await (await person('E-12')).get(`/me/score?period=${FINISHED}`);
    const answers = rowsOf(text, 0);
    const total = answers.pop() ?? [];
    for (const [, worth = '', count = '', product = ''] of answers)
      expect(asNumber(worth) * asNumber(count)).toBeCloseTo(asNumber(product), 1);
    expect(answers.reduce((sum, row) => sum + asNumber(row[2] ?? ''), 0)).toBeCloseTo(
      asNumber(total[2] ?? ''),
      2,
    );
    expect(answers.reduce((sum, row) => sum + asNumber(row[3] ?? ''), 0)).toBeCloseTo(
      asNumber(total[3] ?? ''),
      1,
    );
    const kinds = rowsOf(text, 1);
    const effect = kinds.pop() ?? [];
    const percent = (cell = '') => (numbersOf(cell)[0] ?? NaN) / 100;
    for (const [, common, own, points = '', product = ''] of kinds)
      expect((percent(common) - percent(own)) * asNumber(points)).toBeCloseTo(asNumber(product), 1);
    expect(kinds.reduce((sum, row) => sum + asNumber(row[4] ?? ''), 0)).toBeCloseTo(
      asNumber(effect[4] ?? ''),
      2,
    );
  });

  it('one more answer leads where the page says', async () => {
    const { text } = await (await person('E-12')).get('/me/score?period=2026');
    const [now = NaN, best = NaN, worst = NaN] = numbersOf(/Hoy es [^<]+/.exec(text)?.[0] ?? '');
    const body = await scorecard('E-12', '2026');
    expect(now.toFixed(1)).toBe(body.score.toFixed(1));
    expect(best).toBeGreaterThan(now);
    expect(worst).toBeLessThan(now);
  });

  it('says of a finished period no longer what would change it', async () => {
    const { text } = await (await person('E-12')).get(`/me/score?period=${FINISHED}`);
    expect(text).toContain('Frente a la meta');
    expect(text).not.toContain('Qué la cambiaría');
  });

  it('explains nothing below five answers, whoever asks', async () => {
    const { text } = await (await person(hidden)).get(`/me/score?period=${FINISHED}`);
    expect(words(text)).toContain('a partir de cinco respuestas');
    expect(sumsOf(text)).toEqual([]);
    const hr = await test.signIn([{ role: 'hr', scope: 'all' }]);
    expect(sumsOf((await hr.get(`/employees/${ids[hidden]}/score?period=${FINISHED}`)).text)).toEqual([]);
  });

  it.each([
    ['en', 'How your score is computed', 'What would change it'],
    ['pt-BR', 'Como sua pontuação é calculada', 'O que a mudaria'],
  ] as const)('reads in %s', async (locale, title, last) => {
    const { text } = await (await person('E-12', locale)).get('/me/score?period=2026');
    expect(words(text)).toContain(title);
    expect(words(text)).toContain(last);
    expect(text).not.toContain('scoring.steps.');
  });

  it('a page of results leads there, with the period kept', async () => {
    const { text } = await (await person('E-12')).get(`/me?period=${FINISHED}`);
    expect(text).toContain(`href="/me/score?period&#x3D;${FINISHED}"`);
  });
});
