/** First come, first served exclusion for asynchronous work inside one process. */
export class Mutex {
  private tail: Promise<void> = Promise.resolve();
  private waiting = 0;

  /** True when nobody holds the mutex or waits for it. */
  get idle(): boolean {
    return this.waiting === 0;
  }

  /** Waits for its turn and returns the function that ends it; calling that twice is harmless. */
  async acquire(): Promise<() => void> {
    const previous = this.tail;
    let release!: () => void;
    this.tail = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.waiting += 1;
    await previous;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.waiting -= 1;
      release();
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
