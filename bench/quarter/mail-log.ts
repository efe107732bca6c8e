/** The log of sent mails, read as a recipient would: who asked whom about which contact, and what it answers to. */
import PostalMime from 'postal-mime';
import type { SunkMail } from './live';
import type { StoryChannel } from './story';

export interface LoggedMail {
  /** UTC milliseconds. */
  readonly at: number;
  readonly to: string;
  readonly messageId: string;
  /** The Message-ID of the mail it reminds of; null for a first mail. */
  readonly remindsOf: string | null;
  readonly channel: StoryChannel;
  readonly reason: string;
  /** Local day of the contact at the organization, `YYYY-MM-DD`. */
  readonly day: string;
  /** First name of who served. */
  readonly employee: string;
}

const SENTENCE = /^(Your|Our) (.+?) on (\w+), (\w+) (\d{1,2})(?:, about (.+))?\.$/m;
const CHANNELS: Readonly<Record<string, StoryChannel>> = {
  'Your call': 'phone',
  'Your chat': 'chat',
  'Your e-mail': 'email',
  'Your visit to our service center': 'service_center',
  'Our visit to your home': 'on_site',
};
const REASONS: Readonly<Record<string, string>> = {
  'your bill': 'billing',
  'the service outage': 'outage',
  'a leak': 'leak',
  'your payment': 'payment',
  'the technician’s visit': 'visit',
};
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']; // prettier-ignore

export async function readMail({ at, to, raw }: SunkMail): Promise<LoggedMail> {
  const mail = await PostalMime.parse(Buffer.from(raw, 'latin1'));
  const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value ?? null;
  const [, whose = '', what = '', , month = '', date = '', about = ''] =
    SENTENCE.exec((mail.text ?? '').replace(/\r/g, '')) ?? [];
  const channel = CHANNELS[`${whose} ${what}`];
  const messageId = header('message-id');
  const employee = /did (\p{L}+) help/u.exec(mail.subject ?? '')?.[1];
  if (channel === undefined || messageId === null || employee === undefined || mail.to?.[0]?.address !== to)
    throw new Error(`A mail cannot be read: ${mail.subject ?? ''} / ${whose} ${what}`);
  return {
    at,
    to,
    messageId,
    remindsOf: header('in-reply-to'),
    channel,
    reason: REASONS[about] ?? about,
    day: `2026-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${date.padStart(2, '0')}`,
    employee,
  };
}
