/** Appeals over HTTP, on both databases: filed from the statement, reviewed from outside the line, decided once, paid from the reserve. */
import { randomBytes } from 'node:crypto';
import { seedCompany } from '../../seeds/demo/seed';
import { AppealReminders } from '../../src/appeals';
import { PayrollRuns } from '../../src/payouts';
import { newId } from '../../src/platform/database';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';
import { pdfText } from '../support/pdf-text';

describeOnBothDatabases('an appeal', (kind) => {
  let test: TestApp;
  let ana: SignedIn;
  let lead: SignedIn;
  let signer: SignedIn;
  let reviewer: SignedIn;
  let second: SignedIn;
  let cycle: number;
  let person: number;
  let statement: string;

  const one = async <T>(sql: string, params: (string | number)[] = []): Promise<T> => {
    const row = await test.database.get<{ v: T }>(sql, params);
    if (!row) throw new Error(`Nothing found: ${sql}`);
    return row.v;
  };
  const locationOf = (reply: { headers: Record<string, string>; status: number; text: string }): string => {
    if (reply.status !== 303)
      throw new Error(`${reply.status} ${reply.text.replace(/<[^>]+>/g, ' ').slice(0, 3000)}`);
    return reply.headers['location'] ?? '';
  };
  const amounts = () =>
    test.database.all<{ employee: number; amount: number; statement: string }>(
      `SELECT p.employee_id AS "employee", p.amount_minor AS "amount", p.statement AS "statement" FROM payout p
       JOIN evaluation_cycle c ON c.snapshot_id = p.snapshot_id WHERE c.id = ? ORDER BY p.employee_id`,
      [cycle],
    );
  const adjustments = () =>
    test.database.all<{ id: string; employee: number; amount: number; beyond: string | null }>(
      `SELECT id AS "id", employee_id AS "employee", amount_minor AS "amount", beyond_reserve AS "beyond"
       FROM payout_adjustment WHERE cycle_id = ? AND employee_id = ? ORDER BY decided_at, id`,
      [cycle, person],
    );
  const reserve = (minor: number) =>
    test.database.run('UPDATE evaluation_cycle SET reserve_minor = ? WHERE id = ?', [minor, cycle]);
  const file = async (form: Record<string, string>, who = ana): Promise<string> =>
    locationOf(await who.post(`/appeals/cycles/${cycle}`, form));
  const taken = async (form: Record<string, string>, who = reviewer): Promise<string> => {
    const path = await file(form);
    expect(locationOf(await who.post(`${path}/reviews`))).toBe(path);
    return path;
  };
  const line = { subject: 'line', line: 'lead_rating', reason: 'Mi jefe anotó otra nota.' };
  const upholdLine = (result: string) => ({
    verdict: 'uphold', correction: 'line', line: 'lead_rating', result, reason: 'La nota correcta consta en el acta.',
  }); // prettier-ignore

  beforeAll(async () => {
    test = await bootApp(kind);
    await seedCompany({ get: test.get, clock: test.clock, now: test.clock.now(), interactions: 150 });
    cycle = await one(
      `SELECT id AS "v" FROM evaluation_cycle WHERE state IN ('published', 'appeals', 'final', 'paid') ORDER BY id LIMIT 1`,
    );
    // Who got the poorest answer: taken out, it costs nobody.
    person = await one(
      `SELECT t.employee_id AS "v" FROM response r JOIN response_current c ON c.response_id = r.id AND c.counts = 1
       JOIN attribution t ON t.response_id = r.id AND t.entry = c.attribution_entry
       JOIN answer a ON a.response_id = r.id AND a.revision = c.revision
       JOIN question q ON q.id = a.question_id AND q.subject = 'employee'
       JOIN cycle_member m ON m.employee_id = t.employee_id AND m.cycle_id = ?
       JOIN evaluation_cycle y ON y.id = m.cycle_id AND r.counting_day >= y.from_day AND r.counting_day < y.to_day
       JOIN reporting_line l ON l.employee_id = t.employee_id AND l.to_day IS NULL
       WHERE a.rating IS NOT NULL AND a.about_employee_id IN (0, t.employee_id)
         AND t.employee_id NOT IN (SELECT employee_id FROM payout_adjustment)
       ORDER BY a.rating, r.id LIMIT 1`,
      [cycle],
    );
    await test.database.run(
      `UPDATE evaluation_cycle SET state = 'published', appeals_until = '2027-12-31' WHERE id = ?`,
      [cycle],
    );
    await reserve(100_000_000);
    statement = `/evaluations/${cycle}/statements/${person}`;
    const manager = await one<number>(
      `SELECT manager_id AS "v" FROM reporting_line WHERE employee_id = ? AND to_day IS NULL`,
      [person],
    );
    ana = await test.signIn([{ role: 'employee', scope: 'own' }], { employeeId: person });
    lead = await test.signIn(
      [
        { role: 'hr', scope: 'all' },
        { role: 'lead', scope: 'team' },
      ],
      { employeeId: manager },
    );
    reviewer = await test.signIn([{ role: 'reviewer', scope: 'all' }]);
    second = await test.signIn([{ role: 'hr', scope: 'all' }]);
    signer = await test.signIn([{ role: 'hr', scope: 'all' }]);
    await test.database.run(
      `INSERT INTO sign_off (id, cycle_id, snapshot_id, user_id, signer_name, reason, snapshot_hash, result_hash, signed_at)
       SELECT ?, cycle_id, snapshot_id, ?, signer_name, reason, snapshot_hash, result_hash, signed_at FROM sign_off
       WHERE cycle_id = ?`,
      [newId(), signer.userId, cycle],
    );
  });
  afterAll(() => test.close());

  it('is filed from the own statement, with what is missing said beside the field and nothing lost', async () => {
    const page = await ana.get(statement);
    expect(page.text).toContain(`/appeals/cycles/${cycle}/new`);
    expect((await ana.get(`/appeals/cycles/${cycle}/new`)).status).toBe(200);
    const incomplete = await ana.post(`/appeals/cycles/${cycle}`, {
      subject: 'line',
      line: '',
      reason: 'Texto ñ',
    });
    expect(incomplete.status).toBe(422);
    expect(incomplete.text).toContain('Texto ñ');
    const empty = await ana.post(`/appeals/cycles/${cycle}`, {
      subject: 'line',
      line: 'lead_rating',
      reason: ' ',
    });
    expect(empty.status).toBe(400);
    const path = await file(line);
    expect((await ana.get(path)).text).toContain('Mi jefe anotó otra nota.');
    expect((await ana.post(`/appeals/cycles/${cycle}`, line)).status).toBe(409);
    expect(locationOf(await ana.post(`${path}/withdrawals`))).toBe(path);
    expect((await ana.post(`${path}/withdrawals`)).status).toBe(409);
  });

  it('is for members of the cycle and while the window is open', async () => {
    await test.database.run(`UPDATE evaluation_cycle SET appeals_until = '2026-10-30' WHERE id = ?`, [cycle]);
    expect((await ana.get(`/appeals/cycles/${cycle}/new`)).status).toBe(404);
    const late = await ana.post(`/appeals/cycles/${cycle}`, line);
    expect([late.status, late.text.includes('2026')]).toEqual([409, true]);
    await test.database.run(`UPDATE evaluation_cycle SET appeals_until = '2027-12-31' WHERE id = ?`, [cycle]);
    expect((await reviewer.post(`/appeals/cycles/${cycle}`, line)).status).toBe(403);
    const foreign = { subject: 'response', response: '01990000-0000-7000-8000-000000000000', reason: 'x' };
    expect((await ana.post(`/appeals/cycles/${cycle}`, foreign)).status).toBe(422);
  });

  it('is seen and decided neither by the line nor by who signed; the others see it', async () => {
    const path = await file(line);
    expect((await lead.get(path)).status).toBe(404);
    expect((await lead.post(`${path}/reviews`)).status).toBe(404);
    expect((await lead.get('/appeals')).text).not.toContain(path);
    const seen = await signer.get(path);
    expect([seen.status, seen.text.includes('Usted aprobó')]).toEqual([200, true]);
    expect((await signer.post(`${path}/reviews`)).status).toBe(403);
    expect((await ana.post(`${path}/reviews`)).status).toBe(403);
    expect((await reviewer.get('/appeals')).text).toContain(path);
    expect((await reviewer.get('/')).text).toContain('Una apelación espera su decisión');
    expect((await signer.get('/')).text).not.toContain('espera su decisión');
    const page = await reviewer.get(path);
    expect(page.text).not.toMatch(/\$\s?\d/);
    expect(page.text).not.toContain(statement);
    await ana.post(`${path}/withdrawals`);
  });

  it('rejected, it changes no amount; decided, it stays decided', async () => {
    const before = await amounts();
    const path = await taken(line);
    expect((await second.post(`${path}/decisions`, { verdict: 'reject', reason: 'No.' })).status).toBe(409);
    expect((await reviewer.post(`${path}/decisions`, { verdict: 'uphold', reason: 'Sí.' })).status).toBe(422);
    locationOf(
      await reviewer.post(`${path}/decisions`, { verdict: 'reject', reason: 'La nota es la correcta.' }),
    );
    expect((await ana.get(path)).text).toContain('La nota es la correcta.');
    expect((await reviewer.post(`${path}/decisions`, upholdLine('5'))).status).toBe(409);
    expect(await amounts()).toEqual(before);
    expect(await adjustments()).toEqual([]);
  });

  it('a correction that would cost the person is refused, and so is one the reserve does not hold', async () => {
    const path = await taken(line, second);
    expect((await second.post(`${path}/decisions`, upholdLine('1'))).status).toBe(422);
    expect((await second.post(`${path}/decisions`, upholdLine('9'))).status).toBe(422);
    await reserve(1);
    const short = await second.post(`${path}/decisions`, upholdLine('4.5'));
    expect([short.status, short.text.includes('La reserva del ciclo no alcanza')]).toEqual([409, true]);
    expect(await adjustments()).toEqual([]);
    const id = path.split('/')[2] ?? '';
    expect(await one('SELECT state AS "v" FROM appeal WHERE id = ?', [id])).toBe('under_review');
    locationOf(
      await second.post(`${path}/decisions`, { ...upholdLine('4.5'), beyondReserve: 'Dirección lo aprobó.' }),
    );
    expect(await adjustments()).toMatchObject([{ employee: person, beyond: 'Dirección lo aprobó.' }]);
    await reserve(100_000_000);
  });

  it('upheld, the person alone is computed again; both statements stay readable, on paper too', async () => {
    const before = await amounts();
    const path = await taken(line);
    locationOf(await reviewer.post(`${path}/decisions`, upholdLine('4.9')));
    expect(await amounts()).toEqual(before);
    const made = (await adjustments()).at(-1);
    expect(made).toMatchObject({ employee: person, beyond: null });
    expect(made?.amount).toBeGreaterThan(0);
    const own = await ana.get(path);
    expect(own.text.replaceAll('&#x3D;', '=')).toContain(`${statement}?revision=${made?.id}`);
    const [first, revised] = [await ana.get(statement), await ana.get(`${statement}?revision=${made?.id}`)];
    expect([first.status, revised.status]).toEqual([200, 200]);
    expect(revised.text).toContain('Corregido el');
    const file = await ana
      .get(`${statement}/pdf?revision=${made?.id}`)
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => done(null, Buffer.concat(chunks)));
      });
    const original = before.find(({ employee }) => employee === person)?.amount ?? 0;
    const total = (await adjustments()).reduce((sum, { amount }) => sum + amount, original);
    const shown = (total / 100).toLocaleString('en-US', { minimumFractionDigits: 2 });
    expect(pdfText(file.body as Buffer)).toContain(shown);
    expect(revised.text).toContain(shown);
    const list = (await ana.get('/evaluations')).text;
    expect(list).toContain(shown);
    expect(list).toContain(`${statement}?revision=${made?.id}`);
    expect((await lead.get(`${statement}?revision=${made?.id}`)).status).not.toBe(500);
  });

  it('the difference is what the next payroll file holds, and nothing of it is in the audit', async () => {
    const runs = test.get(PayrollRuns);
    const last = (await runs.of(cycle)).length;
    const run = await runs.prepare(cycle, 'user:1');
    if (last > 0) expect(run.totals.people).toBe(1);
    // Everybody's: the company paid one before.
    const sum = await one<number>(
      'SELECT CAST(SUM(amount_minor) AS bigint) AS "v" FROM payout_adjustment WHERE cycle_id = ?',
      [cycle],
    );
    expect(run.totals.byKind.adjustment).toBe(sum);
    const details = await test.database.all<{ details: string }>(
      `SELECT details AS "details" FROM audit_entry WHERE action LIKE 'appeal.%' OR action = 'payout.adjusted'`,
    );
    expect(details.length).toBeGreaterThan(5);
    for (const { amount } of await adjustments())
      expect(details.filter((row) => row.details.includes(String(amount)))).toEqual([]);
  });

  it('programs read the difference with the amount it belongs to', async () => {
    const key = await test.apiKey('evaluations:read');
    const path = `/api/v1/evaluation-cycles/${cycle}/payroll`;
    const { body } = await test.http.get(path).set('Authorization', `Bearer ${key}`);
    const { rows, totalMinor } = body as {
      rows: { employee: string; amountMinor: number; adjustmentMinor: number }[];
      totalMinor: number;
    };
    const external = await one<string>('SELECT external_id AS "v" FROM employee WHERE id = ?', [person]);
    const signed = (await amounts()).find(({ employee }) => employee === person)?.amount ?? 0;
    const added = (await adjustments()).reduce((sum, { amount }) => sum + amount, 0);
    expect(added).toBeGreaterThan(0);
    expect(rows.find(({ employee }) => employee === external)).toMatchObject({
      amountMinor: signed + added,
      adjustmentMinor: added,
    });
    expect(totalMinor).toBe(rows.reduce((sum, { amountMinor }) => sum + amountMinor, 0));
  });

  it('of two who decide at once, one decision holds and one adjustment is paid', async () => {
    const count = (await adjustments()).length;
    const path = await taken(line);
    const replies = await Promise.all([
      reviewer.post(`${path}/decisions`, upholdLine('5')),
      reviewer.post(`${path}/decisions`, { verdict: 'reject', reason: 'No.' }),
      reviewer.post(`${path}/decisions`, upholdLine('5')),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([303, 409, 409]);
    const state = await one<string>(`SELECT state AS "v" FROM appeal WHERE id = ?`, [
      path.split('/')[2] ?? '',
    ]);
    expect((await adjustments()).length - count).toBe(state === 'upheld' ? 1 : 0);
  });

  it('an answer that shall not count is excluded by the door of scoring, and the person computed without it', async () => {
    const page = await ana.get(`/appeals/cycles/${cycle}/new`);
    const select = /<select[^>]*name="response"[\s\S]*?<\/select>/.exec(page.text)?.[0] ?? '';
    const [, response = ''] = /<option value="([0-9a-f-]{36})"/.exec(select) ?? [];
    expect(response).not.toBe('');
    const path = await taken({ subject: 'response', response, reason: 'Era una prueba.' }, second);
    const decision = {
      verdict: 'uphold',
      correction: 'exclusion',
      exclusion: 'test_or_duplicate',
      reason: 'Es prueba.',
    };
    const reply = await second.post(`${path}/decisions`, decision);
    const excluded = await one<number>('SELECT excluded AS "v" FROM response_current WHERE response_id = ?', [
      response,
    ]);
    expect([reply.status, excluded]).toEqual([303, 1]);
    const revised = await ana.get(`${statement}?revision=${(await adjustments()).at(-1)?.id}`);
    expect(revised.text).toContain('No cuenta 1 respuesta. Motivo: “Es una prueba o está repetida”.');
  });

  it('takes evidence by what it is, shows it under a harmless name and only ever to be saved', async () => {
    const path = await file({ subject: 'computation', reason: 'Trabajé todos los días.' });
    const send = (name: string, bytes: Buffer) =>
      ana.upload(`${path}/evidence`, {}, { field: 'file', bytes, name });
    const png = Buffer.from('89504e470d0a1a0a', 'hex');
    expect((await send('../../<b>evil.svg', Buffer.from('<svg onload=alert(1)>'))).status).toBe(422);
    expect((await send('a.pdf', Buffer.from([0, 1, 2, 3]))).status).toBe(422);
    expect((await send('leer.png', Buffer.concat([png, randomBytes(6 * 1024 * 1024)]))).status).toBe(422);
    locationOf(await send('..\\..\\turnos <julio>.exe', Buffer.concat([png, randomBytes(200)])));
    const shown = await ana.get(path);
    const href = /href="(\/appeals\/[^"]+\/evidence\/[^"]+)"/.exec(shown.text)?.[1] ?? '';
    expect(shown.text).toContain('turnos-julio.png');
    const got = await reviewer.get(href);
    expect(got.status).toBe(200);
    expect(got.headers['content-type']).toBe('image/png');
    expect(got.headers['content-disposition']).toMatch(/^attachment; filename="turnos-julio\.png"/);
    expect(got.headers['x-content-type-options']).toBe('nosniff');
    expect((await lead.get(href)).status).toBe(404);
    await ana.post(`${path}/withdrawals`);
    expect((await send('otra.png', Buffer.concat([png, randomBytes(20)]))).status).toBe(409);
  });

  it('while one waits, the cycle does not become final', async () => {
    const path = await file({ ...line, subject: 'computation', reason: 'Faltan días' });
    const refused = await signer.post(`/evaluations/${cycle}/steps`, { action: 'finalise' });
    expect(refused.status).toBe(409);
    expect(refused.text).toMatch(/El ciclo se hace definitivo cuando estén resueltas/);
    expect(locationOf(await ana.post(`${path}/withdrawals`))).toBe(path);
  });

  it('a program lists appeals and brings a named reviewer’s decision', async () => {
    const key = await test.apiKey('evaluations:read', 'evaluations:write');
    const list = await test.http.get('/api/v1/appeals?state=upheld').set('Authorization', `Bearer ${key}`);
    expect(list.status).toBe(200);
    expect((list.body as { items: { employee: string }[] }).items.map(({ employee }) => employee)).toContain(
      await one<string>('SELECT external_id AS "v" FROM employee WHERE id = ?', [person]),
    );
    expect(JSON.stringify(list.body)).not.toMatch(/minor|reason|amount/i);
    const path = await file({ subject: 'computation', reason: 'Una cuenta.' });
    const bring = (email: string) =>
      test.http
        .post(`/api/v1${path}/decisions`)
        .set('Authorization', `Bearer ${key}`)
        .send({ reviewer: email, verdict: 'reject', reason: 'Las cuentas son correctas.' });
    const emailOf = (who: SignedIn) =>
      one<string>('SELECT email AS "v" FROM user_account WHERE id = ?', [who.userId]);
    for (const who of [lead, signer, ana]) {
      const refused = await bring(await emailOf(who));
      expect([refused.status, (refused.body as { code: string }).code]).toEqual([
        403,
        'appeal_reviewer_concerned',
      ]);
    }
    expect((await bring('nobody@example.com')).status).toBe(403);
    const decided = await bring(await emailOf(second));
    expect([decided.status, (decided.body as { state: string }).state]).toEqual([200, 'rejected']);
    expect((await bring(await emailOf(second))).status).toBe(409);
    const audited = await one<string>(
      `SELECT actor AS "v" FROM audit_entry WHERE action = 'appeal.rejected' ORDER BY seq DESC LIMIT 1`,
    );
    expect(audited).toMatch(/^api-key:/);
  });

  it('that it was read is noted once, and human resources see who has not', async () => {
    const before = await signer.get(`/evaluations/${cycle}`);
    expect(before.text).toContain('0 de ');
    expect(locationOf(await ana.post(`${statement}/readings`))).toBe(statement);
    const first = await one<number>('SELECT read_at AS "v" FROM statement_reading');
    test.clock.advance(60_000);
    locationOf(await ana.post(`${statement}/readings`));
    expect(await one<number>('SELECT read_at AS "v" FROM statement_reading')).toBe(first);
    expect((await ana.get(statement)).text).toContain('Leído el');
    const after = await signer.get(`/evaluations/${cycle}`);
    expect(after.text).toContain('1 de ');
    expect((await signer.post(`${statement}/readings`)).status).toBe(403);
  });

  it('reviewers are reminded once when the deadline is near and once when it is over, without names and pay', async () => {
    const path = await file({ subject: 'computation', reason: 'Falta un día.' });
    const mails = async () =>
      ((await test.http.get('/dev/mailbox.json')).body as { items: { subject: string; to: unknown }[] }).items
        .map(({ subject, to }) => `${subject} ${JSON.stringify(to)}`)
        .filter((line) => /apelaci/i.test(line));
    const reminders = test.get(AppealReminders);
    expect(await reminders.run()).toBe('skipped');
    test.clock.advance(9 * 86_400_000);
    expect(await reminders.run()).toBe('success');
    const soon = await mails();
    expect(soon.length).toBeGreaterThanOrEqual(2);
    expect(soon.every((line) => line.startsWith('Una apelación espera su decisión'))).toBe(true);
    expect(await reminders.run()).toBe('skipped');
    test.clock.advance(9 * 86_400_000);
    expect(await reminders.run()).toBe('success');
    const all = await mails();
    expect(all.filter((line) => line.startsWith('Una apelación está fuera de plazo'))).toHaveLength(
      soon.length,
    );
    expect(all.join()).not.toMatch(/E-\d\d/);
    await test.database.run(`UPDATE appeal SET state = 'withdrawn' WHERE id = ?`, [path.split('/')[2] ?? '']);
  });
});
