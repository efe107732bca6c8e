/** What a mail that comes in does: to its invitation, to the address, to the customer's words. Once, whatever comes twice. */
import { Erasure, Suppressions } from '../../src/customers';
import { Mailroom } from '../../src/mailroom';
import { ScorecardQueries } from '../../src/scoring';
import { describeOnBothDatabases } from '../support';
import { DAY, mailAbout, mailroomOn, type MailroomUnderTest } from './mailroom.fixture';

const fresh = (n: number) => (mail: string) =>
  mail.replace(/^Message-I[dD]: .*$/im, `Message-ID: <another-${n}@mx.example>`);

describeOnBothDatabases('the mailroom', (kind) => {
  let room: MailroomUnderTest;
  beforeEach(async () => (room = await mailroomOn(kind)));
  afterEach(() => room.test.close());
  const isSuppressed = (email: string) => room.test.get(Suppressions).isSuppressed(email);

  it('an address that does not exist is never written to again, and what was planned for it is cancelled', async () => {
    const { id } = await room.sent();
    await room.takeIn('postfix-user-unknown', id);
    expect(await room.state(id)).toEqual({ state: 'bounced', reason: 'hard_bounce', lastError: '5.1.1' });
    expect(await room.timeline(id)).toEqual(['planned', 'sending', 'sent', 'bounced']);
    expect(await room.suppression()).toEqual([{ reason: 'bounced', source: `invitation:${id}` }]);
    expect(await isSuppressed('Marta@Example.com')).toBe(true);
  });

  it('the same report a second time, by another way too, changes nothing', async () => {
    const { id } = await room.sent();
    expect(await room.takeIn('gmail-not-found', id)).toEqual({ class: 'delivery', fresh: true });
    const before = await room.timeline(id);
    expect(await room.takeIn('gmail-not-found', id)).toEqual({ class: 'delivery', fresh: false });
    const mailroom = room.test.get(Mailroom);
    expect(await mailroom.takeIn(mailAbout('gmail-not-found', id), 'imap')).toMatchObject({ fresh: false });
    expect(await room.timeline(id)).toEqual(before);
  });

  it('fifty copies at once are taken in once', async () => {
    const { id } = await room.sent();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => room.takeIn('qmail', id)));
    expect(outcomes.filter((outcome) => outcome.fresh)).toHaveLength(1);
    expect((await room.timeline(id)).filter((event) => event === 'bounced')).toHaveLength(1);
  });

  it('a refusal by policy is about us: the address stays good', async () => {
    const { id } = await room.sent();
    for (const name of ['barracuda-policy', 'microsoft-policy-5.7.515', 'mimecast'])
      await room.takeIn(name, id);
    expect(await room.state(id)).toMatchObject({ state: 'bounced', reason: 'policy_bounce' });
    expect(await room.suppression()).toEqual([]);
  });

  it('a delay is a note and nothing else', async () => {
    const { id } = await room.sent();
    await room.takeIn('postfix-delayed', id);
    expect(await room.state(id)).toMatchObject({ state: 'sent' });
    expect(await room.timeline(id)).toEqual(['planned', 'sending', 'sent', 'delayed']);
  });

  it('a positive report says that it arrived', async () => {
    const { id } = await room.sent();
    await room.takeIn('zimbra-positive', id);
    expect(await room.state(id)).toMatchObject({ state: 'delivered' });
    await room.takeIn('zimbra-positive', id, fresh(1));
    expect((await room.timeline(id)).filter((event) => event === 'delivered')).toHaveLength(1);
  });

  it('a mail nobody knows the fate of is settled by its report', async () => {
    const { id } = await room.sent();
    await room.test.database.run(`UPDATE invitation SET state = 'unknown' WHERE id = ?`, [id]);
    await room.takeIn('exim-dsn', id);
    expect(await room.state(id)).toMatchObject({ state: 'bounced', reason: 'hard_bounce' });
  });

  it('an answer is stronger than a report', async () => {
    const { id } = await room.sent();
    await room.test.database.run(`UPDATE invitation SET state = 'answered', answered_at = 1 WHERE id = ?`, [
      id,
    ]);
    await room.takeIn('exchange-online-mailbox-full', id);
    expect(await room.state(id)).toMatchObject({ state: 'answered' });
  });

  it('three mails in a row that a full mailbox refused, over more than two weeks, end it; two do not', async () => {
    for (const round of [1, 2, 3]) {
      const { id } = await room.sent();
      await room.takeIn('exchange-online-mailbox-full', id, fresh(round));
      expect(await room.state(id)).toMatchObject({
        state: 'bounced',
        reason: 'soft_bounce',
        lastError: '5.2.2',
      });
      expect(await isSuppressed('marta@example.com')).toBe(round === 3);
      room.test.clock.advance(31 * DAY);
    }
    expect(await room.suppression()).toMatchObject([{ reason: 'bounced' }]);
  });

  it('several reports about one mail count as one', async () => {
    const { id } = await room.sent();
    for (const round of [1, 2, 3, 4]) {
      await room.takeIn('qmail-mailbox-full', id, fresh(round));
      room.test.clock.advance(10 * DAY);
    }
    expect(await room.suppression()).toEqual([]);
  });

  it('a mail that went through in between starts the count again', async () => {
    for (const round of [1, 2, 3, 4]) {
      const { id } = await room.sent();
      if (round !== 2) await room.takeIn('exchange-online-mailbox-full', id, fresh(round));
      room.test.clock.advance(31 * DAY);
    }
    expect(await room.suppression()).toEqual([]);
  });

  it('how many and over how long is for administrators to say', async () => {
    await room.configure({ softBounces: 1, softBounceDays: 0 });
    const { id } = await room.sent();
    await room.takeIn('exchange-online-mailbox-full', id);
    expect(await room.suppression()).toEqual([]);
    room.test.clock.advance(1);
    await room.takeIn('qmail-mailbox-full', id);
    expect(await room.suppression()).toHaveLength(1);
  });

  it('a report about another address, as behind a forwarding, suppresses neither', async () => {
    const { id } = await room.sent();
    await room.takeIn('forwarded-address-gone', id);
    expect(await room.state(id)).toMatchObject({ state: 'bounced', reason: 'soft_bounce' });
    expect(await room.suppression()).toEqual([]);
  });

  it('who never got the mail was not invited: the response rate counts what arrived', async () => {
    const [first, second] = [await room.sent('luis@example.com'), await room.sent('marta@example.com')];
    const employee = await room.test.database.get<{ id: number }>('SELECT MIN(id) AS "id" FROM employee');
    const funnel = () =>
      room.test.get(ScorecardQueries).funnel(employee?.id ?? 0, { from: '2026-11-01', to: '2026-12-01' });
    expect(await funnel()).toEqual({ contacts: 2, invited: 2, answered: 0 });
    await room.takeIn('qmail', first.id);
    await room.takeIn('zimbra-positive', second.id);
    expect(await funnel()).toEqual({ contacts: 2, invited: 1, answered: 0 });
  });

  it('a complaint ends all mails to the address', async () => {
    const { id } = await room.sent();
    await room.takeIn('arf-yahoo', id);
    expect(await room.timeline(id)).toEqual(['planned', 'sending', 'sent', 'complained']);
    expect(await room.suppression()).toEqual([{ reason: 'complained', source: `invitation:${id}` }]);
    expect(await room.state(id)).toMatchObject({ state: 'sent' });
  });

  it('"this is not spam" is no complaint', async () => {
    const { id } = await room.sent();
    expect(await room.takeIn('arf-not-spam', id)).toEqual({ class: 'complaint', fresh: true });
    expect(await room.suppression()).toEqual([]);
  });

  it('false reports about invitations that do not exist change nothing', async () => {
    const { id } = await room.sent();
    for (const name of ['postfix-user-unknown', 'arf-yahoo', 'reply-gmail'])
      await room.takeIn(name, '0199f3a0-0000-7000-8000-000000000000', (mail) =>
        mail.replaceAll('From: Marta Ruiz <marta@example.com>', 'From: x@elsewhere.example'),
      );
    expect(await room.timeline(id)).toEqual(['planned', 'sending', 'sent']);
    expect(await room.suppression()).toEqual([]);
    expect(await room.replies()).toEqual([]);
  });

  it('holiday notes, challenges, receipts and newsletters are recognised and dropped', async () => {
    const { id } = await room.sent();
    for (const name of [
      'auto-outlook-ooo',
      'challenge-uol',
      'challenge-boxbe',
      'receipt-mdn',
      'newsletter',
      'went-in-a-circle',
    ])
      expect(await room.takeIn(name, id)).toMatchObject({ fresh: true });
    expect(await room.replies()).toEqual([]);
    expect(await room.suppression()).toEqual([]);
    // Somebody on holiday has a mailbox.
    expect(await room.state(id)).toMatchObject({ state: 'delivered' });
  });

  it('of a mail nobody knows, only a hash and its class are kept', async () => {
    await room.test
      .get(Mailroom)
      .takeIn(
        Buffer.from(
          'From: nobody@elsewhere.example\r\nSubject: secreto\r\nMessage-ID: <a@elsewhere.example>\r\n\r\nHola',
        ),
        'hook',
      );
    const rows = await room.test.database.all('SELECT * FROM incoming_mail');
    expect(rows).toEqual([
      expect.objectContaining({ class: 'unknown', way: 'hook', invitation_id: null, address_hash: null }),
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/elsewhere|secreto|Hola/);
  });

  it('no row of a report holds an address', async () => {
    const { id } = await room.sent();
    for (const name of ['postfix-user-unknown', 'arf-yahoo', 'auto-gmail-vacation'])
      await room.takeIn(name, id);
    const rows = await room.test.database.all('SELECT * FROM incoming_mail');
    expect(rows).toHaveLength(3);
    expect(JSON.stringify(rows)).not.toMatch(/@|marta/);
  });

  it('a mail to the way out ends the subscription', async () => {
    await room.sent();
    const [mail] = await room.mails();
    const token = /\/u\/([\w-]{43})/.exec((mail?.raw ?? '').replace(/=\r\n/g, ''))?.[1] ?? '';
    expect(token).toHaveLength(43);
    await room.takeIn('way-out', 'x', (text) =>
      text.replace(/unsubscribe\+[\w-]{43}/, `unsubscribe+${token}`),
    );
    expect(await room.suppression()).toMatchObject([{ reason: 'unsubscribed' }]);
  });

  describe('a customer’s reply', () => {
    it('is kept, noted, and answers nothing', async () => {
      const { id } = await room.sent();
      await room.takeIn('reply-gmail', id);
      expect(await room.replies()).toEqual([
        {
          sender: 'marta@example.com',
          subject: 'Re: ¿Cómo le atendió Ana?',
          text: 'Buenas tardes, la fuga sigue igual. ¿Pueden llamarme al 55 1234 5678?\n\nGracias,\nMarta',
          forward: 'none',
        },
      ]);
      expect(await room.timeline(id)).toEqual(['planned', 'sending', 'sent', 'delivered', 'replied']);
      expect(await room.test.database.all('SELECT * FROM response')).toEqual([]);
    });

    it('reaches a person, once, from us, to be answered to the customer', async () => {
      await room.configure({ forwardTo: 'atencion@aguaclara.example' });
      const { id } = await room.sent();
      await room.takeIn('reply-gmail', id);
      await room.test.work();
      await room.takeIn('reply-gmail', id);
      await room.test.work();
      const forwarded = (await room.mails()).filter(({ to }) => to === 'atencion@aguaclara.example');
      expect(forwarded).toHaveLength(1);
      const raw = forwarded[0]?.raw ?? '';
      expect(raw).toMatch(/^Reply-To: marta@example\.com\r$/m);
      expect(raw).toMatch(/^From: .*<encuestas@aguaclara\.example>\r$/m);
      expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
      expect(raw).toMatch(/^X-Aplauso-Forwarded: 1\r$/m);
      expect(raw.replace(/=\r\n/g, '')).toContain('la fuga sigue igual');
      expect(raw.replace(/=\r\n/g, '')).toContain(`/invitations/${id}`);
      expect(await room.replies()).toMatchObject([{ forward: 'sent' }]);
    });

    it('that we forwarded and that comes back goes no further', async () => {
      await room.configure({ forwardTo: 'atencion@aguaclara.example' });
      const { id } = await room.sent();
      await room.takeIn('reply-gmail', id);
      await room.test.work();
      const [mail] = (await room.mails()).filter(({ to }) => to === 'atencion@aguaclara.example');
      const mailroom = room.test.get(Mailroom);
      expect(await mailroom.takeIn(Buffer.from(mail?.raw ?? '', 'latin1'), 'imap')).toMatchObject({
        class: 'own',
      });
      // The person's mail program, or the person, answers us instead of the customer.
      const back = (mail_: string) => mail_.replace('marta@example.com', 'atencion@aguaclara.example');
      expect(await room.takeIn('reply-phone-top', id, back)).toMatchObject({ class: 'own' });
      await room.test.work();
      expect((await room.mails()).filter(({ to }) => to === 'atencion@aguaclara.example')).toHaveLength(1);
    });

    it('beyond the most per hour waits for the next one', async () => {
      await room.configure({ forwardTo: 'atencion@aguaclara.example', forwardsPerHour: 2 });
      const { id } = await room.sent();
      for (const n of [1, 2, 3, 4]) await room.takeIn('reply-gmail', id, fresh(n));
      await room.test.work();
      const forwarded = async () =>
        (await room.mails()).filter(({ to }) => to === 'atencion@aguaclara.example').length;
      expect(await forwarded()).toBe(2);
      room.test.clock.advance(3_600_000);
      await room.test.work();
      expect(await forwarded()).toBe(4);
    });

    it('without a reference is found by its writer', async () => {
      const { id } = await room.sent();
      const plain = (mail: string) =>
        mail
          .replace(/^(References|In-Reply-To): .*\r?\n/gm, '')
          .replace(/^Subject: .*$/m, 'Subject: Otra cosa');
      await room.takeIn('reply-gmail', id, plain);
      expect(await room.replies()).toMatchObject([{ subject: 'Otra cosa' }]);
      const stranger = (mail: string) =>
        fresh(7)(plain(mail)).replaceAll('marta@example.com', 'luis@example.com');
      expect(await room.takeIn('reply-gmail', id, stranger)).toMatchObject({ class: 'unknown' });
    });

    it('the twenty-first to one invitation is counted and not kept', async () => {
      const { id } = await room.sent();
      for (let n = 0; n < 21; n += 1) await room.takeIn('reply-phone-top', id, fresh(n));
      expect(await room.replies()).toHaveLength(20);
    });

    it('loses its words with the customer’s erasure, and later ones are not kept', async () => {
      const { id } = await room.sent();
      await room.takeIn('reply-gmail', id);
      const erasure = room.test.get(Erasure);
      const [customer = ''] = await erasure.find('marta@example.com');
      const { blanked } = await erasure.eraseCustomer(customer, 'cli');
      expect(blanked).toMatchObject({ mailReplies: 1 });
      await room.takeIn('reply-phone-top', id);
      expect(await room.replies()).toEqual([{ sender: null, subject: null, text: null, forward: 'none' }]);
      const rows = await room.test.database.all('SELECT * FROM mail_reply');
      expect(JSON.stringify(rows)).not.toMatch(/marta|fuga/i);
    });

    it('loses its words after the days that administrators decided', async () => {
      await room.configure({ keepRepliesDays: 90 });
      const { id } = await room.sent();
      await room.takeIn('reply-gmail', id);
      room.test.clock.advance(89 * DAY);
      await room.test.work();
      expect((await room.replies())[0]?.text).toContain('fuga');
      room.test.clock.advance(2 * DAY);
      await room.test.work();
      expect(await room.replies()).toEqual([{ sender: null, subject: null, text: null, forward: 'none' }]);
      expect(await room.test.database.all('SELECT 1 FROM incoming_mail')).toHaveLength(1);
      room.test.clock.advance(400 * DAY);
      await room.test.work();
      expect(await room.test.database.all('SELECT 1 FROM incoming_mail')).toHaveLength(0);
    });
  });
});
