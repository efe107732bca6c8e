/**
 * What was worked out from many answers is kept for a while, the longer the more answers went into it, so that a page costs the
 * same in a small organization and in a large one. Nobody sees a number older than ten minutes, and below twenty
 * thousand answers nothing is kept beyond what the reader asks for.
 */
import type { Clock } from '../platform/clock';

/** Fewer answers are counted again in no time. */
const WORTH_KEEPING = 20_000;
/** A second for so many answers: reading them takes some tens of milliseconds. */
const ANSWERS_PER_SECOND = 25_000;
const LONGEST_MS = 300_000;

interface Kept<T> {
  readonly value: Promise<T>;
  /** Until then it is as good as new. */
  freshUntil: number;
  /** Until then it is shown once more while a newer one is worked out. */
  shownUntil: number;
  renewing: boolean;
}

export class KeptValues<T> {
  private readonly kept = new Map<string, Kept<T>>();

  /**
   * @param answersOf how many answers went into a value
   * @param most entries; beyond them all are forgotten
   */
  constructor(
    private readonly clock: Clock,
    private readonly answersOf: (value: T) => number,
    private readonly most: number,
  ) {}

  /** The value under the key: kept, or worked out now. @param atLeastMs kept so long however few answers there are */
  get(key: string, work: () => Promise<T>, atLeastMs = 0): Promise<T> {
    const now = this.clock.now();
    const known = this.kept.get(key);
    if (known && now < known.freshUntil) return known.value;
    if (!known || now >= known.shownUntil) return this.keep(key, work(), atLeastMs);
    if (!known.renewing) {
      known.renewing = true;
      setImmediate(() => void this.keep(key, work(), atLeastMs).catch(() => undefined));
    }
    return known.value;
  }

  forget(): void {
    this.kept.clear();
  }

  private keep(key: string, value: Promise<T>, atLeastMs: number): Promise<T> {
    if (this.kept.size >= this.most) this.kept.clear();
    // Several who ask at once share one reading, however few answers there are.
    this.kept.set(key, { value, freshUntil: Infinity, shownUntil: Infinity, renewing: false });
    void value.then(
      (found) => {
        if (this.kept.get(key)?.value !== value) return;
        const answers = this.answersOf(found);
        const worth =
          answers < WORTH_KEEPING ? 0 : Math.min(LONGEST_MS, (answers / ANSWERS_PER_SECOND) * 1000);
        const freshUntil = this.clock.now() + Math.max(atLeastMs, worth);
        this.kept.set(key, { value, freshUntil, shownUntil: freshUntil + worth, renewing: false });
      },
      () => {
        if (this.kept.get(key)?.value === value) this.kept.delete(key);
      },
    );
    return value;
  }
}
