/**
 * Sending under bad luck: hand-overs that outlive their lease, clocks that jump, a mail server that turns everybody away
 * at the door. Nobody gets two mails, no fault costs more than its own, and nothing stands still for longer than it must.
 */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { DEFAULT_INVITATION_RULES, invitationRules } from '../../src/invitations';
import { InvitationHousekeeping } from '../../src/invitations/housekeeping';
import { InvitationStore } from '../../src/invitations/invitation.store';
import { InvitationSender } from '../../src/invitations/sender';
import { Circuit } from '../../src/invitations/sending/circuit';
import { Pace } from '../../src/invitations/sending/pace';
import { SendingDesk } from '../../src/invitations/sending/sending-desk';
import { SendingSettingsSchema, sendingSettings } from '../../src/invitations/sending/sending-settings';
import { SettingsStore } from '../../src/platform/views';
import { invitationsOn, type InvitationsUnderTest, MINUTE } from '../database/invitations.fixture';
import { describeOnBothDatabases } from '../support';

const signal = new AbortController().signal;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describeOnBothDatabases('sending under bad luck', (kind) => {
  let test: InvitationsUnderTest;
  let server: SMTPServer;
  /** Mails the server has read and not answered yet. */
  let held: { answer: (reply: string) => void }[];
  let holds: boolean;
  /** Receivers of the mails that were taken. */
  let taken: string[];
  let greeting: string | null;
  let refuse: (address: string) => string | null;
  let connections: number;

  const refusal = (reply: string) =>
    Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });

  beforeEach(async () => {
    held = [];
    holds = false;
    taken = [];
    greeting = null;
    refuse = () => null;
    connections = 0;
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onConnect(_session, done) {
        connections += 1;
        done(greeting === null ? null : refusal(greeting));
      },
      onRcptTo({ address }, _session, done) {
        const reply = refuse(address);
        done(reply === null ? null : refusal(reply));
      },
      onData(stream, session: SMTPServerSession, done) {
        stream.resume();
        stream.once('end', () => {
          const answer = (reply: string) => {
            if (reply === '') taken.push(...session.envelope.rcptTo.map(({ address }) => address));
            done(reply === '' ? null : refusal(reply));
          };
          if (holds) held.push({ answer });
          else answer('');
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.server.address() as AddressInfo;
    test = await invitationsOn(kind, { SMTP_URL: `smtp://127.0.0.1:${port}` });
    await test.get(SettingsStore).set(invitationRules, { ...DEFAULT_INVITATION_RULES, quietHours: null });
  });
  afterEach(async () => {
    await test.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  const after = async (milliseconds: number) => {
    test.clock.advance(milliseconds);
    await test.runner.drain();
  };
  const contacts = async (count: number, domain: string) => {
    for (let n = 0; n < count; n += 1)
      await test.contact({}, { externalId: `${domain}-${n}`, email: `customer-${n}@${domain}` });
  };
  const until = async (condition: () => boolean) => {
    for (let looks = 0; looks < 500 && !condition(); looks += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(condition()).toBe(true);
  };
  const limits = (change: object) =>
    test.get(SettingsStore).set(sendingSettings, SendingSettingsSchema.parse(change));

  describe('a hand-over that outlives its lease', () => {
    /** The process slept with a mail on the wire: it counts as unknown, and somebody has it sent again. */
    const resentWhileOnTheWire = async () => {
      holds = true;
      const { id } = await test.contact();
      test.clock.advance(30 * MINUTE);
      const first = test.get(InvitationSender).sendDue(1, signal);
      await until(() => held.length === 1);
      test.clock.advance(10 * MINUTE);
      await test.get(InvitationHousekeeping).tidy();
      const row = await test.invitation(id);
      expect(row.state).toBe('unknown');
      await test.get(SendingDesk).decideUnknown(row.id, 'resend', 'user:1');
      return { id, first };
    };

    it('is accepted after all: what was to be sent again is not', async () => {
      const { id, first } = await resentWhileOnTheWire();
      held[0]?.answer('');
      await first;
      holds = false;
      await after(MINUTE);
      await after(HOUR);
      expect(await test.invitation(id)).toMatchObject({ state: 'sent', attempts: 1 });
      expect(taken).toEqual(['marta@example.com']);
    });

    it('is refused after all, while the second one is on the wire: that one’s outcome counts', async () => {
      const { id, first } = await resentWhileOnTheWire();
      const second = test.get(InvitationSender).sendDue(1, signal);
      await until(() => held.length === 2);
      held[0]?.answer('451 4.3.0 try again later');
      await first;
      expect(await test.invitation(id)).toMatchObject({ state: 'sending', attempts: 2 });
      held[1]?.answer('');
      await second;
      holds = false;
      await after(HOUR);
      await after(HOUR);
      expect(await test.invitation(id)).toMatchObject({ state: 'sent', attempts: 2 });
      expect(taken).toEqual(['marta@example.com']);
    });

    it('keeps its lease for as long as its process lives', async () => {
      holds = true;
      const { id } = await test.contact();
      test.clock.advance(30 * MINUTE);
      const sending = test.get(InvitationSender).sendDue(1, signal);
      await until(() => held.length === 1);
      for (let times = 0; times < 4; times += 1) {
        test.clock.advance(4 * MINUTE);
        await test.get(InvitationSender).renewLeases();
        await test.get(InvitationHousekeeping).tidy();
      }
      expect((await test.invitation(id)).state).toBe('sending');
      held[0]?.answer('');
      await sending;
      expect(await test.timeline(id)).toEqual(['planned', 'sending', 'sent']);
    });
  });

  describe('a mail server that turns everybody away at the door', () => {
    it('421 in its greeting is about us: after three nobody tries, and no receiver is slowed down for it', async () => {
      greeting = '421 4.3.2 too busy';
      await contacts(12, 'empresa.example');
      await after(30 * MINUTE);
      expect(await test.get(Circuit).state(test.clock.now())).toMatchObject({ state: 'open' });
      const tried = connections;
      await after(30_000);
      expect(connections).toBe(tried);
      const slowed = await test.database.all(
        `SELECT pace_key FROM sending_pace WHERE pace_key LIKE '%empresa%' AND failures > 0`,
      );
      expect(slowed).toEqual([]);
      greeting = null;
      for (let minutes = 0; minutes < 30; minutes += 1) await after(MINUTE);
      expect(new Set(taken).size).toBe(12);
      expect(taken).toHaveLength(12);
    });

    it('what was in the air together when it went away counts as one failure: the first break is short', async () => {
      const circuit = test.get(Circuit);
      const now = test.clock.now();
      for (let mail = 0; mail < 20; mail += 1) await circuit.failed(false, now);
      expect(await circuit.state(now)).toMatchObject({ state: 'open', until: now + MINUTE });
      await circuit.failed(false, now + MINUTE);
      expect(await circuit.state(now + MINUTE)).toMatchObject({ state: 'open', until: now + 3 * MINUTE });
    });
  });

  describe('a receiver that wants fewer mails', () => {
    it('says so to all that were in the air together: they wait a minute, not an hour', async () => {
      const pace = test.get(Pace);
      const settings = SendingSettingsSchema.parse({});
      const now = test.clock.now();
      for (let mail = 0; mail < 20; mail += 1) await pace.slowDown('google', now);
      expect(await pace.take('google', settings, now)).toBeLessThanOrEqual(now + MINUTE + 1000);
      await pace.slowDown('google', now + MINUTE);
      expect(await pace.take('google', settings, now + MINUTE)).toBeGreaterThanOrEqual(now + 3 * MINUTE);
    });

    it('is left alone also by those who had been given their turn before', async () => {
      await limits({ perReceiverMinute: 10, receivers: [] });
      await contacts(30, 'empresa.example');
      await after(30 * MINUTE);
      expect(taken).toHaveLength(10);
      // The eleventh hears it; the others have turns in the next two minutes.
      let refused = 0;
      refuse = () => ((refused += 1), '421 4.7.0 too many');
      await after(10_000);
      expect(refused).toBe(1);
      for (let seconds = 0; seconds < 50; seconds += 10) await after(10_000);
      expect(refused).toBe(1);
      refuse = () => null;
      for (let minutes = 0; minutes < 20; minutes += 1) await after(MINUTE);
      expect(taken).toHaveLength(30);
      expect(new Set(taken).size).toBe(30);
    });
  });

  describe('a clock that is set back by a day', () => {
    it('no receiver waits a day for its turn', async () => {
      const pace = test.get(Pace);
      const settings = SendingSettingsSchema.parse({ perReceiverMinute: 60 });
      const now = test.clock.now();
      for (let mail = 0; mail < 70; mail += 1) await pace.take('empresa.example', settings, now);
      const turn = await pace.take('empresa.example', settings, now - DAY);
      expect(turn).toBeGreaterThan(now - DAY);
      expect(turn).toBeLessThanOrEqual(now - DAY + 20_000);
    });

    it('the mail server is tried again within the longest break', async () => {
      const circuit = test.get(Circuit);
      const now = test.clock.now();
      await circuit.failed(true, now);
      expect(await circuit.state(now - DAY)).toMatchObject({ state: 'probing' });
    });

    it('what a dead sender held is freed', async () => {
      const { id } = await test.contact();
      test.clock.advance(30 * MINUTE);
      const [claim] = await test
        .get(InvitationStore)
        .claim(test.clock.now(), test.clock.now() + 5 * MINUTE, 5);
      expect(claim).toBeDefined();
      test.clock.advance(-DAY);
      await test.get(InvitationHousekeeping).tidy();
      expect((await test.invitation(id)).state).toBe('planned');
    });
  });
});
