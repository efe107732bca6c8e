/**
 * A quarter lived with a clock that is moved by hand respects every rule, as a checker proves that reads only the mails
 * that left and the input. `npm run bench quarter` does the same with 100,000 contacts.
 */
import { checkQuarter } from '../../bench/quarter/checker';
import { liveQuarter } from '../../bench/quarter/live';
import { type LoggedMail, readMail } from '../../bench/quarter/mail-log';
import { QUARTER_RULES } from '../../bench/quarter/rules';
import { tellQuarter } from '../../bench/quarter/story';
import { compileEmails } from '../../src/platform/mail';
import { createTestDatabase } from '../support';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const story = tellQuarter(2500);
let mails: LoggedMail[];

beforeAll(async () => {
  await compileEmails();
  const file = await createTestDatabase('sqlite');
  try {
    mails = await Promise.all((await liveQuarter(file.url, story)).map(readMail));
  } finally {
    await file.remove();
  }
});

const RULES = [
  'a reminder answers to a first mail that was sent',
  'a reminder is about the same contact',
  'as many are drawn as the probability says, all of them at 1',
  'at most one first mail per contact',
  'every Message-ID once',
  'every mail is about a contact of the input',
  'never in quiet hours',
  'never on a holiday',
  'never on a quiet weekday',
  'no mail about a matter that was reopened',
  'no more reminders than allowed',
  'no reminder after the survey closed',
  'not too early, not too late, nothing excluded, no spam',
  'nothing that is unwelcome after a customer answers',
  'nothing that is unwelcome after a customer is_erased',
  'nothing that is unwelcome after a customer unsubscribes',
  'nothing that is unwelcome after a customer wrong_person',
  'only to customers who may be written to',
  'per account',
  'per customer',
  'per customer and touchpoint',
  'quota per employee and period',
  'quota spread over the days',
  'reminders keep their distance',
  'the more important invitation stays',
];

const check = (log: readonly LoggedMail[]) => checkQuarter(story, QUARTER_RULES, log);
const broken = (log: readonly LoggedMail[]) => [
  ...new Set(check(log).violations.map((text) => text.split(':')[0])),
];
const first = () => mails.filter(({ remindsOf }) => remindsOf === null);
const changed = (of: LoggedMail, change: Partial<LoggedMail>) =>
  mails.map((mail) => (mail === of ? { ...mail, ...change } : mail));
const any = (list: readonly LoggedMail[]): LoggedMail => {
  const [mail] = list;
  if (!mail) throw new Error('There is no such mail.');
  return mail;
};

it('no mail of the quarter breaks a rule, and every rule was looked at', () => {
  const { looked, violations } = check(mails);
  expect(violations).toEqual([]);
  expect(mails.length).toBeGreaterThan(800);
  // Every rule there is, found to hold at least once.
  expect(Object.keys(looked).sort()).toEqual(RULES);
  expect(looked['the more important invitation stays']).toBeGreaterThan(100);
});

it('all five zones and every channel got mails, and reminders left', () => {
  const zones = new Set(mails.map((mail) => story.customers.find(({ email }) => email === mail.to)?.zone));
  expect(zones.size).toBe(5);
  expect(new Set(mails.map(({ channel }) => channel)).size).toBe(5);
  expect(mails.length - first().length).toBeGreaterThan(200);
});

describe('the checker notices', () => {
  it('a mail at night', () => {
    expect(broken(changed(any(mails), { at: any(mails).at + 14 * HOUR }))).toContain('never in quiet hours');
  });

  it('a mail before its time, and one long after', () => {
    const mail = any(first().filter(({ channel }) => channel === 'on_site'));
    expect(broken(changed(mail, { at: mail.at - 5 * DAY }))).toContain(
      'not too early, not too late, nothing excluded, no spam',
    );
    expect(broken(changed(mail, { at: mail.at + 7 * DAY }))).toContain(
      'not too early, not too late, nothing excluded, no spam',
    );
  });

  it('a mail that left twice', () => {
    const again = { ...any(first()), messageId: '<again@x>', at: any(first()).at + DAY };
    expect(broken([...mails, again])).toContain('per customer and touchpoint');
    expect(broken([...mails, any(first())])).toContain('every Message-ID once');
  });

  it('a mail to a machine, to one of our own, or about nothing', () => {
    const machine = story.customers.find(({ email }) => email?.startsWith('no-reply'))?.email ?? '';
    const own = story.employees[0]?.email ?? '';
    for (const to of [machine, own])
      expect(broken(changed(any(first()), { to }))).toContain('only to customers who may be written to');
    expect(broken(changed(any(first()), { reason: 'fraud' }))).toContain(
      'every mail is about a contact of the input',
    );
  });

  it('one reminder too many, one too soon, and one after an answer', () => {
    const reminder = any(mails.filter(({ remindsOf }) => remindsOf !== null));
    const more = [1, 2].map((n) => ({
      ...reminder,
      messageId: `<more${n}@x>`,
      at: reminder.at + 3 * n * DAY,
    }));
    expect(broken([...mails, ...more])).toContain('no more reminders than allowed');
    expect(broken(changed(reminder, { at: reminder.at - 2 * DAY }))).toContain(
      'reminders keep their distance',
    );
    const answering = any(
      first().filter(
        (mail) => story.customers.find(({ email }) => email === mail.to)?.reaction?.kind === 'answers',
      ),
    );
    const late = {
      ...answering,
      messageId: '<late@x>',
      remindsOf: answering.messageId,
      at: answering.at + 8 * DAY,
    };
    expect(broken([...mails, late])).toContain('nothing that is unwelcome after a customer answers');
  });

  it('a draw that favours, and an important mail that was lost', () => {
    const outages = first().filter(({ reason }) => reason === 'outage');
    expect(broken(mails.filter((mail) => !outages.includes(mail)))).toEqual(
      expect.arrayContaining([
        'as many are drawn as the probability says, all of them at 1',
        'the more important invitation stays',
      ]),
    );
  });

  it('a quota that was exceeded', () => {
    const chat = any(first().filter(({ channel, reason }) => channel === 'chat' && reason !== 'outage'));
    const customer = story.customers.find(({ email }) => email === chat.to);
    expect(customer).toBeDefined();
    const flood = Array.from({ length: 8 }, (_, n) => ({ ...chat, messageId: `<flood${n}@x>` }));
    expect(broken([...mails, ...flood])).toContain('quota per employee and period');
  });
});
