/** The desk of whoever looks after the sending, on both databases: how far, stop and go, limits, uncertain mails. */
import { interactionInput, Interactions, Touchpoints } from '../../src/interactions';
import { JobRunner } from '../../src/platform/jobs';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';

const MINUTE = 60_000;

describeOnBothDatabases('the sending desk', (kind) => {
  let test: TestApp;
  let sofia: SignedIn;
  let made = 0;

  beforeEach(async () => {
    test = await bootApp(kind);
    await test.get(Touchpoints).upsert('phone', { name: 'Teléfono', channel: 'phone' }, 'test');
    sofia = await test.signIn([{ role: 'admin', scope: 'all' }]);
    await test.work();
  });
  afterEach(() => test.close());

  const contact = async () => {
    made += 1;
    await test.get(Interactions).intake(
      interactionInput.parse({
        externalId: `T-${made}`,
        touchpoint: 'phone',
        occurredAt: new Date(test.clock.now()).toISOString(),
        customer: { externalId: `C-${made}`, name: 'Marta Ruiz', email: `customer-${made}@example.com` },
        participants: [],
      }),
    );
  };
  const words = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  const page = async () => words((await sofia.get('/invitations/sending').expect(200)).text);
  const states = async () =>
    (await test.database.all<{ state: string }>(`SELECT state AS "state" FROM invitation ORDER BY id`)).map(
      (row) => row.state,
    );
  const audited = async () =>
    (
      await test.database.all<{ action: string }>(`SELECT action AS "action" FROM audit_entry ORDER BY seq`)
    ).map((row) => row.action);

  it('with nothing to do it says so', async () => {
    expect(await page()).toContain('No hay correos pendientes.');
  });

  it('paused, what is due remains and is counted; resumed, it leaves and the desk shows it', async () => {
    await sofia.post('/invitations/sending/pauses', { paused: 'true' }).expect(303);
    await contact();
    await contact();
    test.clock.advance(31 * MINUTE);
    await test.work();
    expect(await states()).toEqual(['planned', 'planned']);
    expect(await page()).toContain('El envío está en pausa.');
    await sofia.post('/invitations/sending/pauses', { paused: 'false' }).expect(303);
    expect(await page()).toContain('Faltan 2 correos.');
    test.clock.advance(MINUTE);
    await test.work();
    expect(await states()).toEqual(['sent', 'sent']);
    const text = await page();
    expect(text).toContain('No hay correos pendientes.');
    expect(text).toMatch(/Enviados en la última hora 2/);
    expect((await audited()).filter((action) => action === 'sending.changed')).toHaveLength(2);
  });

  it('limits are read line by line; a line that is none is named and nothing is changed', async () => {
    await sofia
      .post('/invitations/sending', {
        perMinute: '',
        perReceiverMinute: '120',
        receivers: 'google 300\r\nempresa.example 5',
      })
      .expect(303);
    const kept = await test.database.get<{ value: string }>(
      `SELECT value AS "value" FROM setting WHERE name = 'sending'`,
    );
    expect(JSON.parse(kept?.value ?? '')).toEqual({
      paused: false,
      perMinute: null,
      perReceiverMinute: 120,
      receivers: [
        { receiver: 'google', perMinute: 300 },
        { receiver: 'empresa.example', perMinute: 5 },
      ],
    });
    const refused = await sofia
      .post('/invitations/sending', { perMinute: 'many', perReceiverMinute: '0', receivers: 'google' })
      .expect(422);
    expect(words(refused.text)).toContain('“google” no se entiende');
    expect(refused.text).toContain('value="many"');
    expect(
      JSON.parse(
        (
          await test.database.get<{ value: string }>(
            `SELECT value AS "value" FROM setting WHERE name = 'sending'`,
          )
        )?.value ?? '',
      ),
    ).toMatchObject({ perReceiverMinute: 120 });
  });

  describe('a mail that may or may not have left', () => {
    let id = '';
    beforeEach(async () => {
      await contact();
      await test.database.run(
        `UPDATE invitation SET state = 'unknown', message_id = '<inv-x@y>', attempts = 1, expires_at = ?, updated_at = ?`,
        [test.clock.now() + 14 * 24 * 60 * MINUTE, test.clock.now()],
      );
      id = (await test.database.get<{ id: string }>(`SELECT id AS "id" FROM invitation`))?.id ?? '';
    });
    const mails = async () => (await test.database.all(`SELECT id FROM captured_mail`)).length;

    it('waits for a decision and never leaves by itself', async () => {
      expect(await page()).toContain('1 envío incierto');
      for (let days = 0; days < 3; days += 1) {
        test.clock.advance(24 * 60 * MINUTE);
        await test.get(JobRunner).drain();
      }
      expect([await states(), await mails()]).toEqual([['unknown'], 0]);
    });

    it('sent again by decision: once, and whoever decided is on record', async () => {
      await sofia.post(`/invitations/${id}/unknown-decisions`, { decision: 'resend' }).expect(303);
      await test.work();
      expect([await states(), await mails()]).toEqual([['sent'], 1]);
      expect(await audited()).toContain('invitation.unknown_decided');
      await sofia.post(`/invitations/${id}/unknown-decisions`, { decision: 'resend' }).expect(409);
      expect(await mails()).toBe(1);
    });

    it('left alone by decision: it is no question any more, and the link it may carry stays good', async () => {
      await sofia.post(`/invitations/${id}/unknown-decisions`, { decision: 'leave' }).expect(303);
      expect(await page()).toContain('Ningún envío incierto');
      expect(await states()).toEqual(['unknown']);
      await sofia.post(`/invitations/${id}/unknown-decisions`, { decision: 'resend' }).expect(409);
    });

    it('of two who decide at once, one does', async () => {
      const replies = await Promise.all(
        ['resend', 'leave', 'resend'].map((decision) =>
          sofia.post(`/invitations/${id}/unknown-decisions`, { decision }),
        ),
      );
      expect(replies.map(({ status }) => status).sort()).toEqual([303, 409, 409]);
    });
  });
});
