/**
 * Sends what is due, in lanes: each claims a batch and has a few mails of it in the air at a time. What it does not come
 * to, because sending was paused, the process is to stop or the mail server went away, it hands back.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Jobs, type JobOutcome } from '../platform/jobs';
import { SettingsStore } from '../platform/views';
import { type Claim, InvitationStore } from './invitation.store';
import { SENDING_LANES, sendInvitations } from './invitations.jobs';
import { Circuit } from './sending/circuit';
import { Delivery } from './sending/delivery';
import { LEASE_MS } from './sending/leases';
import { sendingSettings } from './sending/sending-settings';

/** Mails in the air at once per lane: what the transport has connections for. */
const AT_ONCE = 5;
/** Claimed together: enough that a claim costs next to nothing, few enough that none waits for long. */
const BATCH = 25;

@Injectable()
export class InvitationSender {
  constructor(
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly settings: SettingsStore,
    private readonly store: InvitationStore,
    private readonly delivery: Delivery,
    private readonly circuit: Circuit,
  ) {}

  /**
   * Sends until nothing is due any more, sending is paused, or the mail server does not want us.
   * @returns `skipped` when nothing was due
   */
  async sendDue(lane: number, signal: AbortSignal): Promise<JobOutcome> {
    let sent = 0;
    while (!signal.aborted) {
      const now = this.clock.now();
      const most = await this.mostNow(lane, now);
      const claims = most === 0 ? [] : await this.store.claim(now, now + LEASE_MS, most);
      if (claims.length === 0) break;
      if (claims.length === BATCH && lane < SENDING_LANES) await this.callNextLane(lane + 1);
      sent += claims.length;
      await this.sendAll(claims, signal);
    }
    return sent > 0 ? 'success' : 'skipped';
  }

  /** Keeps the leases of the mails on the wire. */
  async renewLeases(): Promise<void> {
    await this.delivery.renewLeases();
  }

  /** How many mails may be claimed: none while paused or cut off, one to find out whether the server is back. */
  private async mostNow(lane: number, now: number): Promise<number> {
    if (await this.isPaused()) return 0;
    const { state } = await this.circuit.state(now);
    if (state === 'open') return 0;
    return state === 'closed' ? BATCH : lane === 1 ? 1 : 0;
  }

  private async isPaused(): Promise<boolean> {
    return (await this.settings.get(sendingSettings)).paused;
  }

  private async callNextLane(lane: number): Promise<void> {
    await this.jobs.enqueue(sendInvitations, { lane }, { uniqueKey: `lane:${lane}` });
  }

  /** Sends a batch, a few at a time. @throws whatever kept an outcome from being written down */
  private async sendAll(claims: readonly Claim[], signal: AbortSignal): Promise<void> {
    const waiting = [...claims];
    const failures: unknown[] = [];
    let goOn = true;
    const work = async () => {
      while (goOn && !signal.aborted && !(await this.isPaused())) {
        const claim = waiting.shift();
        if (!claim) return;
        try {
          if (!(await this.delivery.deliver(claim))) goOn = false;
        } catch (error) {
          // What could not even be written down keeps its lease; the reaper judges it by how far it came.
          failures.push(error);
          goOn = false;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (waiting.length > 0) await this.store.release(waiting, this.clock.now());
    if (failures.length > 0) throw failures[0];
  }
}
