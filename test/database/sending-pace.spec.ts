/** How fast mail leaves, in a real conversation with a mail server: limits of receivers, pauses, a server that refuses us. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { DEFAULT_INVITATION_RULES, invitationRules } from '../../src/invitations';
import { receiverOf } from '../../src/invitations/sending/receivers';
import { SendingSettingsSchema, sendingSettings } from '../../src/invitations/sending/sending-settings';
import { SettingsStore } from '../../src/platform/views';
import { describeOnBothDatabases } from '../support';
import { invitationsOn, type InvitationsUnderTest, MINUTE } from './invitations.fixture';

describe('the receiver of a mail', () => {
  it.each([
    ['marta@gmail.com', 'google'],
    ['marta@GoogleMail.com', 'google'],
    ['luis@hotmail.es', 'microsoft'],
    ['eva@empresa.example', 'empresa.example'],
    ['"a@gmail.com"@empresa.example', 'empresa.example'],
    ['nobody', 'unknown'],
  ])('%s is %s', (address, receiver) => {
    expect(receiverOf(address)).toBe(receiver);
  });
});

describeOnBothDatabases('the pace of sending', (kind) => {
  let test: InvitationsUnderTest;
  let server: SMTPServer;
  /** Addresses in the order their mails were taken. */
  const taken: string[] = [];
  /** What the server answers to the recipient, if it refuses. */
  let refuse: (address: string) => string | null = () => null;
  let knowsUs = true;
  let signIns = 0;

  beforeEach(async () => {
    taken.length = 0;
    refuse = () => null;
    knowsUs = true;
    signIns = 0;
    server = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      onAuth(_auth, _session, done) {
        signIns += 1;
        if (knowsUs) done(null, { user: 'us' });
        else done(Object.assign(new Error('5.7.8 authentication failed'), { responseCode: 535 }));
      },
      onRcptTo({ address }, _session, done) {
        const reply = refuse(address);
        done(
          reply === null
            ? null
            : Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) }),
        );
      },
      onData(stream, session, done) {
        stream.resume();
        stream.once('end', () => {
          taken.push(...session.envelope.rcptTo.map(({ address }) => address));
          done();
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.server.address() as AddressInfo;
    test = await invitationsOn(kind, { SMTP_URL: `smtp://us:secret@127.0.0.1:${port}` });
    await test.get(SettingsStore).set(invitationRules, { ...DEFAULT_INVITATION_RULES, quietHours: null });
  });
  afterEach(async () => {
    await test.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  const limits = (change: object) =>
    test.get(SettingsStore).set(sendingSettings, SendingSettingsSchema.parse(change));
  const contacts = async (count: number, domain: string) => {
    for (let n = 0; n < count; n += 1)
      await test.contact({}, { externalId: `${domain}-${n}`, email: `customer-${n}@${domain}` });
  };
  const after = async (milliseconds: number) => {
    test.clock.advance(milliseconds);
    await test.runner.drain();
  };
  const takenAt = (domain: string) => taken.filter((address) => address.endsWith(`@${domain}`)).length;
  const states = async () =>
    (
      await test.database.all<{ state: string; attempts: number }>(
        `SELECT state AS "state", attempts AS "attempts" FROM invitation ORDER BY created_at, id`,
      )
    ).map(({ state, attempts }) => `${state} ${attempts}`);

  it('a receiver gets a minute’s worth at once, then one mail per interval; nobody else waits for it', async () => {
    await limits({ receivers: [{ receiver: 'google', perMinute: 2 }] });
    await contacts(5, 'gmail.com');
    await contacts(5, 'empresa.example');
    await after(30 * MINUTE);
    expect([takenAt('gmail.com'), takenAt('empresa.example')]).toEqual([2, 5]);
    await after(29_000);
    expect(takenAt('gmail.com')).toBe(2);
    await after(11_000);
    expect(takenAt('gmail.com')).toBe(3);
    await after(30_000);
    expect(takenAt('gmail.com')).toBe(4);
    await after(30_000);
    expect(takenAt('gmail.com')).toBe(5);
    // Waiting for a turn is no attempt.
    expect(await states()).toEqual(Array.from({ length: 10 }, () => 'sent 1'));
  });

  it('a limit over all receivers holds over all of them together', async () => {
    await limits({ perMinute: 3 });
    await contacts(3, 'uno.example');
    await contacts(3, 'dos.example');
    await after(30 * MINUTE);
    expect(taken).toHaveLength(3);
    await after(2 * MINUTE);
    expect(taken).toHaveLength(6);
  });

  it('a receiver that says "too fast" is left alone for a while, longer each time; the queue goes on', async () => {
    refuse = (address) => (address.endsWith('@lento.example') ? '421 4.7.0 too many connections' : null);
    await contacts(2, 'lento.example');
    await contacts(4, 'empresa.example');
    await after(30 * MINUTE);
    expect(takenAt('empresa.example')).toBe(4);
    const pace = () =>
      test.database.get<{ failures: number; fullUntil: number }>(
        `SELECT failures AS "failures", full_until AS "fullUntil" FROM sending_pace WHERE pace_key = '#pause lento.example'`,
      );
    const refused = (await pace())?.failures ?? 0;
    expect(refused).toBeGreaterThanOrEqual(1);
    // While it is left alone, a new mail to it does not even try.
    await test.contact({}, { externalId: 'new', email: 'new@lento.example' });
    refuse = () => null;
    for (let minutes = 0; minutes < 90; minutes += 1) await after(MINUTE);
    expect(takenAt('lento.example')).toBe(3);
    expect((await pace())?.failures).toBe(0);
  });

  it('a refused sign-in stops everything; one mail probes after a while, and its success lets the others go', async () => {
    knowsUs = false;
    await contacts(20, 'empresa.example');
    await after(30 * MINUTE);
    const tried = signIns;
    expect(taken).toHaveLength(0);
    // What was in the air has tried, the rest has not.
    expect(tried).toBeLessThanOrEqual(20);
    const untouched = (await states()).filter((state) => state === 'planned 0').length;
    expect(untouched).toBeGreaterThanOrEqual(5);
    await after(10_000);
    expect(signIns).toBe(tried);
    for (let minutes = 0; minutes < 40; minutes += 1) await after(MINUTE);
    // One at a time, further and further apart: not every mail every time.
    expect(signIns - tried).toBeLessThanOrEqual(8);
    knowsUs = true;
    for (let minutes = 0; minutes < 60; minutes += 1) await after(MINUTE);
    expect(taken).toHaveLength(20);
    expect(new Set(taken).size).toBe(20);
  });

  it('while sending is paused nothing leaves and nothing is lost', async () => {
    await limits({ paused: true });
    await contacts(3, 'empresa.example');
    await after(40 * MINUTE);
    expect(await states()).toEqual(['planned 0', 'planned 0', 'planned 0']);
    await limits({ paused: false });
    await after(MINUTE);
    expect(taken).toHaveLength(3);
  });
});
