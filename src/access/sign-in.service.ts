/**
 * Signing in and out. Tries are counted per address and account together, and per address: whoever guesses at
 * somebody's password locks out nobody but themselves.
 */
import { Injectable } from '@nestjs/common';
import { errors } from '../platform/errors';
import { RateLimits } from '../platform/http';
import { accessErrors } from './access.errors';
import { Devices } from './devices';
import { networkOf } from './networks';
import { sha256 } from './secrets';
import { Sessions } from './sessions.service';
import { accountEmail, Users } from './users.service';

const WINDOW_SECONDS = 15 * 60;
/** Tries at one account from one address. */
export const TRIES_PER_ACCOUNT = 30;
/** Tries at any accounts from one address; a whole office may share it. */
export const TRIES_PER_ADDRESS = 300;

@Injectable()
export class SignIn {
  constructor(
    private readonly users: Users,
    private readonly sessions: Sessions,
    private readonly rateLimits: RateLimits,
    private readonly devices: Devices,
  ) {}

  /**
   * Opens a session for whoever knows the password, and ends the one the browser came with: an id somebody else may
   * have planted is worth nothing afterwards.
   * @returns the secret for the cookie
   * @throws DomainError `sign_in_failed` alike for an unknown account, a wrong password and a disabled account;
   *   `rate_limited`
   */
  async open(
    form: { email: string; password: string },
    address: string,
    formerSecret?: string,
    userAgent?: string,
  ): Promise<string> {
    await this.requireFewTries(accountEmail(form.email), networkOf(address));
    const user = await this.users.verify(form.email, form.password);
    if (!user) throw accessErrors.sign_in_failed();
    if (formerSecret) await this.sessions.end(sha256(formerSecret));
    await this.devices.signedIn(user.id, address, userAgent);
    return this.sessions.open(user.id);
  }

  private async requireFewTries(email: string, network: string): Promise<void> {
    const limits = [
      await this.rateLimits.hit(`sign-in:${network}`, TRIES_PER_ADDRESS, WINDOW_SECONDS),
      await this.rateLimits.hit(`sign-in:${network} ${email}`, TRIES_PER_ACCOUNT, WINDOW_SECONDS),
    ];
    const exceeded = limits.filter(({ allowed }) => !allowed);
    if (exceeded.length === 0) return;
    throw errors.rate_limited({
      seconds: Math.max(...exceeded.map(({ retryAfterSeconds }) => retryAfterSeconds)),
    });
  }
}
