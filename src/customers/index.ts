/** The door of the customers: recognising them, whom never to write to, and erasing them. */
export { CustomersModule } from './customers.module';
export { Customers } from './customers';
export { SEGMENTS } from './customer';
export type { Customer, Segment } from './customer';
export { customerInput, zCustomerEmail } from './customer.input';
export type { CustomerInput } from './customer.input';
export { customerErrors } from './customers.errors';
export { CustomerErased } from './customers.events';
export { normaliseEmail } from './email-address';
export { phoneNumberOf, reportedPhoneNumber } from './phone-number';
export { Erasure } from './erasure';
export type { ErasureReport } from './erasure';
export { reachOf, Suppressions } from './suppressions';
export type { Reach, Suppression } from './suppressions';
