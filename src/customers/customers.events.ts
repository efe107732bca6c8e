/** What happens to customers that other modules have to follow. */

/**
 * A customer's personal data is gone. Published in the transaction of the erasure: what a later module keeps about the
 * customer goes with it, or nothing goes.
 */
export class CustomerErased {
  constructor(
    readonly customerId: string,
    readonly erasedAt: number,
  ) {}
}
