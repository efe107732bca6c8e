/** The door of the audit: a hash-chained record of every change that matters. */
export { Audit } from './audit';
export type { AuditRecord, AuditReport } from './audit';
export { AuditModule } from './audit.module';
export type { AuditEntry, AuditFault, AuditHead } from './chain';
