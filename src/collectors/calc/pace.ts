/**
 * When answers through an open way in come too fast to be customers. Whoever stands in front of a poster or a kiosk
 * can answer; so can somebody who wants to help themselves a hundred times. Nothing is thrown away for it: what looks
 * like that is kept as provisional and does not count until a person decides. Far beyond it, nothing more is taken.
 *
 * The limits are what one place can plausibly see. They are tighter where the collector names one employee, because
 * there somebody gains by it.
 */

export const COLLECTOR_KINDS = ['kiosk', 'qr', 'link'] as const;
export type CollectorKind = (typeof COLLECTOR_KINDS)[number];

/** Minutes of the short windows below. */
export const SHORT_MINUTES = 10;

/** How many answers came through one collector, the one that is judged included. */
export interface Pace {
  /** From the same program in the same network, in ten minutes and today. */
  readonly deviceSoon: number;
  readonly deviceToday: number;
  /** From the same network, whatever the program. */
  readonly networkSoon: number;
  readonly networkToday: number;
  /** From anywhere, given within ten minutes of this one. */
  readonly collectorSoon: number;
  /** Of a kiosk: the answer is late, although the device was seen since it was given. */
  readonly lateThoughSeen: boolean;
}

export const DOUBTS = ['repeated_device', 'busy_network', 'busy_collector', 'late_though_seen'] as const;
export type Doubt = (typeof DOUBTS)[number];

/** More than this is doubted. */
export interface Limits {
  readonly deviceSoon: number;
  readonly deviceToday: number;
  readonly networkSoon: number;
  readonly networkToday: number;
  readonly collectorSoon: number;
}

const EVERYBODY = Number.MAX_SAFE_INTEGER;

/** A kiosk is one device in one network: only its own pace tells anything. */
const KIOSK: Limits = {
  deviceSoon: EVERYBODY,
  deviceToday: EVERYBODY,
  networkSoon: EVERYBODY,
  networkToday: EVERYBODY,
  collectorSoon: 20,
};
const KIOSK_OF_ONE: Limits = { ...KIOSK, collectorSoon: 8 };
const OPEN: Limits = {
  deviceSoon: 3,
  deviceToday: 10,
  networkSoon: 8,
  networkToday: 60,
  collectorSoon: 30,
};
const OPEN_OF_ONE: Limits = {
  deviceSoon: 1,
  deviceToday: 2,
  networkSoon: 4,
  networkToday: 15,
  collectorSoon: 12,
};

/** @param personal the collector names the employee who is rated */
export function limitsOf(kind: CollectorKind, personal: boolean): Limits {
  if (kind === 'kiosk') return personal ? KIOSK_OF_ONE : KIOSK;
  return personal ? OPEN_OF_ONE : OPEN;
}

/** Why an answer is doubted, every reason that applies; empty when it is taken as it is. */
export function doubtsAbout(kind: CollectorKind, personal: boolean, pace: Pace): Doubt[] {
  const most = limitsOf(kind, personal);
  const found: Record<Doubt, boolean> = {
    repeated_device: pace.deviceSoon > most.deviceSoon || pace.deviceToday > most.deviceToday,
    busy_network: pace.networkSoon > most.networkSoon || pace.networkToday > most.networkToday,
    busy_collector: pace.collectorSoon > most.collectorSoon,
    late_though_seen: pace.lateThoughSeen,
  };
  return DOUBTS.filter((doubt) => found[doubt]);
}

/**
 * Beyond how many answers in ten minutes nothing more is taken (429). A kiosk may send what it kept while it was
 * offline, and tries again later with the rest.
 */
export const REFUSED_ABOVE: Readonly<Record<CollectorKind, { device: number; network: number }>> = {
  kiosk: { device: 300, network: 300 },
  qr: { device: 20, network: 60 },
  link: { device: 20, network: 60 },
};

/** How old an answer may be that a kiosk kept while it was offline. */
export const OLDEST_ANSWER_DAYS = 30;
const DAY = 86_400_000;
const LATE = SHORT_MINUTES * 60_000;

/**
 * When an answer was given, as far as a device may say so: never in the future (its clock may run ahead), never
 * longer ago than 30 days.
 * @returns UTC milliseconds, or null when it is too old to be taken
 */
export function answeredAt(claimed: number | null, now: number): number | null {
  if (claimed === null) return now;
  if (claimed < now - OLDEST_ANSWER_DAYS * DAY) return null;
  return Math.min(claimed, now);
}

/**
 * A kiosk that is online sends at once, and shows itself only when it has nothing left to send. An answer that comes
 * late although the device has been seen since was not kept by an honest queue.
 */
export function isLateThoughSeen(answered: number, now: number, lastSeenAt: number | null): boolean {
  return now - answered > LATE && lastSeenAt !== null && lastSeenAt > answered + LATE;
}
