/**
 * Words of bounces that bear no code: old or home-made mail systems. Asked only when there is no enhanced status code,
 * and only of mails that a mail system wrote. The first phrase that fits decides; what fits none counts as `soft`.
 */

/** [what the line says, the enhanced status code it amounts to] */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/mailbox (is )?full|quota|over its (storage|disk)|out of (storage|disk) space|insufficient (system )?storage|buz[oó]n (est[aá] )?lleno|caixa (de correio|postal) (est[aá] )?(cheia|lotada)/i, '5.2.2'],
  [/spam|blocked|blacklist|block ?list|reputation|policy|not authori[sz]ed|access denied|rejected for|dmarc|spf check|content (was )?rejected|virus/i, '5.7.1'],
  [/message (size|too (big|large))|exceeds .{0,40}(size|limit)|too large/i, '5.3.4'],
  [/greylist|try again later|temporar(y|ily)|too many (connections|messages)|rate limit|timed? ?out|could not be delivered for/i, '4.4.7'],
  [/user unknown|unknown user|no such (user|person|recipient|mailbox|address)|does ?n[o']t exist|not exist|unknown (or illegal )?(alias|recipient|address|mailbox)|recipient (address )?(rejected|unknown|not found)|invalid (recipient|mailbox|user|address)|no mailbox here|not listed in|not found in|address(es)? (had|was|is) (permanent|not found|invalid)|account (is )?(disabled|closed|deactivated|inactive|suspended)|mailbox (is )?(unavailable|not found|disabled)|not a (known|valid) (user|mailbox)|unrout(e)?able (address|mail domain)|has no (mail|mailbox|account)|does ?n[o']t have an? \S{1,60} account|user not found|usuario (desconocido|no existe|inexistente)|usu[aá]rio (desconhecido|inexistente|n[aã]o (existe|encontrado))|no existe (el|este|la) (buz[oó]n|usuario|cuenta|direcci[oó]n)|destinatario (desconocido|inexistente)|destinat[aá]rio (desconhecido|inexistente|n[aã]o encontrado)/i, '5.1.1'],
  [/(host|domain|server)( name)? (unknown|not found|does not exist)|no such (host|domain)|domain .{0,80}(does not exist|not found)|couldn'?t find any host|no mx|nullmx|name or service not known/i, '5.1.2'],
]; // prettier-ignore

const LONGEST_LINE = 400;
const MOST_LINES = 120;

/** The code that the words of a bounce amount to; null when they say nothing known. */
export function statusFromWords(text: string): string | null {
  const lines = text
    .slice(0, LONGEST_LINE * MOST_LINES)
    .split('\n', MOST_LINES)
    .map((line) => line.slice(0, LONGEST_LINE))
    .filter((line) => line.trim() !== '');
  for (const [phrase, status] of PHRASES) if (lines.some((line) => phrase.test(line))) return status;
  return null;
}
