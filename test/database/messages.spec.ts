/** Messages beside mail: the same rules, one hand-over each, and an honest word about what became of it. */
import { Erasure, Suppressions } from '../../src/customers';
import { Invitations } from '../../src/invitations';
import { InvitationHousekeeping } from '../../src/invitations/housekeeping';
import { MessageChannels } from '../../src/invitations/channels/message-channels';
import { MessageOutcomes } from '../../src/invitations/channels/message-outcomes';
import { MessageSender } from '../../src/invitations/channels/message-sender';
import { MessageStore } from '../../src/invitations/channels/message.store';
import { SendingDesk } from '../../src/invitations/sending/sending-desk';
import { describeOnBothDatabases } from '../support';
import { breaksOff, replies, staysSilent } from '../support/fake-provider';
import { BASE, DAY, MINUTE, NOON } from './invitations.fixture';
import { admin, messagesOn, type MessagesUnderTest, NUMBER, SECRET, settingsFor } from './messages.fixture';

const signal = new AbortController().signal;

describeOnBothDatabases('messages', (kind) => {
  let test: MessagesUnderTest;
  beforeEach(async () => (test = await messagesOn(kind)));
  afterEach(() => test.close());

  const texts = () => test.provider.requests.map(({ json }) => json?.['text'] ?? '');
  const tokenIn = (text: string) => /\/s\/([\w-]{43})/.exec(text)?.[1] ?? '';
  const eventsOf = async (id: string) =>
    (
      await test.database.all<{ state: string; detail: string | null }>(
        `SELECT e.state AS "state", e.detail AS "detail" FROM invitation_event e JOIN invitation i ON i.id = e.invitation_id
         WHERE i.interaction_id = ? ORDER BY e.at, e.id`,
        [id],
      )
    ).map(({ state, detail }) => ({ state, ...(JSON.parse(detail ?? '{}') as object) }));
  const row = (id: string) => test.invitation(id);
  const carrier = async (id: string) =>
    (
      await test.database.get<{ channel: string }>(
        `SELECT channel AS "channel" FROM invitation WHERE interaction_id = ?`,
        [id],
      )
    )?.channel;

  describe('sending', () => {
    it('a customer with a number is asked by message when it is time, once, with a link that works', async () => {
      const id = await test.phoned();
      expect(await carrier(id)).toBe('sms');
      await test.work(29);
      expect(test.provider.requests).toHaveLength(0);
      await test.work(1);
      await test.work(1);
      expect(test.provider.requests).toHaveLength(1);
      expect(await test.mails()).toEqual([]);
      const [request] = test.provider.requests;
      const { id: invitationId } = await row(id);
      expect(request?.headers).toMatchObject({
        authorization: `Bearer ${SECRET}`,
        'idempotency-key': `inv-${invitationId}`,
      });
      expect(request?.json?.['to']).toBe(NUMBER);
      const [text = ''] = texts();
      expect(text.replace(/\/s\/[\w-]{43}/, '/s/…')).toBe(
        `Agua Clara: ¿qué nota merece la ayuda de Ana? Un minuto basta: ${BASE}/s/… Para no recibir estos mensajes: BAJA`,
      );
      expect(await test.get(Invitations).byAnswerToken(tokenIn(text))).toMatchObject({
        invitationId,
        channel: 'sms',
      });
      expect(await row(id)).toMatchObject({
        state: 'sent',
        attempts: 1,
        sentAt: NOON + 30 * MINUTE,
        expiresAt: NOON + 30 * MINUTE + 14 * DAY,
      });
      expect(await test.timeline(id)).toEqual(['planned', 'sending', 'sent']);
    });

    it('mail stays what it was where no message is preferred', async () => {
      await test.prefer(true, 'another-touchpoint');
      const { id } = await test.contact({}, { phone: NUMBER });
      await test.work();
      expect(await carrier(id)).toBe('email');
      expect(await test.mails()).toHaveLength(1);
      expect(test.provider.requests).toHaveLength(0);
    });

    it.each([
      ['no number', '55 1234 5678', 'no_number'],
      ['a number that is none', 'call me', 'no_number'],
    ])(
      '%s: the customer is asked by mail where the touchpoint allows it, else not',
      async (_, phone, instead) => {
        const { id } = await test.contact({}, { phone });
        await test.work();
        expect(await test.mails()).toHaveLength(1);
        expect((await eventsOf(id))[0]).toMatchObject({ state: 'planned', wanted: 'sms', instead });
        await test.prefer(false);
        const other = await test.contact({}, { externalId: 'C-78', email: 'other@example.com', phone });
        expect(await row(other.id)).toMatchObject({ state: 'suppressed', reason: 'no_address' });
      },
    );

    it('the frequency rules count messages and mails alike', async () => {
      await test.phoned({ email: 'marta@example.com' });
      await test.work();
      await test.prefer(true, 'another-touchpoint');
      const { id } = await test.contact({}, { phone: NUMBER });
      expect(await row(id)).toMatchObject({ state: 'suppressed', reason: 'asked_recently' });
    });

    it('what became due at night waits for the morning', async () => {
      const id = await test.phoned();
      await test.work(11 * 60);
      expect(test.provider.requests).toHaveLength(0);
      expect(await row(id)).toMatchObject({ state: 'planned', sendAt: Date.parse('2026-11-04T14:00:00Z') });
    });

    it('a pause holds messages back too', async () => {
      await test.get(SendingDesk).pause(true, 'cli');
      await test.phoned();
      await test.work();
      expect(test.provider.requests).toHaveLength(0);
      await test.get(SendingDesk).pause(false, 'cli');
      await test.work(1);
      expect(test.provider.requests).toHaveLength(1);
    });

    it('a reminder goes the way of the first message, and leads to the same answer', async () => {
      await test.rules({ reminders: { most: 1, afterDays: 3 } });
      const id = await test.phoned();
      await test.work();
      await test.work(3 * 24 * 60 + 60);
      expect(test.provider.requests).toHaveLength(2);
      const door = test.get(Invitations);
      const [first, second] = await Promise.all(
        texts().map(async (text) => door.byAnswerToken(tokenIn(text))),
      );
      expect(second?.invitationId).toBe(first?.invitationId);
      expect(
        await test.database.all(`SELECT id FROM invitation WHERE interaction_id = ? AND channel = 'sms'`, [
          id,
        ]),
      ).toHaveLength(2);
    });

    it('each provider has its pace: what is beyond it waits for its turn', async () => {
      const settings = settingsFor(test.provider.url, { perMinute: 2 });
      await test
        .get(MessageChannels)
        .change(
          test.channelId,
          { name: 'Mensajes', kind: 'sms', enabled: true, settings, credential: null },
          admin,
        );
      for (let n = 0; n < 6; n += 1) await test.phoned({ externalId: `C-${n}`, phone: `+5255123456${n}0` });
      await test.work();
      const afterFirst = test.provider.requests.length;
      expect(afterFirst).toBeLessThanOrEqual(3);
      await test.work(3);
      expect(test.provider.requests).toHaveLength(6);
    });

    it('hostile names are one line of text and nothing else', async () => {
      await test.phoned({ name: '","to":"+19995550100\r\nX: 1 \u202e{link} {{credential}}' });
      await test.get(MessageChannels).change(
        test.channelId,
        {
          name: 'Mensajes', kind: 'sms', enabled: true, credential: null,
          settings: settingsFor(test.provider.url, { texts: { 'es-usted': '{name}: {link}' } }),
        },
        admin,
      ); // prettier-ignore
      await test.work();
      const [request] = test.provider.requests;
      expect(request?.json?.['to']).toBe(NUMBER);
      expect(request?.json?.['text']).not.toMatch(/[\r\n\u202e]/);
      expect(request?.body).not.toContain(SECRET);
    });
  });

  describe('what changed since the planning', () => {
    it.each([
      ['opted_out', () => test.get(Suppressions).suppress(NUMBER, 'unsubscribed', 'test')],
      ['erased', () => test.database.run(`UPDATE customer SET erased_at = 1`)],
      ['no_address', () => test.database.run(`UPDATE customer SET phone = NULL`)],
      ['number_fails', () => test.get(Suppressions).suppress(NUMBER, 'bounced', 'test')],
      ['too_late', async () => test.clock.advance(4 * DAY)],
    ])('counts at the last moment: %s', async (reason, change) => {
      const id = await test.phoned();
      await change();
      await test.work();
      expect(await row(id)).toMatchObject({ state: 'cancelled', reason });
      expect(test.provider.requests).toHaveLength(0);
      expect(await test.database.all(`SELECT token_hash FROM invitation_token`)).toEqual([]);
    });

    it('a number that fails meanwhile: asked by mail, where there is an address', async () => {
      const id = await test.phoned({ email: 'marta@example.com' });
      await test.get(Suppressions).suppress(NUMBER, 'bounced', 'test');
      await test.work();
      await test.work(1);
      expect(test.provider.requests).toHaveLength(0);
      expect(await test.mails()).toHaveLength(1);
      expect(await test.timeline(id)).toEqual(['planned', 'planned', 'sending', 'sent']);
    });

    it('somebody who ended the mails gets no message instead, and the other way round', async () => {
      await test.get(Suppressions).suppress('marta@example.com', 'unsubscribed', 'test');
      const id = await test.phoned({ email: 'marta@example.com' });
      expect(await row(id)).toMatchObject({ state: 'suppressed', reason: 'opted_out' });
      await test.get(Suppressions).suppress('+525587654321', 'unsubscribed', 'test');
      await test.prefer(true, 'another-touchpoint');
      const other = await test.contact(
        {},
        { externalId: 'C-9', email: 'ines@example.com', phone: '+525587654321' },
      );
      expect(await row(other.id)).toMatchObject({ state: 'suppressed', reason: 'opted_out' });
    });

    it('a provider that is switched off: what waits for it goes by mail, or not at all', async () => {
      const [one, other] = [
        await test.phoned({ email: 'marta@example.com' }),
        await test.phoned({ externalId: 'C-2', phone: '+525587654321' }),
      ];
      const settings = settingsFor(test.provider.url);
      await test
        .get(MessageChannels)
        .change(
          test.channelId,
          { name: 'Mensajes', kind: 'sms', enabled: false, settings, credential: null },
          admin,
        );
      await test.work();
      await test.work(1);
      expect(await carrier(one)).toBe('email');
      expect(await row(one)).toMatchObject({ state: 'sent' });
      expect(await row(other)).toMatchObject({ state: 'cancelled', reason: 'channel_off' });
      expect(test.provider.requests).toHaveLength(0);
    });
  });

  describe('failures', () => {
    it.each([
      ['silence', staysSilent],
      ['a broken connection', breaksOff],
      ['a fault of the provider', replies(500)],
      ['a reply nobody can read', replies(200, '<html>')],
    ])('%s leaves it unknown; it is shown, and never sent again by itself', async (_, behaviour) => {
      test.provider.next(behaviour);
      const id = await test.phoned();
      await test.work();
      await test.work(24 * 60);
      expect(await row(id)).toMatchObject({ state: 'unknown', attempts: 1 });
      expect(test.provider.requests).toHaveLength(1);
      const desk = test.get(SendingDesk);
      expect((await desk.unknown(5)).map((one) => one.id)).toEqual([(await row(id)).id]);
      // Somebody decides: the same reference tells the provider that it may have the message already.
      await desk.decideUnknown((await row(id)).id, 'resend', 'cli');
      await test.work(1);
      const [first, second] = test.provider.requests.map(({ headers }) => headers['idempotency-key']);
      expect(second).toBe(first);
      expect(await row(id)).toMatchObject({ state: 'sent' });
    });

    it('killed between the request and the note: unknown, when the lease has run out', async () => {
      const id = await test.phoned();
      test.clock.advance(30 * MINUTE);
      const now = test.clock.now();
      const store = test.get(MessageStore);
      const sender = test.get(MessageSender);
      // The process dies after the provider has the message and before anything is written down.
      jest
        .spyOn(sender as unknown as { accepted: () => Promise<void> }, 'accepted')
        .mockRejectedValueOnce(new Error('kill -9'));
      await expect(sender.sendDue(test.channelId, signal)).rejects.toThrow('kill -9');
      expect(test.provider.requests).toHaveLength(1);
      expect(await store.claim(test.channelId, now + MINUTE, now + 2 * MINUTE, 10)).toEqual([]);
      test.clock.advance(6 * MINUTE);
      await test.get(InvitationHousekeeping).tidy();
      await test.work(60);
      expect(await row(id)).toMatchObject({ state: 'unknown', lastError: 'lease_expired' });
      expect(test.provider.requests).toHaveLength(1);
    });

    it('killed before the request: due again, and sent', async () => {
      const id = await test.phoned();
      test.clock.advance(30 * MINUTE);
      const now = test.clock.now();
      expect(await test.get(MessageStore).claim(test.channelId, now, now + 5 * MINUTE, 5)).toHaveLength(1);
      await test.work(6);
      await test.work(1);
      expect(await row(id)).toMatchObject({ state: 'sent' });
      expect(test.provider.requests).toHaveLength(1);
    });

    it('429: all of the provider waits as long as it asks for, then the same message goes', async () => {
      test.provider.next(replies(429, {}, { 'Retry-After': '1200' }));
      const id = await test.phoned();
      await test.work();
      expect(await row(id)).toMatchObject({ state: 'planned', lastError: 'http_429', attempts: 1 });
      const other = await test.phoned(
        { externalId: 'C-2', phone: '+525587654321' },
        { occurredAt: new Date(NOON).toISOString() },
      );
      await test.work(19);
      expect(test.provider.requests).toHaveLength(1);
      expect(await row(other)).toMatchObject({ state: 'planned' });
      await test.work(5);
      await test.work(15);
      expect((await row(id)).state).toBe('sent');
      expect((await row(other)).state).toBe('sent');
      const keys = test.provider.requests.map(({ headers }) => headers['idempotency-key']);
      expect(keys.filter((key) => key === keys[0])).toHaveLength(2);
    });

    it('401: nobody tries until the break is over, then one does; mail goes on meanwhile', async () => {
      test.provider.always(replies(401));
      const id = await test.phoned();
      await test.work();
      expect(test.provider.requests).toHaveLength(1);
      await test.phoned(
        { externalId: 'C-2', phone: '+525587654321' },
        { occurredAt: new Date(NOON).toISOString() },
      );
      test.clock.advance(30_000);
      await test.runner.drain();
      expect(test.provider.requests).toHaveLength(1);
      await test.prefer(true, 'another-touchpoint');
      const mailed = await test.contact(
        { occurredAt: new Date(NOON).toISOString() },
        { externalId: 'C-3', email: 'ines@example.com' },
      );
      test.clock.advance(20_000);
      await test.runner.drain();
      expect((await row(mailed.id)).state).toBe('sent');
      test.provider.always(replies(201, { id: 'm-1' }));
      await test.work(10);
      await test.work(10);
      expect(await row(id)).toMatchObject({ state: 'sent' });
    });

    it('a number the provider does not know: nobody writes to it again, the customer is asked by mail', async () => {
      test.provider.next(replies(400, { error: 'no_such_number' }));
      const id = await test.phoned({ email: 'marta@example.com' });
      await test.work();
      await test.work(1);
      expect(await test.suppressed()).toEqual([
        { reason: 'bounced', source: `invitation:${(await row(id)).id}` },
      ]);
      expect(await test.mails()).toHaveLength(1);
      expect(await row(id)).toMatchObject({ state: 'sent' });
      expect((await eventsOf(id))[2]).toMatchObject({
        state: 'planned',
        reason: 'by_mail_instead',
        error: 'no_such_number',
      });
    });

    it('refused for another reason, without an address: it came back, and the number stays free', async () => {
      test.provider.next(replies(400, { error: 'template_paused' }));
      const id = await test.phoned();
      await test.work();
      expect(await row(id)).toMatchObject({
        state: 'bounced',
        reason: 'refused',
        lastError: 'template_paused',
      });
      expect(await test.suppressed()).toEqual([]);
    });

    it('a credential sealed with another SECRET_KEY stops the provider, and is never guessed', async () => {
      await test.database.run(`UPDATE message_channel SET secret = 'v1.AAAA'`);
      const id = await test.phoned();
      await test.work();
      expect(test.provider.requests).toHaveLength(0);
      expect(await row(id)).toMatchObject({ state: 'planned', lastError: 'credential_unreadable' });
    });

    it('two senders at once: each message leaves once', async () => {
      for (let n = 0; n < 12; n += 1) await test.phoned({ externalId: `C-${n}`, phone: `+52551234567${n}` });
      test.clock.advance(30 * MINUTE);
      const sender = test.get(MessageSender);
      await Promise.all([sender.sendDue(test.channelId, signal), sender.sendDue(test.channelId, signal)]);
      const keys = test.provider.requests.map(({ headers }) => headers['idempotency-key']);
      expect(keys).toHaveLength(12);
      expect(new Set(keys).size).toBe(12);
    });
  });

  describe('receipts', () => {
    const sent = async (customer: Record<string, unknown> = {}) => {
      const id = await test.phoned(customer);
      await test.work();
      expect((await row(id)).state).toBe('sent');
      return id;
    };

    it('delivered, however often it is said', async () => {
      const id = await sent();
      for (let n = 0; n < 3; n += 1) expect(await test.post({ id: 'msg-1', status: 'delivered' })).toBe(202);
      expect(await test.post({ id: 'msg-1', status: 'read' })).toBe(202);
      expect((await row(id)).state).toBe('delivered');
      expect(await test.timeline(id)).toEqual(['planned', 'sending', 'sent', 'delivered']);
    });

    it('before the reply to our request: it counts when the reply has come', async () => {
      let posted = 0;
      test.provider.next(async (request, response, socket) => {
        posted = await test.post({ id: 'early-1', status: 'delivered' });
        return replies(201, { id: 'early-1' })(request, response, socket);
      });
      const id = await test.phoned();
      await test.work();
      expect(posted).toBe(202);
      expect((await row(id)).state).toBe('delivered');
      expect(await test.post({ id: 'early-1', status: 'delivered' })).toBe(202);
      expect(await test.timeline(id)).toEqual(['planned', 'sending', 'sent', 'delivered']);
    });

    it('with our own reference it settles what was unknown', async () => {
      test.provider.next(staysSilent);
      const id = await test.phoned();
      await test.work();
      const { id: invitationId } = await row(id);
      await test.post({ ref: `inv-${invitationId}`, status: 'delivered' });
      expect((await row(id)).state).toBe('delivered');
    });

    it('failed for good: nobody writes to the number again', async () => {
      const id = await sent();
      await test.post({ id: 'msg-1', status: 'rejected', error: 'landline' });
      expect(await row(id)).toMatchObject({
        state: 'bounced',
        reason: 'number_fails',
        lastError: 'landline',
      });
      expect((await test.suppressed()).map(({ reason }) => reason)).toEqual(['bounced']);
      expect(await test.get(Suppressions).isSuppressed(NUMBER)).toBe(true);
    });

    it('failed for good with a mail address: asked by mail, once, and a later receipt changes nothing', async () => {
      const id = await sent({ email: 'marta@example.com' });
      await test.post({ id: 'msg-1', status: 'rejected' });
      await test.work(1);
      expect(await test.mails()).toHaveLength(1);
      expect(await row(id)).toMatchObject({ state: 'sent', reason: null });
      await test.post({ id: 'msg-1', status: 'rejected', error: 'again' });
      await test.post({ id: 'msg-1', status: 'expired' });
      await test.work(24 * 60);
      expect(await test.mails()).toHaveLength(1);
      expect(test.provider.requests).toHaveLength(1);
    });

    it('failed for now: another message later, as a new one, three in all', async () => {
      const id = await sent();
      for (const round of [1, 2]) {
        await test.post({ id: `msg-${round}`, status: 'expired' });
        expect((await row(id)).state).toBe('planned');
        await test.work(60);
        expect(test.provider.requests).toHaveLength(round + 1);
      }
      const keys = test.provider.requests.map(({ headers }) => headers['idempotency-key']);
      expect(new Set(keys).size).toBe(3);
      await test.post({ id: 'msg-3', status: 'expired' });
      await test.work(24 * 60);
      expect(await row(id)).toMatchObject({ state: 'bounced', reason: 'undeliverable' });
      expect(test.provider.requests).toHaveLength(3);
      expect(await test.suppressed()).toEqual([]);
    });

    it('an answer is stronger than any receipt', async () => {
      const id = await sent();
      const { id: invitationId } = await row(id);
      await test.database.transaction(() =>
        test.get(Invitations).markAnswered(invitationId, test.clock.now()),
      );
      await test.post({ id: 'msg-1', status: 'expired' });
      expect((await row(id)).state).toBe('answered');
      await test.post({ id: 'msg-1', status: 'rejected' });
      expect((await row(id)).state).toBe('answered');
    });

    it('with a wrong key, or about nothing of ours, nothing happens', async () => {
      const id = await sent();
      for (const key of ['x'.repeat(43), 'x', '..%2f', `${test.hookKey.slice(0, 42)}_`])
        expect(await test.post({ id: 'msg-1', status: 'delivered' }, key)).toBe(404);
      for (const body of [
        {},
        [],
        [{}],
        { id: 'msg-9', status: 'delivered' },
        { id: { a: 1 }, status: ['x'] },
        'text',
        7,
      ])
        expect(await test.post(body)).toBe(202);
      expect((await row(id)).state).toBe('sent');
      const newer = await test.get(MessageChannels).makeHookKey(test.channelId, admin);
      expect(await test.post({ id: 'msg-1', status: 'delivered' })).toBe(404);
      expect(await test.post({ id: 'msg-1', status: 'delivered' }, newer)).toBe(202);
      expect((await row(id)).state).toBe('delivered');
      expect(JSON.stringify(await test.database.all('SELECT * FROM message_channel'))).not.toContain(newer);
    });

    it('are forgotten when nobody repeats them any more', async () => {
      await sent();
      await test.post({ id: 'msg-1', status: 'delivered' });
      const outcomes = test.get(MessageOutcomes);
      expect(await outcomes.forget(10)).toBe(0);
      test.clock.advance(61 * DAY);
      expect(await outcomes.forget(10)).toBe(1);
    });
  });

  describe('the way out', () => {
    it.each(['STOP', 'stop.', 'Baja', '¡ALTO!', 'sair por favor', 'Baja, gracias'])(
      '%j ends everything to the number, planned mails of its owner too',
      async (text) => {
        await test.phoned({ email: 'marta@example.com' });
        await test.work();
        await test.rules({ askAgainDays: 0 });
        const planned = await test.phoned({ email: 'marta@example.com' });
        for (let n = 0; n < 2; n += 1) expect(await test.post({ from: '5215512345678', text })).toBe(202);
        expect(await row(planned)).toMatchObject({ state: 'cancelled', reason: 'opted_out' });
        expect((await test.suppressed()).map(({ reason }) => reason)).toEqual(['unsubscribed']);
        const later = await test.phoned({ email: 'marta@example.com' });
        expect(await row(later)).toMatchObject({ state: 'suppressed', reason: 'opted_out' });
      },
    );

    it.each(['Alto nivel de servicio', 'No paren', 'gracias', '', 'STOPPER', 'me dieron de baja'])(
      '%j ends nothing',
      async (text) => {
        await test.phoned();
        await test.work();
        expect(await test.post({ from: NUMBER, text })).toBe(202);
        expect(await test.suppressed()).toEqual([]);
      },
    );

    it('by the page of the link: the number, not an address nobody wrote to', async () => {
      await test.phoned({ email: 'marta@example.com' });
      await test.work();
      const reply = await test.app.inject({ method: 'POST', url: `/u/${tokenIn(texts()[0] ?? '')}` });
      expect(reply.statusCode).toBe(200);
      expect(await test.get(Suppressions).isSuppressed(NUMBER)).toBe(true);
      expect(await test.get(Suppressions).isSuppressed('marta@example.com')).toBe(false);
      const later = await test.phoned({ email: 'marta@example.com' });
      expect(await row(later)).toMatchObject({ state: 'suppressed', reason: 'opted_out' });
    });

    it('outlives the erasure, and nothing of the number is left', async () => {
      const id = await test.phoned({ externalId: 'C-1' });
      await test.work();
      const customer = await test.database.get<{ id: string }>(
        `SELECT customer_id AS "id" FROM interaction WHERE id = ?`,
        [id],
      );
      await test.get(Erasure).eraseCustomer(customer?.id ?? '', 'cli');
      const later = await test.phoned({ externalId: 'C-2' });
      expect(await row(later)).toMatchObject({ state: 'suppressed', reason: 'opted_out' });
      const tables = [
        'invitation',
        'invitation_event',
        'invitation_message',
        'message_receipt',
        'suppression',
        'audit_entry',
        'job',
      ];
      for (const table of tables)
        expect(JSON.stringify(await test.database.all(`SELECT * FROM ${table}`))).not.toContain('5512345678');
    });
  });
});

describeOnBothDatabases('WhatsApp', (kind) => {
  it('goes the same way, with the template of the provider and its parameters', async () => {
    const test = await messagesOn(kind, 'whatsapp');
    try {
      await test.get(MessageChannels).change(
        test.channelId,
        {
          name: 'WhatsApp', kind: 'whatsapp', enabled: true, credential: null,
          settings: settingsFor(test.provider.url, {
            body: '{"to":"{{toDigits}}","template":{"name":"{{template}}","language":{"code":"{{language}}"},"p":["{{param1}}","{{param2}}"]}}',
            template: { name: 'como_le_fue', languages: { es: 'es_MX' }, parameters: ['employee', 'link'] },
          }),
        },
        admin,
      ); // prettier-ignore
      await test.phoned();
      await test.work();
      const sent = JSON.parse(test.provider.requests[0]?.body ?? '{}') as object;
      expect(sent).toEqual({
        to: '525512345678',
        template: {
          name: 'como_le_fue',
          language: { code: 'es_MX' },
          p: ['Ana', expect.stringContaining(`${BASE}/s/`)],
        },
      });
    } finally {
      await test.close();
    }
  });
});
