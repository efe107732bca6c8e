/** What the customers' records refuse. */
import { defineErrors } from '../platform/errors';

export const customerErrors = defineErrors({ customer_unknown: 404 });
