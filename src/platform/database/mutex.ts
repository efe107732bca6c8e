/** First come, first served exclusion for asynchronous work inside one process. */
export class Mutex {
  private held = false;
  private readonly waiting: (() => void)[] = [];

  /** True when nobody holds the mutex or waits for it: what runs to its end without `await` needs not acquire it. */
  get idle(): boolean {
    return !this.held;
  }

  /** Waits for its turn and returns the function that ends it; calling that twice is harmless. */
  async acquire(): Promise<() => void> {
    // Whoever lets go hands over to the next in line: nobody can step between.
    if (this.held) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.held = true;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const next = this.waiting.shift();
      if (next) next();
      else this.held = false;
    };
  }

  /** Runs the work alone; its failure is the caller's and does not hold up the queue. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.acquire();
    try {
      return await work();
    } finally {
      release();
    }
  }
}
