/** Whoever looks after the sending sees how long the rest will take, and what was stopped stays stopped over a restart. */
import { openProduct } from '../../bench/support/product';
import { DEFAULT_INVITATION_RULES, invitationRules } from '../../src/invitations';
import { InvitationSender } from '../../src/invitations/sender';
import { SendingDesk } from '../../src/invitations/sending/sending-desk';
import { SendingSettingsSchema, sendingSettings } from '../../src/invitations/sending/sending-settings';
import { SettingsStore } from '../../src/platform/views';
import { invitationsOn, type InvitationsUnderTest, MINUTE } from '../database/invitations.fixture';
import { createTestDatabase, describeOnBothDatabases } from '../support';
import { plan, withDatabase } from './planned-mails';

const SECOND = 1000;

describeOnBothDatabases('the progress of the sending', (kind) => {
  describe('of a backlog under a limit', () => {
    let test: InvitationsUnderTest;
    beforeEach(async () => (test = await invitationsOn(kind)));
    afterEach(() => test.close());

    it('seconds after it began the rest takes as long as it will; a lull does not stretch it, and in the end nothing is left', async () => {
      const settings = test.get(SettingsStore);
      await settings.set(invitationRules, { ...DEFAULT_INVITATION_RULES, quietHours: null });
      await settings.set(sendingSettings, SendingSettingsSchema.parse({ perMinute: 60 }));
      for (let n = 0; n < 130; n += 1)
        await test.contact({}, { externalId: `C-${n}`, email: `customer-${n}@d${n}.example` });
      test.clock.advance(30 * MINUTE);
      await test.runner.drain();
      const desk = test.get(SendingDesk);
      const elapsed = async (milliseconds: number) => {
        test.clock.advance(milliseconds);
        await test.runner.drain();
        return desk.progress();
      };
      // A minute's worth at once, then one mail a second: after ten seconds sixty are left, which take a minute.
      expect(await elapsed(10 * SECOND)).toMatchObject({ done: 70, remaining: 60, minutesLeft: 1 });
      expect(await elapsed(30 * SECOND)).toMatchObject({ done: 100, remaining: 30, minutesLeft: 1 });
      expect(await elapsed(30 * SECOND)).toMatchObject({ done: 130, remaining: 0, minutesLeft: null });
    });

    it('an hour that was quiet but for one mail says nothing about the pace of a backlog that just began', async () => {
      await test.contact({}, { externalId: 'C-0', email: 'first@example.com' });
      test.clock.advance(30 * MINUTE);
      await test.runner.drain();
      test.clock.advance(4 * MINUTE);
      await test
        .get(SettingsStore)
        .set(sendingSettings, SendingSettingsSchema.parse({ perReceiverMinute: 30 }));
      for (let n = 1; n <= 60; n += 1)
        await test.contact({}, { externalId: `C-${n}`, email: `customer-${n}@empresa.example` });
      await test.database.run(`UPDATE invitation SET send_at = ? WHERE state = 'planned'`, [
        test.clock.now(),
      ]);
      test.clock.advance(10 * SECOND);
      await test.runner.drain();
      // Thirty left at once; the other thirty have turns over the next minute.
      const { remaining, minutesLeft } = await test.get(SendingDesk).progress();
      expect({ remaining, minutesLeft }).toEqual({ remaining: 30, minutesLeft: 1 });
    });
  });

  it('a pause outlives the process; what is due waits, and goes on where it stood', async () => {
    const file = await createTestDatabase(kind);
    const signal = new AbortController().signal;
    const mails = () =>
      withDatabase(file.url, (database) =>
        database.all<{ to: string }>(`SELECT envelope_to AS "to" FROM captured_mail`),
      );
    try {
      const before = await openProduct(file.url);
      await withDatabase(file.url, (database) => plan(database, 40)).finally(() => undefined);
      await before.get(SendingDesk).pause(true, 'user:1');
      await before.close();

      const after = await openProduct(file.url);
      try {
        const [desk, sender] = [after.get(SendingDesk), after.get(InvitationSender)];
        expect(await sender.sendDue(1, signal)).toBe('skipped');
        expect(await desk.progress()).toMatchObject({
          paused: true,
          remaining: 40,
          done: 0,
          minutesLeft: null,
        });
        expect(await mails()).toEqual([]);
        await desk.pause(false, 'user:1');
        expect(await sender.sendDue(1, signal)).toBe('success');
        expect(await desk.progress()).toMatchObject({ paused: false, remaining: 0, done: 40 });
        expect(new Set((await mails()).map(({ to }) => to)).size).toBe(40);
      } finally {
        await after.close();
      }
    } finally {
      await file.remove();
    }
  });
});
