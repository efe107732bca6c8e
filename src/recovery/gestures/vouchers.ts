/** Voucher codes: pasted or drawn, kept encrypted, and each given to one customer once. */
import { createHmac, randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Config, openSealed, seal } from '../../platform/config';
import { Database } from '../../platform/database';
import { gestureErrors } from './gestures.errors';

/** Without letters and digits that are taken for each other. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** Twelve of 32 letters: 60 bits, more than anybody tries at a till. */
const LETTERS = 12;
const CODE = /^[\p{L}\p{N}][\p{L}\p{N}-]{2,62}[\p{L}\p{N}]$/u;
export const MOST_CODES = 2000;

@Injectable()
export class Vouchers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly audit: Audit,
  ) {}

  /**
   * Adds codes that somebody has, one a line; those that are known already are left out.
   * @returns how many were new
   * @throws voucher_code_unreadable
   */
  async paste(kindId: number, text: string, actor: string): Promise<number> {
    const codes = text.split(/[\s,;]+/).filter((code) => code !== '');
    const wrong = codes.find((code) => !CODE.test(code));
    if (codes.length === 0 || codes.length > MOST_CODES || wrong !== undefined)
      throw gestureErrors.voucher_code_unreadable({}, '/codes');
    return this.add(kindId, codes, actor, 'pasted');
  }

  /** Draws codes nobody can guess. @returns how many */
  generate(kindId: number, count: number, actor: string): Promise<number> {
    return this.add(kindId, Array.from({ length: count }, drawn), actor, 'generated');
  }

  /** Gives a free code to a gesture, inside the transaction that grants it. @throws gesture_no_voucher */
  async give(kindId: number, gestureId: string): Promise<void> {
    // Somebody else may take the same row at the same moment: then the next one is looked for.
    for (;;) {
      const free = await this.database.get<{ id: number }>(
        'SELECT id AS "id" FROM gesture_voucher WHERE kind_id = ? AND gesture_id IS NULL ORDER BY id LIMIT 1',
        [kindId],
      );
      if (!free) throw gestureErrors.gesture_no_voucher();
      const { changes } = await this.database.run(
        'UPDATE gesture_voucher SET gesture_id = ? WHERE id = ? AND gesture_id IS NULL',
        [gestureId, free.id],
      );
      if (changes > 0) return;
    }
  }

  /** The code a gesture was granted with; null for one without. */
  async codeOf(gestureId: string): Promise<string | null> {
    const row = await this.database.get<{ kindId: number; sealed: string }>(
      'SELECT kind_id AS "kindId", sealed AS "sealed" FROM gesture_voucher WHERE gesture_id = ?',
      [gestureId],
    );
    return row ? (openSealed(this.config.secretKey, owner(row.kindId), row.sealed) ?? null) : null;
  }

  private async add(kindId: number, codes: readonly string[], actor: string, how: string): Promise<number> {
    return this.database.transaction(async () => {
      const now = this.clock.now();
      let added = 0;
      for (const code of codes) {
        const { changes } = await this.database.run(
          `INSERT INTO gesture_voucher (kind_id, code_hash, sealed, added_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (code_hash) DO NOTHING`,
          [kindId, this.hashOf(kindId, code), seal(this.config.secretKey, owner(kindId), code), now],
        );
        added += changes;
      }
      await this.audit.record({
        actor,
        action: `gesture_voucher.${how}`,
        subject: `gesture_kind:${kindId}`,
        details: { added },
      });
      return added;
    });
  }

  private hashOf(kindId: number, code: string): string {
    return createHmac('sha256', this.config.secretKey).update(`voucher:${kindId}:${code}`).digest('hex');
  }
}

const owner = (kindId: number): string => `gesture_kind:${kindId}`;

function drawn(): string {
  const letters = Array.from({ length: LETTERS }, () => ALPHABET[randomInt(ALPHABET.length)] ?? 'A').join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}
