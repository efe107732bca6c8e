/** A statement as page and as PDF: the same words and amounts in every language, for the same readers. */
import { DEMO_PASSWORD, seedCompany } from '../../seeds/demo/seed';
import { bootApp, type TestApp } from '../support';
import { pdfText } from '../support/pdf-text';

describe('a statement as a PDF', () => {
  let test: TestApp;
  let path: string;
  let others: string;
  const cookies: Record<string, string> = {};

  const signIn = async (who: string): Promise<string> => {
    const reply = await test.http
      .post('/sign-in')
      .type('form')
      .set('Sec-Fetch-Site', 'same-origin')
      .send({ email: `${who}@aguaclara.example`, password: DEMO_PASSWORD });
    return (reply.get('Set-Cookie') ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
  };
  const get = (who: string, at: string) => test.http.get(at).set('Cookie', cookies[who] ?? '');
  const pdf = async (who: string, at: string): Promise<Buffer> => {
    const reply = await get(who, at)
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => done(null, Buffer.concat(chunks)));
      });
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/pdf');
    expect(reply.headers['content-disposition']).toMatch(/^attachment; filename="[\w.-]+\.pdf"$/);
    expect(reply.headers['cache-control']).toContain('no-store');
    return reply.body as Buffer;
  };
  const main = (html: string): string =>
    /<main[\s\S]*?<\/main>/
      .exec(html)?.[0]
      // What can be done with the statement is no part of it.
      .replace(/<div[^>]*data-on-screen[\s\S]*?(?=<p class="soft mt-3 mb-1">)/, '')
      .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
      .replace(/<span class="soft fw-normal small">/g, '')
      .replace(/<[^>]+>/g, '\n')
      .replace(/&#x?(\w+);|&(\w+);/g, (whole, code: string | undefined, name: string | undefined) =>
        code
          ? String.fromCodePoint(/^x/.test(whole.slice(2)) ? parseInt(code, 16) : Number(code))
          : name === 'amp'
            ? '&'
            : name === 'quot'
              ? '"'
              : ' ',
      )
      .replace(/[\u00a0\u202f]/g, ' ') ?? '';
  const numbersIn = (text: string): string[] => text.match(/[$−+]?\d[\d.,]*\d|\d/g) ?? [];

  beforeAll(async () => {
    test = await bootApp('sqlite');
    await seedCompany({ get: test.get, clock: test.clock, now: test.clock.now(), interactions: 150 });
    for (const who of ['ana.beltran', 'carmen.nunez', 'diego.paz', 'sofia.marquez', 'elena.vidal'])
      cookies[who] = await signIn(who);
    const row = await test.database.get<{ cycle: number; employee: number; other: number }>(
      `SELECT p.cycle_id AS "cycle", p.employee_id AS "employee",
         (SELECT MAX(o.employee_id) FROM payout o WHERE o.snapshot_id = p.snapshot_id AND o.employee_id <> p.employee_id) AS "other"
       FROM payout p JOIN employee e ON e.id = p.employee_id JOIN evaluation_cycle c ON c.snapshot_id = p.snapshot_id
       WHERE e.name LIKE 'Ana Beltr%' AND c.state IN ('published', 'appeals', 'final', 'paid')`,
    );
    path = `/evaluations/${row?.cycle}/statements/${row?.employee}`;
    others = `/evaluations/${row?.cycle}/statements/${row?.other}`;
  });
  afterAll(() => test.close());

  it.each(['es', 'en', 'pt-BR'])('in %s has every amount and every sentence of the page', async (locale) => {
    await test.database.run('UPDATE user_account SET locale = ?', [locale]);
    for (const who of ['ana.beltran', 'carmen.nunez']) {
      const page = await get(who, path);
      expect(page.status).toBe(200);
      const file = await pdf(who, `${path}/pdf`);
      const text = pdfText(file);
      expect(text).not.toContain('\ufffd');
      expect(text).not.toMatch(/\bpayouts\.\w/);
      const said = new Set(numbersIn(text));
      const shown = numbersIn(main(page.text));
      expect(shown.length).toBeGreaterThan(40);
      expect(shown.filter((number) => !said.has(number))).toEqual([]);
      const flat = text.replace(/\s+/g, '');
      const sentences = main(page.text)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.length > 30);
      expect(sentences.filter((line) => !flat.includes(line.replace(/\s+/g, '')))).toEqual([]);
      const raw = file.toString('latin1');
      expect(raw).toContain(`/Lang (${locale})`);
      expect(raw).toContain('/Marked true');
      expect(raw).toContain('/DisplayDocTitle true');
      expect(raw).toMatch(/\/S \/TH\b/);
      expect(raw).toMatch(/\/S \/H1\b/);
      expect(raw.match(/\/FontFile2/g)?.length).toBeGreaterThanOrEqual(2);
    }
    await test.database.run(`UPDATE user_account SET locale = 'es'`);
  });

  it('is there for those who see the page, and for nobody else', async () => {
    for (const who of Object.keys(cookies)) {
      for (const at of [path, others]) {
        const [page, file] = [await get(who, at), await get(who, `${at}/pdf`)];
        expect([who, at, file.status]).toEqual([who, at, page.status]);
      }
    }
    expect((await get('ana.beltran', `${others}/pdf`)).status).toBe(404);
    expect((await get('diego.paz', `${path}/pdf`)).status).toBe(404);
    expect((await get('elena.vidal', `${path}/pdf`)).status).toBe(200);
    expect(
      (await get('ana.beltran', `${path}/pdf?revision=01990000-0000-7000-8000-000000000000`)).status,
    ).toBe(404);
  });
});
