/** Programs that say by their name that no person sits before them. */

/**
 * Mail gateways, link previews, crawlers and browsers without a window. Programs that merely are no browser (curl,
 * libraries) are not here: answers may come from them on purpose.
 */
const SCANNERS =
  /headlesschrome|phantomjs|\bbot\b|(?<!cu)bot\/|crawler|spider|preview|prefetch|barracuda|mimecast|proofpoint|fireeye|trendmicro|trend micro|symantec|messagelabs|zscaler|forcepoint|sophos|cloudmark|ironport|safelinks|urldefense|virustotal|urlscan|googleimageproxy|yahoomailproxy|facebookexternalhit|whatsapp\/|telegrambot|slackbot|linkcheck|link[ -]?expand|monitis|uptime/i;

/** Whether a user agent names a scanner. An absent one says nothing. */
export function isScannerAgent(userAgent: string | undefined): boolean {
  return userAgent !== undefined && SCANNERS.test(userAgent.slice(0, 512));
}
