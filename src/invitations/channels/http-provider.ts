/**
 * Hands messages to a provider over HTTP, as administrators described it. One request per message on a connection of
 * its own, no redirect followed: so that it is known whether the request left. What left and got no clear reply is
 * uncertain; asking a customer twice is worse than not knowing.
 */
import { exchange, NoReply, type Reply, shortCode } from '../../platform/outgoing';
import type { ChannelSettings } from './channel-settings';
import { isIn } from './channel-settings';
import { textAt } from './json-pointer';
import type { MessageChannel, MessageOutcome, OutgoingMessage } from './message-channel';
import { filled, MIME, renderBody, type Values } from './request-template';

/** A provider that asks for more patience than this is asked again then. */
const LONGEST_RETRY_AFTER_MS = 6 * 3_600_000;
const MISDIRECTED = [404, 405, 410, 415];

export interface ProviderSurroundings {
  readonly privateHosts: readonly string[];
  /** '' without one. */
  readonly credential: string;
  /** UTC milliseconds, for dates in `Retry-After`. */
  readonly now: () => number;
  /** Throws where nothing slow may happen. */
  readonly refuseInTransaction?: () => void;
}

export class HttpProvider implements MessageChannel {
  constructor(
    private readonly settings: ChannelSettings,
    private readonly surroundings: ProviderSurroundings,
  ) {}

  async send(message: OutgoingMessage): Promise<MessageOutcome> {
    this.surroundings.refuseInTransaction?.();
    let reply: Reply;
    try {
      reply = await this.exchange(this.valuesOf(message));
    } catch (error) {
      if (!(error instanceof NoReply)) return refusal('request_broken', { aboutUs: 'connection' });
      if (error.left) return { kind: 'uncertain', code: error.code };
      return refusal(error.code, { aboutUs: 'connection' });
    }
    return this.outcomeOf(reply);
  }

  private valuesOf({ to, text, link, reference, parameters, language }: OutgoingMessage): Values {
    const { sender, template } = this.settings;
    const { credential } = this.surroundings;
    const values: Record<string, string> = {
      to,
      toDigits: to.slice(1),
      text,
      link,
      reference,
      sender,
      language,
      template: template.name,
      credential,
      credentialBase64: Buffer.from(credential).toString('base64'),
    };
    for (let place = 1; place <= 9; place += 1) values[`param${place}`] = parameters[place - 1] ?? '';
    return values as unknown as Values;
  }

  private exchange(values: Values): Promise<Reply> {
    const { url, method, contentType, headers, body, timeoutSeconds } = this.settings;
    return exchange({
      url,
      method,
      headers: {
        ...Object.fromEntries(headers.map(({ name, value }) => [name, filled(value, values)])),
        Accept: 'application/json',
        'Content-Type': MIME[contentType],
      },
      body: Buffer.from(renderBody(body, contentType, values)),
      timeoutMs: timeoutSeconds * 1000,
      privateHosts: this.surroundings.privateHosts,
    });
  }

  private outcomeOf({ status, retryAfter, body }: Reply): MessageOutcome {
    const { successStatuses, retryStatuses, idPointer, errorPointer, numberErrors } = this.settings;
    const document = parsed(body);
    const error = errorPointer === '' ? undefined : textAt(document, errorPointer);
    const code = error === undefined ? `http_${status}` : shortCode(error);
    const aboutNumber = error !== undefined && numberErrors.includes(error);
    if (aboutNumber) return refusal(code, { permanent: true, aboutNumber });
    if (status === 401 || status === 403) return refusal(code, { aboutUs: 'sign_in' });
    // The address or the kind of request is wrong: no message is at fault.
    if (MISDIRECTED.includes(status)) return refusal(code, { aboutUs: 'connection' });
    if (isIn(retryStatuses, status)) {
      const retryAfterMs = this.patience(retryAfter);
      return refusal(code, { tooFast: status === 429 || retryAfterMs !== null, retryAfterMs });
    }
    if (isIn(successStatuses, status)) {
      if (error !== undefined) return refusal(code, { permanent: true });
      if (idPointer === '') return { kind: 'accepted', providerId: null };
      const providerId = textAt(document, idPointer);
      // A page of somebody in between, for instance: nobody knows whether the provider saw the message.
      if (providerId === undefined || providerId.length > 200)
        return { kind: 'uncertain', code: 'reply_unreadable' };
      return { kind: 'accepted', providerId };
    }
    if (status >= 400 && status < 500) return refusal(code, { permanent: true });
    if (status >= 300 && status < 400) return refusal('redirected', { aboutUs: 'connection' });
    return { kind: 'uncertain', code };
  }

  /** Seconds or a date (RFC 9110, 10.2.3). */
  private patience(retryAfter: string | undefined): number | null {
    if (retryAfter === undefined) return null;
    const ms = /^\d{1,9}$/.test(retryAfter)
      ? Number(retryAfter) * 1000
      : Date.parse(retryAfter) - this.surroundings.now();
    return Number.isFinite(ms) && ms > 0 ? Math.min(ms, LONGEST_RETRY_AFTER_MS) : null;
  }
}

type Refusal = Extract<MessageOutcome, { kind: 'refused' }>;

function refusal(code: string, change: Partial<Refusal>): Refusal {
  return {
    kind: 'refused',
    code,
    permanent: false,
    aboutNumber: false,
    aboutUs: null,
    tooFast: false,
    retryAfterMs: null,
    ...change,
  };
}

function parsed(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '') as unknown;
  } catch {
    return undefined;
  }
}
