/** The first page as each role sees it, the audit log, and the settings, over HTTP. */
import type { RoleGrant } from '../../src/access';
import { interactionInput, Interactions, Touchpoints } from '../../src/interactions';
import { invitationRules } from '../../src/invitations';
import { Employees, Teams } from '../../src/organization';
import { appealsSetting } from '../../src/appeals';
import { readinessSetting } from '../../src/payouts';
import { Audit } from '../../src/platform/audit';
import { newId } from '../../src/platform/database';
import { SettingsStore } from '../../src/platform/views';
import { Responses } from '../../src/responses';
import { scoringSetting } from '../../src/scoring';
import { Surveys } from '../../src/surveys';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp, TEST_NOW } from '../support';

const HOUR = 3_600_000;
const THANKS = 'Me explicó la factura línea por línea y me llamó de vuelta.';
const grant = (role: RoleGrant['role'], scope: RoleGrant['scope']): RoleGrant => ({ role, scope });

/** Templates write the equals sign of an address as an entity. */
const readable = (html: string): string => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');

/** The sentences under “Qué le espera”. */
function waitingOn(html: string): string {
  return /<h2[^>]*id="waiting-title">[\s\S]*?<\/ul>/.exec(readable(html))?.[0] ?? '';
}

describeOnBothDatabases('home', (kind) => {
  let test: TestApp;
  const ids: Record<string, number> = {};
  const people = {} as Record<
    'ana' | 'lead' | 'otherLead' | 'recovery' | 'hr' | 'admin' | 'auditor',
    SignedIn
  >;
  let contacts = 0;

  /** A contact of one employee and the customer's answer to it. @returns the response's id */
  async function answer(
    employee: string,
    rating: number,
    options: { comment?: string; customer?: string; at?: number; mayQuote?: boolean } = {},
  ): Promise<string> {
    contacts += 1;
    const at = options.at ?? TEST_NOW - 3 * HOUR;
    const interaction = await test.get(Interactions).intake(
      interactionInput.parse({
        externalId: `T-${contacts}`,
        touchpoint: 'phone',
        occurredAt: new Date(at - HOUR).toISOString(),
        customer: { externalId: `C-${contacts}`, name: options.customer ?? `Cliente ${contacts}` },
        participants: [{ employee }],
      }),
    );
    const { versionId } = await test.get(Surveys).publishedFor(null);
    const { responseId } = await test.get(Responses).record({
      interactionId: interaction.id,
      surveyVersionId: versionId,
      source: 'email',
      locale: 'es',
      answeredAt: at,
      answers: { rating, ...(options.comment ? { comment: options.comment } : {}) },
      mayQuote: options.mayQuote ?? false,
      // Whoever has a name here asked to be called: a lead reads the names of no others.
      mayContact: options.customer !== undefined,
    });
    return responseId;
  }

  beforeAll(async () => {
    test = await bootApp(kind);
    await test.get(Teams).upsert('T-TEL', { name: 'Telefónica' }, 'test');
    await test.get(Teams).upsert('T-CHA', { name: 'Chat nocturno' }, 'test');
    for (const [id, name, team, manager] of [
      ['E-01', 'Diego Paz', 'T-TEL'],
      ['E-12', 'Ana Beltrán', 'T-TEL', 'E-01'],
      ['E-02', 'Otra Jefa', 'T-CHA'],
      ['E-21', 'Luis Mora', 'T-CHA', 'E-02'],
    ] as const) {
      const facts = { name, team, hiredOn: '2024-01-01', ...(manager ? { manager } : {}) };
      ids[id] = (await test.get(Employees).upsert(id, facts, 'test')).id;
    }
    await test.get(Touchpoints).upsert('phone', { name: 'Teléfono', channel: 'phone' }, 'test');
    people.ana = await test.signIn([grant('employee', 'own')], { employeeId: ids['E-12'] });
    people.lead = await test.signIn([grant('lead', 'team'), grant('employee', 'own')], {
      employeeId: ids['E-01'],
    });
    people.otherLead = await test.signIn([grant('lead', 'team')], { employeeId: ids['E-02'] });
    people.recovery = await test.signIn([grant('recovery', 'all')]);
    people.hr = await test.signIn([grant('hr', 'all')]);
    people.admin = await test.signIn([grant('admin', 'all')]);
    people.auditor = await test.signIn([grant('auditor', 'all')]);
  });
  afterAll(() => test.close());

  describe('before the first answer', () => {
    it('an employee reads where thanks will appear and what to do next', async () => {
      const { status, text } = await people.ana.get('/');
      expect(status).toBe(200);
      expect(text).toContain('Buenas tardes, Test');
      expect(text).toContain('Cuando un cliente le dé las gracias, sus palabras abrirán esta página.');
      expect(text).toContain('Aún no hay respuestas en este periodo.');
      expect(text).toMatch(/Nada le espera ahora\. <a href="\/me">/);
    });

    it('an administrator is told how the first contact arrives', async () => {
      const { text } = await people.admin.get('/');
      expect(waitingOn(text)).toMatch(/<a href="\/touchpoints">Todavía no ha llegado ningún contacto\./);
    });

    it('the greeting follows the hour where the company works', async () => {
      const greetingAt = async (instant: number) => {
        test.clock.set(instant);
        return /<h1>([^<]+)</.exec((await (await test.signIn([grant('auditor', 'all')])).get('/')).text)?.[1];
      };
      expect(await greetingAt(Date.UTC(2026, 10, 3, 14))).toBe('Buenos días, Test');
      expect(await greetingAt(Date.UTC(2026, 10, 4, 3))).toBe('Buenas noches, Test');
      test.clock.set(TEST_NOW);
    });
  });

  describe('after a day of work', () => {
    beforeAll(async () => {
      await answer('E-12', 5, { comment: THANKS, mayQuote: true });
      for (let index = 0; index < 4; index += 1) await answer('E-12', 4);
      await answer('E-12', 1, { customer: 'Marta Ruiz', at: TEST_NOW - 30 * HOUR });
      await answer('E-21', 2, { customer: 'Pedro Gil' });
      // An answer that may be a machine's.
      const doubtful = await answer('E-21', 5);
      await test.database.run(
        `UPDATE response_current SET verification = 'provisional', counts = 0 WHERE response_id = ?`,
        [doubtful],
      );
    });

    it('an employee’s page opens with the newest thanks, then says how it goes, and shows nobody else’s work', async () => {
      const { text } = await people.ana.get('/');
      expect(text).toContain(`<blockquote>${THANKS}</blockquote>`);
      expect(text.indexOf(THANKS)).toBeLessThan(text.indexOf('<h1>'));
      expect(text).toContain('Primera señal:');
      expect(text).toContain('href="/me"');
      for (const hidden of ['/recovery', 'Marta Ruiz', 'Telefónica', '/responses', '/audit', '/settings'])
        expect(text).not.toContain(hidden);
    });

    it('a lead sees the own team and its open cases, and not those of another team', async () => {
      const { text } = await people.lead.get('/');
      expect(text).toMatch(
        /href="\/teams\/\d+">Telefónica<\/a><span class="soft num">Primera señal: \d+ de 100/,
      );
      expect(text).toContain('Marta Ruiz');
      expect(text).not.toContain('Pedro Gil');
      expect(text).not.toContain('Chat nocturno');
      expect(waitingOn(text)).toContain('Una frase de un cliente espera su aprobación');
      const other = (await people.otherLead.get('/')).text;
      expect(other).toContain('Pedro Gil');
      expect(other).toContain('Chat nocturno');
      expect(other).not.toContain('Marta Ruiz');
      expect(other).not.toContain('Telefónica');
      expect(waitingOn(other)).not.toContain('aprobación');
    });

    it('recovery sees every case by its clock, late ones first', async () => {
      const { text } = await people.recovery.get('/');
      expect(waitingOn(text)).toMatch(/2 clientes esperan que los recuperemos; uno, más de lo prometido\./);
      expect(waitingOn(text)).toContain('Vencido');
      expect(text.indexOf('Marta Ruiz')).toBeLessThan(text.indexOf('Pedro Gil'));
      expect(text).toMatch(/<span class="care num">Venció el 3 nov 2026/);
      expect(text).not.toContain('aprobación');
    });

    it('human resources sees what waits for a decision', async () => {
      const { text } = await people.hr.get('/');
      expect(waitingOn(text)).toMatch(/<a href="\/recognition">Una frase de un cliente espera su aprobación/);
      expect(waitingOn(text)).toMatch(
        /<a href="\/responses\/verification">Una respuesta está en verificación[^<]*1 provisional este mes/,
      );
      expect(text).toContain('CSAT');
      expect(text).not.toContain('Tareas en espera');
      expect((await people.hr.get('/responses/verification')).status).toBe(200);
    });

    it('an administrator sees the machine: mail in trouble, jobs given up, the end of the audit chain', async () => {
      const { database } = test;
      const head = await test.get(Audit).head();
      const { surveyId, versionId } = await test.get(Surveys).publishedFor(null);
      const contact = await test.get(Interactions).intake(
        interactionInput.parse({
          externalId: 'T-mail',
          touchpoint: 'phone',
          occurredAt: new Date(TEST_NOW - HOUR).toISOString(),
          participants: [{ employee: 'E-12' }],
        }),
      );
      for (const [step, state] of ['bounced', 'unknown', 'planned'].entries()) {
        const id = newId();
        await database.run(
          `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, locale, state, send_at,
             attempts, created_at, updated_at) VALUES (?, ?, ?, ?, ?, 'email', 'es', ?, ?, 1, ?, ?)`,
          [id, contact.id, surveyId, versionId, step + 10, state, TEST_NOW - HOUR, TEST_NOW, TEST_NOW],
        );
        // Two of these events lie within the last day; the third is of the day before.
        for (const [index, at] of [TEST_NOW - HOUR, TEST_NOW - 26 * HOUR].entries()) {
          await database.run(
            'INSERT INTO invitation_event (id, invitation_id, at, state) VALUES (?, ?, ?, ?)',
            [idMadeAt(at, step * 2 + index), id, at, index === 0 ? state : 'bounced'],
          );
        }
      }
      await database.run(
        `INSERT INTO job (id, kind, payload, state, run_at, attempts, max_attempts, created_at)
         VALUES (?, 'invitations.send', '{}', 'dead', 0, 8, 8, 0)`,
        [newId()],
      );
      const { text } = await people.admin.get('/');
      expect(waitingOn(text)).toContain('Una tarea del sistema se abandonó');
      expect(waitingOn(text)).toMatch(/<a href="\/invitations\?state=unknown">Una invitación quedó/);
      expect(waitingOn(text)).toMatch(/<a href="\/invitations\?state=bounced">Una invitación rebotó/);
      expect(text).toContain(`último: ${head?.hash.slice(0, 12)}`);
      for (const link of ['/touchpoints', '/surveys', '/invitations', '/dev/mailbox', '/settings'])
        expect(text).toContain(`<a href="${link}">`);
      expect(text).not.toContain('Marta Ruiz');
    });

    it('an auditor sees whether the record holds, and nothing to work on', async () => {
      const { text } = await people.auditor.get('/');
      expect(text).toContain('Íntegra');
      expect(text).toContain('Todavía no se ha aprobado ningún ciclo.');
      expect(text).toMatch(/Nada le espera ahora\. <a href="\/audit">/);
    });

    it('a stranger is led to the sign-in page', async () => {
      const reply = await test.http.get('/').set('Accept', 'text/html');
      expect(reply.status).toBe(303);
      expect(reply.headers['location']).toMatch(/^\/sign-in/);
    });
  });

  describe('the audit log', () => {
    it('is open to auditors and administrators only', async () => {
      for (const name of ['auditor', 'admin'] as const)
        expect((await people[name].get('/audit')).status).toBe(200);
      for (const name of ['ana', 'lead', 'recovery', 'hr'] as const) {
        expect((await people[name].get('/audit')).status).toBe(403);
        expect((await people[name].post('/audit/verify')).status).toBe(403);
      }
    });

    it('shows the newest first, in words where there are some, and pages back to the first entry', async () => {
      await test.database.transaction(async () => {
        for (let index = 0; index < 60; index += 1)
          await test.get(Audit).record({ actor: 'system', action: 'nameless.done', subject: 'thing:1' });
      });
      const first = (await people.auditor.get('/audit')).text;
      expect(first).toContain('<code>nameless.done</code>');
      expect(first).toContain('El sistema');
      const older = /<a class="btn" rel="next" href="([^"]+)"/.exec(readable(first))?.[1];
      expect(older).toMatch(/^\/audit\?before=\d+$/);
      const second = (await people.auditor.get(older ?? '')).text;
      expect(second).toContain('Cuenta creada');
      expect(second).toContain('href="/audit">Los más recientes');
    });

    it('tells what happened to one subject, and says so when nothing did', async () => {
      const page = (await people.auditor.get(`/audit?subject=user:${people.ana.userId}`)).text;
      expect(page).toContain('Cuenta creada');
      expect(page).not.toContain('nameless.done');
      expect((await people.auditor.get('/audit?subject=cycle:999')).text).toContain('Nada sobre “cycle:999”');
      expect((await people.auditor.get('/audit?before=abc')).status).toBe(400);
    });

    it('verifies the chain on request, and reports where it is broken', async () => {
      const whole = await people.auditor.post('/audit/verify');
      expect(whole.status).toBe(303);
      expect((await people.auditor.get('/audit')).text).toContain('La cadena está íntegra');
      // Whoever owns the database can take the lock off; the chain tells.
      const sql =
        test.database.dialect === 'sqlite'
          ? ['DROP TRIGGER audit_entry_no_update']
          : ['ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only'];
      for (const statement of sql) await test.database.run(statement);
      await test.database.run(`UPDATE audit_entry SET subject = 'user:999' WHERE seq = 2`);
      await people.auditor.post('/audit/verify');
      const page = (await people.auditor.get('/audit')).text;
      expect(page).toContain('La cadena de auditoría está rota a partir del registro 2');
      const home = (await people.auditor.get('/')).text;
      expect(waitingOn(home)).toContain('está rota a partir del registro 2');
      expect(home).toContain('Rota');
    });
  });

  describe('settings', () => {
    const good = {
      name: 'Agua Clara',
      locale: 'es',
      region: 'MX',
      timezone: 'America/Mexico_City',
      target: '77,5',
      csatTarget: '85',
      reliability: '55,5',
      responseRate: '12',
      coverage: '80',
      answers: '400',
      months: '3',
      decideWorkingDays: '15',
      delayMinutes: '45',
      askAgainDays: '60',
      quiet: 'on',
      quietFrom: '20',
      quietUntil: '9',
    };
    const entries = () => test.get(Audit).about('setting:organization');

    it('are open to administrators only', async () => {
      expect((await people.admin.get('/settings')).status).toBe(200);
      for (const name of ['ana', 'lead', 'recovery', 'hr', 'auditor'] as const) {
        expect((await people[name].get('/settings')).status).toBe(403);
        expect((await people[name].post('/settings', good)).status).toBe(403);
      }
    });

    it('a form with a mistake comes back as it was typed, and changes nothing', async () => {
      const reply = await people.admin.post('/settings', {
        ...good,
        name: 'Otro <nombre>',
        askAgainDays: 'muchos',
      });
      expect(reply.status).toBe(400);
      expect(reply.text).toMatch(/role="alert"[\s\S]*href="#field-askAgainDays">/);
      expect(reply.text).toContain('value="Otro &lt;nombre&gt;"');
      expect(reply.text).toContain('value="77,5"');
      expect((await test.get(SettingsStore).get('organization')).name).toBe('Aplauso');
      expect(await entries()).toEqual([]);
    });

    it('every fault is named at once, each at its field', async () => {
      const reply = await people.admin.post('/settings', {
        ...good,
        name: '  ',
        timezone: 'Mars/Olympus',
        region: 'mx',
        target: 'mucho',
        csatTarget: '100',
        responseRate: '101',
        months: '13',
        decideWorkingDays: '0',
        delayMinutes: '1,5',
        askAgainDays: '',
      });
      expect(reply.status).toBe(400);
      const wrong = [
        'name',
        'timezone',
        'region',
        'target',
        'csatTarget',
        'responseRate',
        'months',
        'decideWorkingDays',
        'delayMinutes',
        'askAgainDays',
      ];
      for (const field of wrong) {
        expect(reply.text).toContain(`href="#field-${field}"`);
        expect(reply.text).toContain(`id="error-${field}"`);
      }
      expect(reply.text).not.toContain('id="error-locale"');
      expect(reply.text).toContain('Meta de puntuación: no es un número');
    });

    it('a field that is not on the form is refused', async () => {
      expect((await people.admin.post('/settings', { ...good, salt: 'mine' })).status).toBe(400);
    });

    it('what is right is kept, with an audit entry; what the brand page settles stays as it is', async () => {
      const reply = await people.admin.post('/settings', good);
      expect(reply.status).toBe(303);
      expect(reply.headers['location']).toBe('/settings');
      const store = test.get(SettingsStore);
      expect(await store.get('organization')).toMatchObject({
        name: 'Agua Clara',
        accent: '#0f5c57',
        tone: 'usted',
      });
      expect(await store.get(scoringSetting)).toEqual({ target: 77.5, csatTarget: 85 });
      expect(await store.get(readinessSetting)).toEqual({
        reliability: 0.555,
        response_rate: 0.12,
        coverage: 0.8,
        answers: 400,
        months: 3,
      });
      expect(await store.get(appealsSetting)).toEqual({ decideWorkingDays: 15 });
      expect(await store.get(invitationRules)).toMatchObject({
        delayMinutes: 45,
        askAgainDays: 60,
        quietHours: { from: 20, until: 9 },
        openDays: 14,
      });
      const [entry] = await entries();
      expect(entry).toMatchObject({ actor: `user:${people.admin.userId}`, action: 'setting.changed' });
      expect(JSON.parse(entry?.details ?? '')).toMatchObject({
        changed: ['name'],
        from: {},
        to: {},
      });
      const page = (await people.admin.get('/settings')).text;
      for (const value of ['77.5', '55.5', '12', '400', '15']) expect(page).toContain(`value="${value}"`);
    });

    it('saving the same again changes nothing and leaves no entry', async () => {
      const before = (await entries()).length;
      expect((await people.admin.post('/settings', good)).status).toBe(303);
      expect((await entries()).length).toBe(before);
    });

    it('without the tick no hour is quiet', async () => {
      const loud = Object.entries(good).filter(([name]) => name !== 'quiet');
      await people.admin.post('/settings', Object.fromEntries(loud));
      expect((await test.get(SettingsStore).get(invitationRules)).quietHours).toBeNull();
    });
  });

  it('somebody with several roles sees the share of each', async () => {
    const both = await test.signIn([grant('hr', 'all'), grant('recovery', 'all')]);
    const { text } = await both.get('/');
    expect(waitingOn(text)).toContain('clientes esperan que los recuperemos');
    expect(waitingOn(text)).toContain('espera su aprobación');
    expect(text).toContain('CSAT');
  });
});

/** An identifier as UUID v7 makes it at an instant: the first 48 bits are the time. */
function idMadeAt(instant: number, sequence: number): string {
  const time = instant.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(sequence).padStart(12, '0')}`;
}
