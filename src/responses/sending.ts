/** What a request tells of who sends it, as far as it helps to know machines. */
import type { AppRequest } from '../access';
import type { Sending } from './evidence';
import type { Looking } from './responses.service';

export function sendingOf({ headers, ip }: AppRequest): Sending {
  return {
    userAgent: headers['user-agent'],
    address: ip,
    byGesture: headers['sec-fetch-user'] === '?1',
  };
}

/** @param rating of the button in the mail that was followed */
export function lookingOf({ method }: AppRequest, rating: string | undefined): Looking {
  return { rating, head: method === 'HEAD' };
}

/** Where the page sets its trap for programs that follow every link. */
export const trapHref = (token: string): string => `/s/${token}/more`;
