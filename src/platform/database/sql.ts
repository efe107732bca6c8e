/** Small helpers for SQL that runs on both databases. */
import { QueryFailedError } from 'typeorm';
import { v7 } from 'uuid';

/** A new identifier of a fact: UUID v7, so that rows written together stand together. Not a secret. */
export function newId(): string {
  return v7();
}

/** `?, ?, ?` */
export function placeholders(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}

/** Whether a statement failed because the row is there already. */
export function isUniqueViolation(error: unknown): boolean {
  const code =
    error instanceof QueryFailedError
      ? (error.driverError as { code?: string }).code
      : (error as { code?: string } | null)?.code;
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}
