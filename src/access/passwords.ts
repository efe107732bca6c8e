/** Passwords: what is asked of them, and Argon2id with the parameters of RFC 9106's memory-constrained advice by OWASP. */
import { hash, verify } from '@node-rs/argon2';
import { accessErrors } from './access.errors';

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 200;

/** 19 MiB, two passes, one lane: OWASP's first choice for Argon2id. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of a password nobody has, made with the same cost: what an unknown address is checked against. */
let decoy: Promise<string> | undefined;

export function hashPassword(password: string): Promise<string> {
  return hash(normalised(password), COST);
}

/**
 * Whether the password fits the hash. Without a hash (an unknown address, a disabled account) the same work is done
 * for nothing, so that the time it takes says nothing.
 */
export async function passwordFits(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hash('a password that belongs to nobody', COST);
  const fits = await verify(passwordHash ?? (await decoy), normalised(password));
  return passwordHash !== null && fits;
}

/**
 * Length is what makes a password hard to guess (NIST SP 800-63B): no rules about digits and symbols.
 * @param personal what others know about the person, such as name and address
 * @throws DomainError `password_too_short`, `password_guessable`
 */
export function requireGoodPassword(
  password: string,
  personal: readonly string[],
  pointer = '/password',
): void {
  const text = normalised(password);
  const length = [...text].length;
  if (length < PASSWORD_MIN) throw accessErrors.password_too_short({ limit: PASSWORD_MIN }, pointer);
  const lower = text.toLowerCase();
  const known = personal.map((value) => normalised(value).toLowerCase()).filter((value) => value !== '');
  const repeated = new Set(lower).size < 5;
  if (repeated || length > PASSWORD_MAX || known.includes(lower)) {
    throw accessErrors.password_guessable({}, pointer);
  }
}

/** The same characters typed on another keyboard are the same password (RFC 8265). */
function normalised(password: string): string {
  return password.normalize('NFC');
}
