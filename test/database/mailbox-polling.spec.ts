/** A real conversation with an IMAP server: what comes into the mailbox is taken in, once, in its order, and put away. */
import hoodiecrow from 'hoodiecrow-imap';
import { MailboxPoller } from '../../src/mailroom/mailbox-poller';
import { describeOnBothDatabases } from '../support';
import { freePort } from '../support/free-port';
import { mailAbout, mailroomOn, type MailroomUnderTest } from './mailroom.fixture';

const MINUTE = 60_000;
type Imap = ReturnType<typeof hoodiecrow>;

async function startImap(port: number, inbox: object = { messages: [] }): Promise<Imap> {
  const server = hoodiecrow({
    plugins: ['ID', 'UIDPLUS', 'MOVE', 'LITERALPLUS', 'NAMESPACE'],
    storage: { INBOX: inbox, '': { separator: '/', folders: {} } },
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}
const stop = (server: Imap) => new Promise<void>((resolve) => server.close(resolve));

describeOnBothDatabases('the mailbox', (kind) => {
  let room: MailroomUnderTest;
  let imap: Imap;
  let port: number;
  const open = async (address = 'testuser:testpass', query = '') => {
    port = await freePort();
    imap = await startImap(port);
    room = await mailroomOn(kind, { IMAP_URL: `imap://${address}@127.0.0.1:${port}/INBOX${query}` });
  };
  afterEach(async () => {
    await room.test.close();
    await stop(imap);
  });
  const drop = (mail: Buffer) => imap.appendMessage('INBOX', [], false, mail.toString('latin1'));
  const minute = async () => {
    room.test.clock.advance(MINUTE);
    await room.test.work();
  };
  const state = async () => room.test.get(MailboxPoller).state();
  const seen = () => imap.getMailbox('INBOX').messages.map(({ flags }) => flags?.includes('\\Seen') ?? false);

  it('is read every minute; what was read is marked and not read again', async () => {
    await open();
    const { id } = await room.sent();
    drop(mailAbout('postfix-user-unknown', id));
    await minute();
    expect(await room.state(id)).toMatchObject({ state: 'bounced', reason: 'hard_bounce' });
    expect(seen()).toEqual([true]);
    drop(mailAbout('reply-gmail', id));
    drop(mailAbout('auto-outlook-ooo', id));
    await minute();
    await minute();
    expect(seen()).toEqual([true, true, true]);
    expect(await room.replies()).toHaveLength(1);
    const rows = await room.test.database.all(
      'SELECT class AS "class", way AS "way" FROM incoming_mail ORDER BY received_at, class',
    );
    expect(rows).toEqual([
      { class: 'delivery', way: 'imap' },
      { class: 'auto_reply', way: 'imap' },
      { class: 'reply', way: 'imap' },
    ]);
    expect(await state()).toMatchObject({ lastUid: 3, failures: 0, error: null });
  });

  it('that was used before is taken on from what nobody has read', async () => {
    await open();
    const { id } = await room.sent();
    imap.appendMessage('INBOX', ['\\Seen'], false, mailAbout('arf-yahoo', id).toString('latin1'));
    drop(mailAbout('reply-gmail', id));
    await minute();
    expect(await room.suppression()).toEqual([]);
    expect(await room.replies()).toHaveLength(1);
  });

  it('that people read, too, is read by its numbers and not by its marks', async () => {
    await open();
    const { id } = await room.sent();
    drop(mailAbout('auto-outlook-ooo', id));
    await minute();
    imap.appendMessage('INBOX', ['\\Seen'], false, mailAbout('reply-gmail', id).toString('latin1'));
    await minute();
    expect(await room.replies()).toHaveLength(1);
  });

  it('is emptied into another folder where one is named, made if need be', async () => {
    await open('testuser:testpass', '?processed=Leidos');
    const { id } = await room.sent();
    drop(mailAbout('reply-gmail', id));
    drop(mailAbout('qmail', id));
    await minute();
    expect(imap.getMailbox('INBOX').messages).toHaveLength(0);
    expect(imap.getMailbox('Leidos').messages).toHaveLength(2);
    drop(mailAbout('arf-yahoo', id));
    await minute();
    expect(imap.getMailbox('Leidos').messages).toHaveLength(3);
    expect(await room.timeline(id)).toContain('complained');
  });

  it('that was made anew is read anew; what came in before does nothing twice', async () => {
    await open();
    const { id } = await room.sent();
    drop(mailAbout('reply-gmail', id));
    await minute();
    await stop(imap);
    const messages = [
      { raw: mailAbout('reply-gmail', id).toString('latin1') },
      { raw: mailAbout('qmail', id).toString('latin1') },
    ];
    imap = await startImap(port, { uidvalidity: 99, messages });
    await minute();
    expect(await state()).toMatchObject({ uidValidity: '99', lastUid: 2 });
    expect(await room.replies()).toHaveLength(1);
    expect(await room.state(id)).toMatchObject({ state: 'bounced' });
  });

  it('that cannot be reached is tried less and less often, says why, and is read again as soon as it can', async () => {
    await open();
    const { id } = await room.sent();
    await minute();
    await stop(imap);
    for (let round = 0; round < 40; round += 1) await minute();
    expect(await state()).toMatchObject({ error: 'connect', failures: expect.any(Number) });
    const { failures = 0, nextAt = 0 } = (await state()) ?? {};
    expect(failures).toBeGreaterThanOrEqual(3);
    expect(failures).toBeLessThanOrEqual(6);
    expect(await room.test.database.all(`SELECT 1 FROM job WHERE state = 'dead'`)).toEqual([]);
    imap = await startImap(port);
    drop(mailAbout('qmail', id));
    room.test.clock.set(nextAt);
    await minute();
    expect(await state()).toMatchObject({ error: null, failures: 0 });
    expect(await room.state(id)).toMatchObject({ state: 'bounced' });
  });

  it('whose password is wrong says so, and names nobody', async () => {
    await open('testuser:hunter2');
    await minute();
    expect(await state()).toMatchObject({ error: 'sign_in', failures: 1 });
    const rows = JSON.stringify(await room.test.database.all('SELECT * FROM mailbox_state'));
    expect(rows).not.toMatch(/testuser|hunter2|127\.0/);
  });

  it('whose folder does not exist says so', async () => {
    await open();
    await room.test.close();
    room = await mailroomOn(kind, { IMAP_URL: `imap://testuser:testpass@127.0.0.1:${port}/Nowhere` });
    await minute();
    expect(await state()).toMatchObject({ error: 'folder', failures: 1 });
  });

  it('with a hostile mail in it is read to its end', async () => {
    await open();
    const { id } = await room.sent();
    drop(
      Buffer.from(
        `From: x@y.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(5000)}`,
      ),
    );
    drop(Buffer.from('no header at all'));
    drop(mailAbout('reply-gmail', id));
    await minute();
    expect(seen()).toEqual([true, true, true]);
    expect(await room.replies()).toHaveLength(1);
  });
});
