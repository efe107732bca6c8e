/**
 * Bounces from before RFC 3464, and from systems that never adopted it: a letter for people, without a part for
 * machines. Qmail, Exim, Lotus, old Exchange, gateways. Only a letter that a mail system wrote is read this way: a
 * customer may quote anything.
 */
import type { Email } from 'postal-mime';
import { statusFromWords } from './bounce-phrases';
import { addressIn } from './delivery-status';
import { bounceKind, enhancedStatusIn } from './enhanced-status';
import type { DeliveryReport } from './incoming-mail';
import { headerOf, senderOf } from './mime';
import { isHolidaySubject } from './written-by-machine';

const SYSTEM_SENDER =
  /^(mailer-daemon|mail-daemon|mailerdaemon|postmaster|mail\.?delivery|bounces?|mdaemon|system-?administrator|microsoftexchange[0-9a-f]+)$/i;
const SYSTEM_NAME =
  /mail delivery (sub)?system|mail deliver(y|er)|postmaster|mailer.daemon|system administrator|microsoft outlook|mail administrator/i;
const BOUNCE_SUBJECT =
  /undeliver(able|ed)|delivery (status|failure|has failed|report|problem|delayed)|failure notice|returned (mail|to sender)|return(ed)? email|mail delivery (failed|failure)|delivery failure|could not be delivered|non.?delivery|no se (puede|pudo|ha podido) entregar|devuelto|falha na entrega|n[aã]o (foi )?entregue|mensagem devolvida|fallo de entrega|error de entrega/i;
/** Where the letter ends and the mail that came back begins. */
const ORIGINAL_BELOW =
  /^-{2,}.{0,20}(below this line|original message|returned message|this is a copy|unsent message|mensaje original|mensagem original|undelivered message)|^(original message|message headers?) follows?|^-{3,} ?(forwarded|returned|header)/im;
const BOUNCE_OPENING =
  /qmail-send program|undeliverable|could not be delivered|did not reach|delivery (has )?failed|(message|mail) (was |has been |is being )?returned/i;
const DELAYED =
  /has not yet been delivered|delayed|will (continue|keep) (to be )?(try|retr|attempt)|still (being )?(try|attempt)|warning message only|se seguir[aá] intentando|continuar[aá] tentando/i;

/** Sure: a mail system signed it. Likely: nobody may answer it, as with holiday notes, too. */
function fromMailSystem(mail: Email): 'surely' | 'likely' | 'no' {
  const { address, name } = senderOf(mail);
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@')));
  if (SYSTEM_SENDER.test(local) || SYSTEM_NAME.test(name.slice(0, 200))) return 'surely';
  if (headerOf(mail, 'x-failed-recipients') !== null) return 'surely';
  return headerOf(mail, 'return-path') === '<>' ? 'likely' : 'no';
}

/** @returns undefined for letters that are no bounce */
export function readOldBounce(mail: Email, text: string): DeliveryReport | undefined {
  const sender = fromMailSystem(mail);
  const subject = (mail.subject ?? '').slice(0, 300);
  if (sender === 'no' || isHolidaySubject(subject)) return undefined;
  const letter = letterOf(text);
  const opening = letter.slice(0, 1000);
  const failed = headerOf(mail, 'x-failed-recipients');
  const isBounce =
    failed !== null || BOUNCE_SUBJECT.test(subject) || (sender === 'surely' && BOUNCE_OPENING.test(opening));
  if (!isBounce) return undefined;
  const status = enhancedStatusIn(letter) ?? statusFromWords(letter);
  const delayed = DELAYED.test(opening) || DELAYED.test(subject);
  return {
    action: delayed ? 'delayed' : 'failed',
    kind: delayed ? null : bounceKind(status),
    status,
    recipient: addressIn(failed ?? letter.replace(/bounce\+\S*/gi, '')),
  };
}

/** The letter without the mail that came back: that one is ours and says nothing about its fate. */
function letterOf(text: string): string {
  const letter = text.slice(0, 32 * 1024);
  const below = ORIGINAL_BELOW.exec(letter);
  return below ? letter.slice(0, below.index) : letter;
}
