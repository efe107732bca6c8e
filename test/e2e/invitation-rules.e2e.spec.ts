/** The pages about asking: rules drafted and tried without consequences, the why of a contact, shares, and the list of addresses. */
import { type Intake, interactionInput, Interactions, Touchpoints } from '../../src/interactions';
import { DEFAULT_INVITATION_RULES, invitationRules, type InvitationRules } from '../../src/invitations';
import { Employees } from '../../src/organization';
import { parseInput } from '../../src/platform/errors';
import { SettingsStore } from '../../src/platform/views';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';

const MINUTE = 60_000;
const TABLES = ['setting', 'audit_entry', 'invitation', 'invitation_event', 'invitation_rule_set', 'invitation_quota_place', 'suppression']; // prettier-ignore

describeOnBothDatabases('the pages about asking', (kind) => {
  let test: TestApp;
  let admin: SignedIn;
  let contacts = 0;

  beforeEach(async () => {
    test = await bootApp(kind);
    contacts = 0;
    const employees = test.get(Employees);
    await employees.upsert('E-1', { name: 'Ana Beltrán', hiredOn: '2020-01-01' }, 'system');
    await employees.upsert('E-2', { name: 'Diego Mora', hiredOn: '2020-01-01' }, 'system');
    await test
      .get(Touchpoints)
      .upsert('phone-support', { name: 'Atención telefónica', channel: 'phone' }, 'system');
    // From here on the schedules have been looked at once and follow the clock.
    await test.work();
    admin = await test.signIn([{ role: 'admin', scope: 'all' }]);
  });
  afterEach(() => test.close());

  const contact = (change: Record<string, unknown> = {}): Promise<Intake> => {
    contacts += 1;
    const input = {
      source: 'crm',
      externalId: `T-${contacts}`,
      touchpoint: 'phone-support',
      reason: 'billing',
      occurredAt: new Date(test.clock.now()).toISOString(),
      customer: { externalId: `C-${contacts}`, email: `customer${contacts}@example.com`, segment: 'repeat' },
      participants: [{ employee: 'E-1' }],
      ...change,
    };
    return test.get(Interactions).intake(parseInput(interactionInput, input));
  };
  const set = (change: Partial<InvitationRules>) =>
    test.get(SettingsStore).set(invitationRules, { ...DEFAULT_INVITATION_RULES, ...change });
  const everyRow = async () =>
    JSON.stringify(
      await Promise.all(TABLES.map((table) => test.database.all(`SELECT * FROM ${table} ORDER BY 1`))),
    );
  /** What the browser would send back: every field as it is shown. */
  const formOn = (html: string): Record<string, string> => {
    const form = html.slice(html.indexOf('<form method="post" action="/invitations/rules"'));
    const fields: Record<string, string> = {};
    for (const [, attributes = ''] of form.matchAll(/<input ([^>]*)>/g)) {
      const of = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(attributes)?.[1];
      const name = of('name');
      if (!name || name === '_csrf') continue;
      if (of('type') === 'checkbox' && !attributes.includes(' checked')) continue;
      fields[name] = of('value') ?? '';
    }
    for (const [, name = '', text = ''] of form.matchAll(/<textarea[^>]* name="([^"]*)"[^>]*>\n?([^<]*)</g))
      fields[name] = text;
    for (const [, name = '', options = ''] of form.matchAll(
      /<select[^>]* name="([^"]*)"[^>]*>(.*?)<\/select>/gs,
    )) {
      fields[name] =
        /value="([^"]*)" selected/.exec(options)?.[1] ?? /value="([^"]*)"/.exec(options)?.[1] ?? '';
    }
    return fields;
  };
  /** Tries a draft on the past and waits for what comes of it. */
  const tried = async (form: Record<string, string>): Promise<string> => {
    const asked = await admin.post('/invitations/rules', { ...form, action: 'preview' }).expect(303);
    await test.work();
    return (await admin.get(String(asked.headers['location'])).expect(200)).text;
  };
  const opened = async (who = admin) => formOn((await who.get('/invitations/rules').expect(200)).text);

  describe('the rules', () => {
    it('what is shown and saved as it is changes nothing', async () => {
      const form = await opened();
      const before = await test.database.all(`SELECT * FROM setting WHERE name = 'invitations'`);
      await admin.post('/invitations/rules', { ...form, action: 'save' }).expect(303);
      expect(await test.database.all(`SELECT * FROM setting WHERE name = 'invitations'`)).toEqual(before);
    });

    it('a draft is added to, moved and tried without anything that counts changing', async () => {
      for (let n = 0; n < 4; n += 1) await contact({ reason: n % 2 ? 'outage' : 'billing' });
      test.clock.advance(MINUTE);
      const form = await opened();
      const before = await everyRow();
      const added = await admin.post('/invitations/rules', { ...form, action: 'add' }).expect(200);
      const one = {
        ...formOn(added.text),
        'rules.0.name': 'Averías',
        'rules.0.reasons': 'Outage',
        'rules.0.probability': '0',
      };
      const more = await admin.post('/invitations/rules', { ...one, action: 'add' }).expect(200);
      const two = { ...formOn(more.text), 'rules.1.name': 'Todas', 'rules.1.probability': '100' };
      const moved = await admin.post('/invitations/rules', { ...two, action: 'up.1' }).expect(200);
      expect(formOn(moved.text)).toMatchObject({ 'rules.0.name': 'Todas', 'rules.1.name': 'Averías' });
      const removed = await admin.post('/invitations/rules', { ...two, action: 'remove.1' }).expect(200);
      expect(removed.text).not.toContain('rules.1.name');
      const page = await tried(two);
      expect(page).toMatch(/Con estas reglas se habrían enviado 2 de 4 \(50\.0\s%\)/);
      expect(page).toMatch(/1\. Averías<\/th><td class="end">2<\/td><td class="end">0</);
      expect(page).toMatch(/Correo<\/th><td class="end soft">4<\/td><td class="end">2</);
      expect(await everyRow()).toBe(before);
    });

    it('saved rules decide from then on, and the page tells who changed what', async () => {
      const added = await admin.post('/invitations/rules', { ...(await opened()), action: 'add' });
      const draft = {
        ...formOn(added.text),
        'rules.0.name': 'Averías',
        'rules.0.reasons': 'outage',
        'rules.0.probability': '0',
        delayMinutes: '45',
      };
      await admin.post('/invitations/rules', { ...draft, action: 'save' }).expect(303);
      expect((await contact({ reason: 'outage' })).invitation).toEqual({
        status: 'suppressed',
        reason: 'not_sampled',
      });
      expect((await contact()).invitation).toMatchObject({ sendAt: test.clock.now() + 45 * MINUTE });
      const page = (await admin.get('/invitations/rules').expect(200)).text;
      expect(page).toContain('Test Person');
      expect(page).toMatch(/Antes" class="soft">30 minutos<\/td><td data-label="Después">45 minutos</);
      const entry = await test.database.get<{ action: string; details: string }>(
        `SELECT action AS "action", details AS "details" FROM audit_entry WHERE subject = 'setting:invitations'`,
      );
      expect(entry?.action).toBe('setting.changed');
      expect(entry?.details).not.toContain('everybody');
    });

    it('with the first draw comes a salt that nobody knows, and the next change keeps it', async () => {
      await admin
        .post('/invitations/rules', { ...(await opened()), probability: '12,5', action: 'save' })
        .expect(303);
      const kept = async () => {
        const row = await test.database.get<{ value: string }>(
          `SELECT value AS "value" FROM setting WHERE name = 'invitations'`,
        );
        return (JSON.parse(row?.value ?? '{}') as InvitationRules).sampling;
      };
      const first = await kept();
      expect(first.probability).toBe(0.125);
      expect(first.salt).toMatch(/^[0-9a-f]{32}$/);
      await admin
        .post('/invitations/rules', { ...(await opened()), probability: '25', action: 'save' })
        .expect(303);
      expect(await kept()).toEqual({ ...first, probability: 0.25 });
    });

    it('two people at once: the second is told, sees what changed, and may still save', async () => {
      const [mine, theirs] = [await opened(), await opened()];
      await admin.post('/invitations/rules', { ...theirs, openDays: '10', action: 'save' }).expect(303);
      const refused = await admin
        .post('/invitations/rules', { ...mine, openDays: '20', action: 'save' })
        .expect(409);
      expect(refused.text).toContain('Otra persona cambió las reglas');
      expect((await test.get(SettingsStore).get(invitationRules)).openDays).toBe(10);
      await admin.post('/invitations/rules', { ...formOn(refused.text), action: 'save' }).expect(303);
      expect((await test.get(SettingsStore).get(invitationRules)).openDays).toBe(20);
    });

    it('every fault is named at its field, all at once, and nothing is lost', async () => {
      const added = await admin.post('/invitations/rules', { ...(await opened()), action: 'add' });
      const wrong = {
        ...formOn(added.text),
        'rules.0.name': '',
        'rules.0.probability': 'viele',
        touchpointMost: '2',
        touchpointDays: '',
        reminderMost: '2',
        reminderDays: '9',
        extra: '2026-02-30',
        internal: 'not an address',
        delayMinutes: '20000',
        maxAgeDays: '2',
      };
      const page = await admin.post('/invitations/rules', { ...wrong, action: 'save' }).expect(400);
      for (const field of ['rules.0.name', 'rules.0.probability', 'extra', 'internal'])
        expect(page.text).toContain(`href="#field-${field}"`);
      expect(page.text).toContain('value="viele"');
      const corrected = {
        ...wrong,
        'rules.0.name': 'A',
        'rules.0.probability': '50',
        extra: '',
        internal: '',
      };
      const still = await admin.post('/invitations/rules', { ...corrected, action: 'save' }).expect(400);
      for (const field of ['touchpointDays', 'reminderDays', 'delayMinutes'])
        expect(still.text).toContain(`href="#field-${field}"`);
    });

    it('seven quiet days would mean no mail at all', async () => {
      const form = await opened();
      const everyDay = new URLSearchParams({ ...form, action: 'save' });
      for (const day of '1234567') everyDay.append('weekdays', day);
      const page = await admin.post('/invitations/rules', everyDay as unknown as Record<string, string>);
      expect([page.status, (await test.get(SettingsStore).get(invitationRules)).quietWeekdays]).toEqual([
        400,
        [],
      ]);
    });

    it('auditors read the rules and change nothing; leads and employees do neither', async () => {
      const auditor = await test.signIn([{ role: 'auditor', scope: 'all' }]);
      const page = await auditor.get('/invitations/rules').expect(200);
      expect(page.text).not.toContain('value="save"');
      await auditor.post('/invitations/rules', { action: 'save' }).expect(403);
      const lead = await test.signIn([{ role: 'lead', scope: 'team' }]);
      await lead.get('/invitations/rules').expect(403);
      await lead.get('/invitations/suppressions').expect(403);
    });
  });

  describe('what would have happened', () => {
    it('lives the month through again as the planner would: quotas, frequency, displacement, opt-outs', async () => {
      await set({ askAgainDays: 0 });
      const same = { customer: { externalId: 'C-x', email: 'same@example.com' } };
      await contact(same);
      await contact(same);
      await contact({ reason: 'outage', ...same });
      for (let n = 0; n < 6; n += 1) await contact({ participants: [{ employee: 'E-2' }] });
      await contact({ customer: null });
      test.clock.advance(MINUTE);
      const form = await opened();
      const draft = {
        ...form,
        askAgainDays: '30',
        quotaMost: '4',
        quotaPer: 'month',
        quotaEvenly: '',
        'rules.0.key': 'outages',
        'rules.0.name': 'Averías',
        'rules.0.reasons': 'outage',
        'rules.0.probability': '100',
        'rules.0.quotaPer': 'week',
        'rules.0.priority': '100',
      };
      const page = await tried(draft);
      // One of the same customer's three (the outage), four of the six of E-2's month.
      expect(page).toMatch(/Con estas reglas se habrían enviado 5 de 10 \(50\.0\s%\)/);
      const counted = (reason: string) =>
        new RegExp(`${reason}</th><td class="end soft">(\\d+)</td><td class="end">(\\d+)<`)
          .exec(page)
          ?.slice(1);
      expect(counted('La cuota del empleado para el periodo estaba completa\\.')).toEqual(['0', '2']);
      expect(counted('Una invitación más importante ocupó su lugar\\.')).toEqual(['0', '1']);
      expect(counted('Ya se le preguntó hace poco\\.')).toEqual(['0', '1']);
    });

    it('what the rules in force say of the past is what they did', async () => {
      await set({ sampling: { ...DEFAULT_INVITATION_RULES.sampling, probability: 0.5, salt: 'autumn' } });
      const decided = [];
      for (let n = 0; n < 40; n += 1) {
        decided.push(
          await contact({ customer: { externalId: `C-${n % 25}`, email: `c${n % 25}@example.com` } }),
        );
        test.clock.advance(MINUTE);
      }
      const sent = decided.filter(({ invitation }) => invitation?.status === 'planned').length;
      const page = await tried(await opened());
      expect(page).toContain(`Con estas reglas se habrían enviado ${sent} de 40`);
    });

    it('shows how far it has come before it is done, also without JavaScript, and looking changes nothing', async () => {
      await contact();
      test.clock.advance(MINUTE);
      const form = { ...(await opened()), probability: '0', action: 'preview' };
      const asked = await admin.post('/invitations/rules', form).expect(303);
      const place = String(asked.headers['location']);
      const rows = () => test.database.all('SELECT * FROM what_if');
      const before = JSON.stringify(await rows());
      const waiting = (await admin.get(place).expect(200)).text;
      expect(waiting).toContain('role="progressbar"');
      expect(waiting).toContain('<noscript><meta http-equiv="refresh" content="3"></noscript>');
      expect(waiting).toContain(`action="${place}/cancellations"`);
      expect(JSON.stringify(await rows())).toBe(before);
      await test.work();
      const done = (await admin.get(place).expect(200)).text;
      expect(done).toContain('Con estas reglas se habrían enviado 0 de 1');
      expect(done).not.toMatch(/http-equiv="refresh"|role="progressbar"|data-refresh/);
      // Kept: whoever comes back finds it, and the draft it was made from.
      const rules = (await admin.get('/invitations/rules').expect(200)).text;
      expect(rules).toContain(`<a href="${place}">Con estas reglas se habrían enviado 0 de 1`);
      const draft = await admin.get(`/invitations/rules?draft=${place.split('/').at(-1)}`).expect(200);
      expect(formOn(draft.text)).toMatchObject({ probability: '0' });
    });

    it('cancelled it stays cancelled; another one of the same person takes its place', async () => {
      const ask = async () =>
        String(
          (await admin.post('/invitations/rules', { ...(await opened()), action: 'preview' }).expect(303))
            .headers['location'],
        );
      const first = await ask();
      await admin.post(`${first}/cancellations`, {}).expect(303);
      const second = await ask();
      test.clock.advance(MINUTE);
      const third = await ask();
      await test.work();
      for (const place of [first, second]) {
        const page = (await admin.get(place).expect(200)).text;
        expect(page).toContain('Se canceló antes de terminar.');
      }
      expect((await admin.get(third).expect(200)).text).toContain('No hubo contactos en los últimos 30 días');
      await admin.post(`${third}/cancellations`, {}).expect(303);
      expect((await admin.get(third).expect(200)).text).toContain('No hubo contactos en los últimos 30 días');
    });

    it('what was tried can be taken over as it was shown, unless others changed the rules meanwhile', async () => {
      const ask = async (change: Record<string, string>) => {
        const form = { ...(await opened()), ...change, action: 'preview' };
        return String((await admin.post('/invitations/rules', form).expect(303)).headers['location']);
      };
      const [mine, theirs] = [await ask({ openDays: '20' }), await ask({ openDays: '10' })];
      await test.work();
      const saved = await admin.post(`${theirs}/adoptions`, {}).expect(303);
      expect(saved.headers['location']).toBe('/invitations/rules');
      expect((await test.get(SettingsStore).get(invitationRules)).openDays).toBe(10);
      const refused = await admin.post(`${mine}/adoptions`, {}).expect(303);
      expect(refused.headers['location']).toBe(`/invitations/rules?draft=${mine.split('/').at(-1)}`);
      expect((await test.get(SettingsStore).get(invitationRules)).openDays).toBe(10);
      const auditor = await test.signIn([{ role: 'auditor', scope: 'all' }]);
      expect((await auditor.get(theirs).expect(200)).text).not.toContain('/adoptions"');
      await auditor.post(`${theirs}/adoptions`, {}).expect(403);
      await auditor.post(`${theirs}/cancellations`, {}).expect(403);
      await admin.get('/invitations/rules/what-ifs/nothing').expect(404);
    });
  });

  describe('why', () => {
    it('a contact that was not drawn: every check with its numbers, and the draw repeated', async () => {
      await set({ sampling: { ...DEFAULT_INVITATION_RULES.sampling, probability: 0, salt: 'autumn' } });
      const { id } = await contact();
      const before = await everyRow();
      for (const query of [`reference=${id}`, 'reference=T-1', 'reference=T-1&source=crm']) {
        const page = (await admin.get(`/invitations/why?${query}`).expect(200)).text;
        expect(page).toContain('No se preguntó');
        expect(page).toMatch(/Salió en el sorteo<\/b> <span class="care">No cumple/);
        expect(page).toContain('El sorteo se repitió ahora');
        expect(page).toMatch(/El cliente acepta encuestas<\/b> <span class="soft">Cumple/);
        expect(page).not.toContain('customer1@example.com');
      }
      expect(await everyRow()).toBe(before);
      const missing = await admin.get('/invitations/why?reference=T-99').expect(200);
      expect(missing.text).toContain('No hay un contacto con ese identificador');
    });

    it('a contact that was sent tells when, by which rule, and which place of the quota it took', async () => {
      await set({
        rules: [{ key: 'all', name: 'Todas', touchpoints: [], channels: [], reasons: [], segments: [], probability: 1, quota: { most: 3, per: 'week', evenly: false }, priority: 75, delayMinutes: 10, maxAgeDays: null }],
      }); // prettier-ignore
      await contact();
      test.clock.advance(11 * MINUTE);
      await test.work();
      const page = (await admin.get('/invitations/why?reference=T-1').expect(200)).text;
      expect(page).toContain('Se preguntó');
      expect(page).toContain('1. Todas');
      expect(page).toContain('Ana Beltrán, 2026-W45: 0 de 3 tomados');
    });

    it('several sources with the same identifier are told apart', async () => {
      await contact({ externalId: 'T-x' });
      await contact({ externalId: 'T-x', source: 'chat' });
      const page = (await admin.get('/invitations/why?reference=T-x').expect(200)).text;
      expect(page).toContain('Hay varios contactos');
      expect(page).toContain('reference&#x3D;T-x&amp;source&#x3D;chat');
    });

    it('whoever leads nobody finds nobody’s contact', async () => {
      await contact();
      const lead = await test.signIn([{ role: 'lead', scope: 'team' }]);
      const page = await lead.get('/invitations/why?reference=T-1').expect(200);
      expect(page.text).toContain('No hay un contacto con ese identificador');
    });
  });

  it('shares stand beside those of colleagues at the same touchpoint', async () => {
    await set({ askAgainDays: 0 });
    for (let n = 0; n < 30; n += 1) {
      await contact({
        participants: [{ employee: n % 2 ? 'E-1' : 'E-2' }],
        reason: n % 2 ? 'billing' : 'outage',
      });
    }
    test.clock.advance(31 * MINUTE);
    await test.work();
    await set({ askAgainDays: 0, excluded: { ...DEFAULT_INVITATION_RULES.excluded, reasons: ['outage'] } });
    for (let n = 0; n < 30; n += 1) await contact({ participants: [{ employee: 'E-2' }], reason: 'outage' });
    const page = (await admin.get('/invitations/shares?days=30').expect(200)).text;
    expect(page).toMatch(/Todos juntos: 30 de 60 \(50\.0\s%\)/);
    expect(page).toMatch(/Ana Beltrán<\/th>.*?>15<.*?>100\.0\s%<.*?33\.3\s%.*?Pocos contactos/s);
    expect(page).toMatch(/Diego Mora<\/th>.*?>45<.*?33\.3\s%.*?Menos que los colegas/s);
    // What wants an explanation comes first.
    expect(page.indexOf('Diego Mora</th>')).toBeLessThan(page.indexOf('Ana Beltrán</th>'));
  });

  describe('addresses nobody writes to', () => {
    it('an address is put on the list by typing it, stops what was planned, and is nowhere in full', async () => {
      const { id } = await contact();
      const form = { address: 'Customer1@Example.com', why: 'customer_asked' };
      await admin.post('/invitations/suppressions', { ...form, action: 'add' }).expect(303);
      const row = await test.database.get<{ state: string; reason: string }>(
        `SELECT state AS "state", reason AS "reason" FROM invitation WHERE interaction_id = ?`,
        [id],
      );
      expect(row).toEqual({ state: 'cancelled', reason: 'opted_out' });
      const page = (await admin.get('/invitations/suppressions').expect(200)).text;
      expect(page).toContain('Lo añadió alguien de la casa');
      expect(page).not.toMatch(/customer1/i);
      const found = await admin.post('/invitations/suppressions', { ...form, action: 'look' }).expect(200);
      expect(found.text).toContain('La dirección está en la lista desde');
      await admin.post('/invitations/suppressions', { ...form, action: 'lift', why: 'mistake' }).expect(303);
      const free = await admin.post('/invitations/suppressions', { ...form, action: 'look' }).expect(200);
      expect(free.text).toContain('La dirección no está en la lista.');
      const audit = await test.database.all<{ action: string; details: string; subject: string }>(
        `SELECT action AS "action", details AS "details", subject AS "subject" FROM audit_entry WHERE action LIKE 'suppression%' ORDER BY seq`,
      );
      expect(audit.map(({ action }) => action)).toEqual(['suppression.added', 'suppression.lifted']);
      expect(JSON.stringify(audit)).not.toMatch(/customer1/i);
    });

    it('a telephone number is put on the list the same way, in every spelling, and is nowhere in full', async () => {
      const form = { address: '+52 55 1234 5678', why: 'customer_asked' };
      await admin.post('/invitations/suppressions', { ...form, action: 'add' }).expect(303);
      const found = await admin
        .post('/invitations/suppressions', { ...form, address: '0052 (55) 1234-5678', action: 'look' })
        .expect(200);
      expect(found.text).toContain('La dirección está en la lista desde');
      for (const table of ['suppression', 'audit_entry'])
        expect(JSON.stringify(await test.database.all(`SELECT * FROM ${table}`))).not.toContain('12345678');
      const short = { ...form, address: '55 1234 5678', action: 'add' };
      expect((await admin.post('/invitations/suppressions', short).expect(400)).text).toContain(
        'href="#field-address"',
      );
    });

    it('what is no address is refused, and the list pages on', async () => {
      const page = await admin
        .post('/invitations/suppressions', { address: 'nobody', why: 'mistake', action: 'add' })
        .expect(400);
      expect(page.text).toContain('href="#field-address"');
      for (let n = 0; n < 52; n += 1) {
        await test.database.run(
          `INSERT INTO suppression (address_hash, reason, source, suppressed_at) VALUES (?, 'bounced', 'mail', ?)`,
          [String(n).padStart(64, '0'), n],
        );
      }
      const first = (await admin.get('/invitations/suppressions').expect(200)).text;
      const older = /href="(\/invitations\/suppressions\?at[^"]*)"/
        .exec(first)?.[1]
        ?.replaceAll('&amp;', '&')
        .replaceAll('&#x3D;', '=');
      expect(first.match(/<code>/g)).toHaveLength(50);
      const second = (await admin.get(older ?? '').expect(200)).text;
      expect(second.match(/<code>/g)).toHaveLength(2);
    });
  });
});
