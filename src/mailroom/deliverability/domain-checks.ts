/** Looks at the sending domain as receivers do, and keeps what was found: looking takes seconds, a page may not. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { Mailer } from '../../platform/mail';
import { checkDkim } from './dkim';
import { checkDmarc } from './dmarc';
import { Dns } from './dns';
import type { Finding } from './finding';
import { checkMx } from './mx';
import { checkSpf } from './spf';

const KEPT = 50;

const findings: z.ZodType<Finding[]> = z.array(
  z.object({
    check: z.enum(['mx', 'spf', 'dkim', 'dmarc']),
    verdict: z.enum(['good', 'care', 'bad', 'unknown']),
    code: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    found: z.string().nullable(),
    record: z.object({ type: z.enum(['TXT', 'MX']), name: z.string(), value: z.string() }).nullable(),
  }),
);

export interface DomainCheck {
  domain: string;
  /** UTC milliseconds. */
  checkedAt: number;
  findings: Finding[];
}

@Injectable()
export class DomainChecks {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly mailer: Mailer,
    private readonly dns: Dns,
  ) {}

  /** The domain of our sender address, in lower case. */
  get domain(): string {
    const { senderAddress } = this.mailer;
    return senderAddress.slice(senderAddress.lastIndexOf('@') + 1).toLowerCase();
  }

  /** Whether the world can know the domain at all: `localhost` it cannot. */
  get isPublic(): boolean {
    return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(this.domain);
  }

  /** @param by who asked: `user:12`, `system` @throws Error inside a transaction */
  async check(by: string): Promise<DomainCheck> {
    this.database.refuseInTransaction('Asking the domain name system');
    const { domain, dns } = this;
    const { dkim, smtpUrl } = this.config;
    const smtpHost = smtpUrl === null ? null : new URL(smtpUrl).hostname.toLowerCase();
    const found = this.isPublic
      ? await Promise.all([
          checkSpf(domain, smtpHost, dns),
          checkDkim(dkim, dns),
          checkDmarc(domain, dkim?.domain ?? null, dns),
          checkMx(domain, dns),
        ])
      : [];
    const checkedAt = this.clock.now();
    await this.database.transaction(async () => {
      const row = await this.database.get<{ id: number }>(
        `INSERT INTO domain_check (domain, checked_at, checked_by, findings) VALUES (?, ?, ?, ?) RETURNING id AS "id"`,
        [domain, checkedAt, by, JSON.stringify(found)],
      );
      await this.database.run('DELETE FROM domain_check WHERE id <= ?', [(row?.id ?? 0) - KEPT]);
    });
    return { domain, checkedAt, findings: found };
  }

  /** The newest check of the domain we send from now. */
  async last(): Promise<DomainCheck | undefined> {
    const row = await this.database.get<{ checkedAt: number; findings: string }>(
      `SELECT checked_at AS "checkedAt", findings AS "findings" FROM domain_check WHERE domain = ? ORDER BY id DESC LIMIT 1`,
      [this.domain],
    );
    return (
      row && {
        domain: this.domain,
        checkedAt: row.checkedAt,
        findings: findings.parse(JSON.parse(row.findings)),
      }
    );
  }
}
