/** What is said of an invitation depends on what carries it: a mail server accepts a mail, a provider a message, a chat shows a link. */

/**
 * The message key of a sentence, with the ending of what carries the invitation where there is one.
 * @param key without `invitations.`
 * @param channel `email`, `sms`, `whatsapp` or `chat`; anything else counts as mail
 * @param known whether there is such a message
 */
export function carriedKey(key: string, channel: unknown, known: (key: string) => boolean): string {
  const carrier = channel === 'sms' || channel === 'whatsapp' ? 'message' : channel;
  const own = `invitations.${key}_${String(carrier)}`;
  return (carrier === 'message' || carrier === 'chat') && known(own) ? own : `invitations.${key}`;
}
