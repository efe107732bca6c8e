import { chosenWay } from './chosen-way';

const sent = (channel: string) => ({ channel, state: 'sent', reason: null });
const unasked = (reason: string) => ({ channel: 'email', state: 'suppressed', reason });

describe('the way that was chosen', () => {
  it.each([
    ['mail where nothing else is preferred', sent('email'), {}, 'why_way_email'],
    ['the message that was preferred', sent('sms'), { wanted: 'sms' }, 'why_way_sms'],
    ['a link that a chat asked for', sent('chat'), { wanted: 'sms' }, 'why_way_chat'],
    ['mail for want of a number', sent('email'), { wanted: 'sms', instead: 'no_number' }, 'why_way_mail_no_number'],
    ['mail as messages do not arrive', sent('email'), { wanted: 'whatsapp', instead: 'number_fails' }, 'why_way_mail_number_fails'],
    ['mail as the channel is off', sent('email'), { wanted: 'sms', instead: 'channel_off' }, 'why_way_mail_channel_off'],
    ['mail after a message that failed', sent('email'), { wanted: 'sms' }, 'why_way_mail_later'],
    ['no way without a number and without mail', unasked('no_address'), { wanted: 'sms', instead: 'no_number' }, 'why_way_none_no_number'],
    ['a preferred message for somebody not drawn', { ...unasked('not_sampled'), channel: 'sms' }, { wanted: 'sms' }, 'why_way_sms'],
  ])('%s', (_situation, step, evidence, key) => {
    expect(chosenWay(step, evidence)?.key).toBe(key);
  }); // prettier-ignore

  it('is not told where there was none to choose', () => {
    expect(chosenWay(unasked('no_address'), {})).toBeNull();
    expect(chosenWay(unasked('not_sampled'), {})).toBeNull();
    expect(chosenWay(unasked('opted_out'), { wanted: 'sms' })).toBeNull();
  });
});
