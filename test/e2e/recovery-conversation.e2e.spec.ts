/** A conversation with an unhappy customer by mail: over a real SMTP connection there, through the hook of the mailroom back. */
import { HookKey } from '../../src/mailroom/hook-key';
import { Jobs } from '../../src/platform/jobs';
import {
  answeredWorld,
  type AnsweredWorld,
  type Contact,
  DAY,
  grant,
  HOUR,
} from '../database/answered.fixture';
import { describeOnBothDatabases, type SignedIn } from '../support';
import { type ReceivedMail, smtpSink, type SmtpSink } from '../support/smtp-sink';

const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36';
const MARTA = 'marta@example.com';

describeOnBothDatabases('a conversation', (kind) => {
  let sink: SmtpSink;
  let world: AnsweredWorld;
  let rosa: SignedIn;
  let contact: Contact;
  let caseId: string;
  let hook: string;

  beforeEach(async () => {
    sink = await smtpSink();
    world = await answeredWorld(kind, {
      env: {
        SMTP_URL: sink.url,
        MAIL_FROM: 'Agua Clara <encuestas@aguaclara.example>',
        BASE_URL: 'https://aplauso.aguaclara.example',
      },
    });
    hook = await world.get(HookKey).make('cli');
    rosa = await world.signIn([grant('recovery', 'all')], { employeeId: world.ids['E-21'] });
    contact = await world.contact(['E-12'], 'Marta Ruiz');
    await world.database.run('UPDATE customer SET email = ? WHERE id = ?', [MARTA, contact.customerId]);
    const responseId = await world.answer(contact, { rating: '1', mayContact: 'on' });
    const row = await world.database.get<{ id: string }>(
      'SELECT id AS "id" FROM recovery_case WHERE response_id = ?',
      [responseId],
    );
    caseId = row?.id ?? '';
    // The owner is told of the case.
    await world.work();
    sink.received.length = 0;
  });
  afterEach(async () => {
    await world.close();
    await sink.close();
  });

  const write = (form: Record<string, string> = {}) =>
    rosa.post(`/recovery/${caseId}/letters`, {
      kind: 'apology',
      subject: 'Le pedimos una disculpa',
      text: 'Hola, Marta:\n\nNo debió pasar.\nLo revisamos hoy.',
      ...form,
    });
  const header = (mail: ReceivedMail | undefined, name: string) =>
    mail?.headers.find((one) => one.name.toLowerCase() === name)?.value;
  const post = (raw: string) =>
    world.http.post(`/hooks/mail/${hook}`).set('Content-Type', 'message/rfc822').send(raw);
  const reply = (to: string, about: string, text: string, id: string, extra: string[] = [], from = MARTA) =>
    [
      `From: Marta <${from}>`, `To: ${to}`, 'Subject: Re: Le pedimos una disculpa', `Message-ID: <${id}@example.com>`,
      `In-Reply-To: ${about}`, ...extra, '', text, '', 'El mar, 3 nov 2026, Agua Clara escribió:', '> No debió pasar.',
    ].join('\r\n'); // prettier-ignore
  const letters = () =>
    world.database.all<{
      direction: string;
      kind: string;
      state: string;
      text: string;
      attachments: number;
      own: number;
    }>(
      `SELECT direction AS "direction", kind AS "kind", state AS "state", text AS "text", attachments AS "attachments",
         from_customer AS "own" FROM case_letter ORDER BY at, id`,
    );
  const caseState = async () =>
    world.database.get('SELECT state AS "state", outcome AS "outcome" FROM recovery_case WHERE id = ?', [
      caseId,
    ]);

  it('goes there and back, and hangs together', async () => {
    const sent = await write();
    expect([sent.status, sent.headers['location']]).toEqual([303, `/recovery/${caseId}#conversation`]);
    await world.work();
    const [first] = sink.received;
    expect(sink.received).toHaveLength(1);
    expect(first?.to).toEqual([MARTA]);
    expect(first?.mail.subject).toBe('Le pedimos una disculpa');
    expect(first?.mail.text).toContain('No debió pasar.\nLo revisamos hoy.');
    expect(first?.mail.html).toContain('No debió pasar.<br');
    // A person wrote it: no mark of a program.
    expect(header(first, 'auto-submitted')).toBe('no');
    expect(header(first, 'in-reply-to')).toBeUndefined();
    const firstId = header(first, 'message-id') ?? '';
    const address = header(first, 'reply-to') ?? '';
    expect(firstId).toMatch(/^<case-[0-9a-f-]{36}-[0-9a-f]{16}@aplauso\.aguaclara\.example>$/);
    expect(address).toMatch(/^case\+[0-9a-f-]{36}-[0-9a-f]{16}@aguaclara\.example$/);
    expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
    expect(first?.from).toMatch(/^bounce\+[0-9a-f-]{36}@aguaclara\.example$/);

    world.clock.advance(HOUR);
    expect((await post(reply(address, firstId, 'Gracias. ¿Y el cobro?', 'r1'))).status).toBe(202);
    // The same again is the same.
    await post(reply(address, firstId, 'Gracias. ¿Y el cobro?', 'r1'));
    expect((await letters()).map(({ direction, state, text }) => [direction, state, text])).toEqual([
      ['out', 'sent', expect.any(String)],
      ['in', 'received', 'Gracias. ¿Y el cobro?'],
    ]);
    const page = (await rosa.get(`/recovery/${caseId}`)).text;
    expect(page).toContain('Gracias. ¿Y el cobro?');
    expect(page).not.toContain('&gt; No debió pasar');

    world.clock.advance(HOUR);
    await write({ kind: 'explanation', subject: 'Qué pasó' });
    await world.work();
    const second = sink.received.find(({ mail }) => mail.subject === 'Qué pasó');
    expect(header(second, 'in-reply-to')).toBe('<r1@example.com>');
    expect(header(second, 'references')).toBe(`${firstId} <r1@example.com>`);
  });

  it('tells the owner that the customer wrote, without saying who or what', async () => {
    await write();
    await world.work();
    const [first] = sink.received;
    await post(reply(header(first, 'reply-to') ?? '', '', 'Secreto de Marta', 'r1'));
    await world.work();
    const note = sink.received.find(({ mail }) => mail.subject?.startsWith('Un cliente escribió'));
    expect(note?.mail.text).toContain(`/recovery/${caseId}#conversation`);
    expect(`${note?.mail.text}${note?.mail.html}`).not.toMatch(/Secreto|Marta/);
  });

  it('takes nothing from machines, from forged references, and no files', async () => {
    await write();
    await world.work();
    const address = header(sink.received[0], 'reply-to') ?? '';
    const about = header(sink.received[0], 'message-id') ?? '';
    const forged = address.replace(/-[0-9a-f]{16}@/, '-0123456789abcdef@');
    await post(reply(address, about, 'Estoy de vacaciones', 'a1', ['Auto-Submitted: auto-replied']));
    await post(reply(forged, '', 'Palabras ajenas', 'f1', [], 'malo@example.org'));
    expect(await letters()).toHaveLength(1);
    const withFile = [
      `From: ${MARTA}`, `To: ${address}`, 'Subject: Foto', 'Message-ID: <m1@example.com>', 'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/html; charset=utf-8', '',
      '<p>Mire <script>alert(1)</script><img src="https://malo.example/x.gif">la foto</p>', '--b',
      'Content-Type: image/png; name=foto.png', 'Content-Disposition: attachment; filename=foto.png',
      'Content-Transfer-Encoding: base64', '', 'iVBORw0KGgo=', '--b--', '',
    ].join('\r\n'); // prettier-ignore
    await post(withFile);
    expect((await letters())[1]).toMatchObject({ direction: 'in', attachments: 1, own: 1 });
    const page = (await rosa.get(`/recovery/${caseId}`)).text;
    expect(page).toContain('Venía un archivo, que no se guardó.');
    expect(page).not.toMatch(/<script>alert|malo\.example/);
    // From elsewhere it is kept, and said.
    await post(reply(address, about, 'Desde el trabajo', 'o1', [], 'otra@example.org'));
    expect((await rosa.get(`/recovery/${caseId}`)).text).toContain('Escrito desde otra dirección');
  });

  it('says that a letter came back, and suppresses nobody for it', async () => {
    await write();
    await world.work();
    const [first] = sink.received;
    await post(
      [
        'From: MAILER-DAEMON@example.com', `To: ${first?.from}`, 'Subject: Undelivered', 'Message-ID: <b1@example.com>',
        'MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', '--b',
        'Content-Type: text/plain', '', 'No such user', '--b', 'Content-Type: message/delivery-status', '',
        'Reporting-MTA: dns; example.com', '', `Final-Recipient: rfc822; ${MARTA}`, 'Action: failed', 'Status: 5.1.1', '',
        '--b--', '',
      ].join('\r\n'),
    ); // prettier-ignore
    expect((await letters())[0]?.state).toBe('failed');
    expect((await rosa.get(`/recovery/${caseId}`)).text).toContain('No llegó');
  });

  it('says that a letter could not be sent, once the mail server was busy at every attempt', async () => {
    sink.busy = true;
    await write();
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      expect(await letters()).toMatchObject([{ state: 'queued' }]);
      await world.work();
      world.clock.advance(12 * HOUR);
    }
    expect(await letters()).toMatchObject([{ state: 'failed' }]);
    expect((await world.get(Jobs).dead()).map(({ kind }) => kind)).not.toContain('recovery.send-letter');
    const story = await world.database.all<{ kind: string }>(
      'SELECT kind AS "kind" FROM recovery_note WHERE case_id = ? ORDER BY at',
      [caseId],
    );
    expect(story.at(-1)).toEqual({ kind: 'letter.failed' });
    sink.busy = false;
    await world.work();
    expect(sink.received.filter(({ to }) => to.includes(MARTA))).toEqual([]);
  });

  it('is not begun with whoever did not ask for it, has no address, or wants no mail', async () => {
    const other = await world.contact(['E-12'], 'Pedro Soto');
    await world.database.run('UPDATE customer SET email = ? WHERE id = ?', [
      'pedro@example.com',
      other.customerId,
    ]);
    const silent = await world.answer(other, { rating: '1' });
    const row = await world.database.get<{ id: string }>(
      'SELECT id AS "id" FROM recovery_case WHERE response_id = ?',
      [silent],
    );
    const asked = await rosa.post(`/recovery/${row?.id}/letters`, {
      kind: 'apology',
      subject: 'x',
      text: 'y',
    });
    expect(asked.status).toBe(409);
    expect((await rosa.get(`/recovery/${row?.id}`)).text).toContain('no pidió que lo contacten');
    await world.database.run('UPDATE customer SET email = NULL');
    expect((await write()).status).toBe(422);
    expect(sink.received).toEqual([]);
    const ana = await world.signIn([grant('recovery', 'all')], { employeeId: world.ids['E-12'] });
    const form = { kind: 'apology', subject: 'x', text: 'y' };
    expect((await ana.post(`/recovery/${caseId}/letters`, form)).status).toBe(404);
  });

  it('is asked at its end whether it is solved: opening the links changes nothing, the button answers', async () => {
    for (const step of ['acknowledge', 'resolve']) await rosa.post(`/recovery/${caseId}/steps`, { step });
    await world.work();
    const [mail] = sink.received;
    expect(mail?.mail.subject).toBe('¿Quedó resuelto?');
    expect(header(mail, 'auto-submitted')).toBe('auto-generated');
    const links = [...(mail?.mail.text ?? '').matchAll(/https:\/\/\S+(\/f\/\S+)/g)].map(
      ([, path = '']) => path,
    );
    expect(links).toHaveLength(2);
    const [yes = '', no = ''] = links;
    const stored = JSON.stringify([
      await world.database.all('SELECT * FROM case_follow_up'),
      await world.database.all('SELECT * FROM case_letter'),
    ]);
    expect(stored).not.toContain(yes.slice(3, 46));
    for (const link of [yes, no, yes, no]) {
      expect((await world.http.get(link).set('user-agent', BROWSER)).status).toBe(200);
      await world.http.head(link);
    }
    expect(await caseState()).toEqual({ state: 'resolved', outcome: null });
    const press = async (link: string, word: string, form: Record<string, string> = {}) => {
      const page = await world.http.get(link).set('user-agent', BROWSER);
      const opened = /name="opened" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      world.clock.advance(9000);
      return world.http
        .post(link)
        .set('user-agent', BROWSER)
        .type('form')
        .send({ word, opened, website: '', ...form });
    };
    world.clock.advance(HOUR);
    // A program that fills in everything is thanked, and not believed.
    await press(yes, 'solved', { website: 'https://malo.example' });
    expect(await caseState()).toEqual({ state: 'resolved', outcome: null });
    expect((await press(no, 'not_solved', { text: 'Sigue el cobro' })).text).toContain('Lo abrimos de nuevo');
    expect(await caseState()).toEqual({ state: 'reopened', outcome: 'not_solved' });
    const story = (await rosa.get(`/recovery/${caseId}`)).text;
    for (const told of ['Sigue el cobro', 'No resuelto', 'queda como la dio']) expect(story).toContain(told);
    for (const step of ['acknowledge', 'resolve']) await rosa.post(`/recovery/${caseId}/steps`, { step });
    await press(yes, 'solved');
    expect(await caseState()).toEqual({ state: 'verified', outcome: 'solved' });
    // What was rated stays.
    expect(await world.database.get('SELECT rating AS "rating" FROM answer')).toEqual({ rating: 1 });
    world.clock.advance(40 * DAY);
    expect((await world.http.get(yes)).status).toBe(404);
  });

  it('keeps calls, who speaks for the customer, and rules broken for them', async () => {
    const luis = await world.signIn([grant('recovery', 'all')]);
    const at = `/recovery/${caseId}`;
    const call = {
      callAt: '2026-11-03T11:30',
      outcome: 'reached',
      said: 'Quiere su dinero',
      next: 'Llamar el lunes',
    };
    expect((await rosa.post(`${at}/calls`, call)).status).toBe(303);
    for (const callAt of ['2026-11-03T18:30', 'ayer'])
      expect((await rosa.post(`${at}/calls`, { ...call, callAt })).status).toBe(422);
    expect((await rosa.post(`${at}/advocate`, { advocate: String(luis.userId) })).status).toBe(303);
    expect((await rosa.post(`${at}/advocate`, { advocate: '999999' })).status).toBe(422);
    const rule = { rule: 'Cobro de reconexión', ruleReason: 'El corte fue error nuestro' };
    expect((await rosa.post(`${at}/rules`, rule)).status).toBe(303);
    const hr = await world.signIn([grant('hr', 'all')]);
    expect((await hr.post(`${at}/rules`, rule)).status).toBe(403);
    const page = (await hr.get(at)).text;
    for (const told of [
      'Quiere su dinero',
      'Llamar el lunes',
      'Cobro de reconexión',
      'El corte fue error nuestro',
    ])
      expect(page).toContain(told);
    expect(await world.auditOf(`recovery_case:${caseId}`)).toEqual(
      expect.arrayContaining([
        `user:${rosa.userId} recovery_case.advocate_named`,
        `user:${rosa.userId} recovery_case.rule_broken`,
      ]),
    );
  });

  it('begins with the organization’s own texts, in the customer’s language', async () => {
    const hr = await world.signIn([grant('hr', 'all')]);
    const text = {
      kind: 'apology',
      language: 'es',
      subject: 'Perdón, {customer}',
      text: 'De parte de {organization}.',
    };
    expect((await hr.post('/recovery/letters', { ...text, text: 'Hola {nombre}' })).status).toBe(422);
    expect((await hr.post('/recovery/letters', text)).status).toBe(303);
    expect((await rosa.post('/recovery/letters', text)).status).toBe(403);
    const page = (await rosa.get(`/recovery/${caseId}`)).text;
    expect(page).toContain('value="Perdón, Marta Ruiz"');
    expect(page).toContain('De parte de Aplauso.');
  });
});
