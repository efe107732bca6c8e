/**
 * Customers' words, and those of colleagues, in mails: where a mail carries them they break nothing and turn nothing around; and no mail
 * but the reply that is handed on carries them at all, because what leaves in a mail can never be taken down again.
 */
import PostalMime from 'postal-mime';
import { Kudos } from '../../src/recognition';
import { KudosDigest } from '../../src/recognition/kudos/kudos-digest';
import { answeredWorld, type AnsweredWorld, DAY, grant } from '../database/answered.fixture';
import { mailAbout, mailroomOn, type MailroomUnderTest } from '../database/mailroom.fixture';
import { Mailroom } from '../../src/mailroom';
import { describeOnBothDatabases } from '../support';
import { HOSTILE_WORDS, MARK, TURNS_OR_CLIMBS } from '../support/hostile-words';

/** A mail as its reader's program takes it apart, after the checks that hold for every mail. */
async function sound(raw: string) {
  expect(raw).toMatch(/^[\t\r\n\x20-\x7e]*$/);
  expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThan(998);
  const mail = await PostalMime.parse(raw);
  const names = mail.headers.map(({ key }) => key);
  expect(names.filter((name) => ['bcc', 'cc'].includes(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  const html = (mail.html ?? '').replace(/<!--[\s\S]*?-->/g, '');
  expect(html).not.toMatch(/<script|<img|<[^>]*onerror/i);
  expect(html).toContain('</html>');
  expect(`${mail.subject}${mail.text}${html}`).not.toMatch(TURNS_OR_CLIMBS);
  expect(mail.text).not.toContain('\ufffd');
  return { ...mail, html };
}

describeOnBothDatabases('a customer’s reply that is handed on', (kind) => {
  let room: MailroomUnderTest;
  const TO = 'atencion@aguaclara.example';

  beforeAll(async () => {
    room = await mailroomOn(kind);
    await room.configure({ forwardTo: TO, forwardsPerHour: 1000 });
  });
  afterAll(() => room.test.close());

  let asked = 0;
  it.each(Object.entries(HOSTILE_WORDS))('with %s is one sound mail to one person', async (_, words) => {
    asked += 1;
    const { id } = await room.sent(`marta.${asked}@example.com`);
    const mail = mailAbout('reply-gmail', id, (text) =>
      [
        text
          .slice(0, text.indexOf('Content-Type: multipart'))
          .replace('CAFreply1', `hostile-${asked}`)
          .trimEnd(),
        'Content-Type: text/plain; charset="UTF-8"', 'Content-Transfer-Encoding: base64', '',
        ...(Buffer.from(words).toString('base64').match(/.{1,76}/g) ?? []),
        '',
      ].join('\n'),
    ); // prettier-ignore
    const before = (await room.mails()).length;
    await room.test.get(Mailroom).takeIn(mail, 'hook');
    await room.test.work();
    const made = (await room.mails()).slice(before);
    expect(made.map(({ to }) => to)).toEqual([TO]);
    const forwarded = await sound(made[0]?.raw ?? '');
    expect(forwarded.text).toContain(MARK);
    expect(forwarded.html).toContain(MARK);
    expect((forwarded.text ?? '').length).toBeLessThan(12_000);
  });
});

describeOnBothDatabases('mails about answers, thanks and cases', (kind) => {
  let world: AnsweredWorld;

  beforeAll(async () => {
    world = await answeredWorld(kind, { env: { MAIL_FROM: 'Agua Clara <encuestas@aguaclara.example>' } });
  });
  afterAll(() => world.close());

  const mails = () =>
    world.database.all<{ raw: string }>('SELECT raw AS "raw" FROM captured_mail ORDER BY id');

  it('carry nobody’s words, whatever was written, quoted or thanked for', async () => {
    const rosa = await world.signIn([grant('recovery', 'all')], { employeeId: world.ids['E-21'] ?? 0 });
    await world.signIn([grant('employee', 'own')], { employeeId: world.ids['E-12'] ?? 0 });
    const hr = await world.signIn([grant('hr', 'all')], { employeeId: world.ids['E-02'] ?? 0 });
    for (const words of Object.values(HOSTILE_WORDS)) {
      const comment = words.slice(0, 3500);
      const ratings: Record<string, string>[] = [
        { rating: '5', comment, mayQuote: 'on', quoteName: 'full' },
        { rating: '1', comment, mayContact: 'on' },
      ];
      for (const form of ratings) await world.answer(await world.contact(['E-12'], 'Marta Ruiz'), form);
      await world
        .get(Kudos)
        .give(world.ids['E-07'] ?? 0, { to: world.ids['E-12'] ?? 0, text: words.slice(0, 250) })
        .catch(() => undefined);
    }
    const quotes = await world.database.all<{ id: string }>('SELECT id AS "id" FROM quote');
    expect(quotes.length).toBeGreaterThan(0);
    for (const { id } of quotes)
      expect((await hr.post(`/recognition/quotes/${id}/decision`, { decision: 'approved' })).status).toBe(
        303,
      );
    await world.work();
    const open = await world.database.all<{ id: string }>('SELECT id AS "id" FROM recovery_case');
    for (const { id } of open)
      for (const step of ['acknowledge', 'resolve']) await rosa.post(`/recovery/${id}/steps`, { step });
    await world.work();
    world.clock.advance(3 * DAY);
    await world.get(KudosDigest).plan();
    await world.work();
    const sent = await mails();
    const subjects: string[] = [];
    for (const { raw } of sent) {
      const { subject = '', text, html } = await sound(raw);
      subjects.push(subject);
      expect(`${subject}${text}${html}`).not.toMatch(new RegExp(`${MARK}|1234 5678|8765-4321`));
    }
    // Owners were told of cases, and colleagues of the week's thanks.
    expect(subjects.some((subject) => /caso/i.test(subject))).toBe(true);
    expect(subjects.some((subject) => /gratitud/i.test(subject))).toBe(true);
  });

  it('a letter says what was written in it, and turns nothing around', async () => {
    const contact = await world.contact(['E-12'], '\u202eatraM\u202c Z\u0351\u0318\u0320\u0351\u0318\u0320');
    await world.database.run('UPDATE customer SET email = ? WHERE id = ?', [
      'marta@example.com',
      contact.customerId,
    ]);
    const responseId = await world.answer(contact, { rating: '1', mayContact: 'on' });
    const found = await world.database.get<{ id: string }>(
      'SELECT case_id AS "id" FROM recovery_event WHERE response_id = ?',
      [responseId],
    );
    const rosa = await world.signIn([grant('recovery', 'all')], { employeeId: world.ids['E-21'] ?? 0 });
    await world.work();
    for (const words of Object.values(HOSTILE_WORDS)) {
      const before = (await mails()).length;
      const text = words.slice(0, 1500);
      const reply = await rosa.post(`/recovery/${found?.id}/letters`, {
        kind: 'apology',
        subject: words.slice(0, 60).replace(/\r\n/g, ' '),
        text,
      });
      await world.work();
      const made = (await mails()).slice(before);
      // What the form does not take is not sent.
      if (reply.status !== 303) {
        expect(made).toEqual([]);
        continue;
      }
      expect(made).toHaveLength(1);
      expect((await sound(made[0]?.raw ?? '')).text).toContain(MARK);
    }
    expect((await mails()).length).toBeGreaterThan(0);
  });
});
