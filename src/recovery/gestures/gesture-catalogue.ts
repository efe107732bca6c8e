/** What there is to give, what each gesture is worth to customers and costs us, and who may give how much of it. */
import { Injectable } from '@nestjs/common';
import type { RoleGrant, RoleName } from '../../access';
import { type LocaleText, money } from '../../kernel';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { errors } from '../../platform/errors';
import { gestureErrors } from './gestures.errors';

/** Those whose roles can be given an authority: they work cases, or decide about what others ask for. */
export const AUTHORITY_ROLES = ['recovery', 'lead', 'hr'] as const satisfies readonly RoleName[];
export type AuthorityRole = (typeof AUTHORITY_ROLES)[number];

export interface GestureKind {
  id: number;
  names: LocaleText;
  /** What it is worth to a customer, and what it costs us: minor units. */
  valueMinor: number;
  costMinor: number;
  currency: string;
  needsVoucher: boolean;
  retiredAt: number | null;
  /** Voucher codes nobody was given yet. */
  vouchersLeft: number;
}

export interface NewGestureKind {
  readonly names: LocaleText;
  readonly valueMinor: number;
  readonly costMinor: number;
  readonly currency: string;
  readonly needsVoucher: boolean;
}

export interface Authority {
  role: AuthorityRole;
  currency: string;
  upToMinor: number;
}

type KindRow = Omit<GestureKind, 'names' | 'needsVoucher'> & { names: string; needsVoucher: number };

const KINDS = `SELECT k.id AS "id", k.names AS "names", k.value_minor AS "valueMinor", k.cost_minor AS "costMinor",
  k.currency AS "currency", k.needs_voucher AS "needsVoucher", k.retired_at AS "retiredAt",
  (SELECT CAST(COUNT(*) AS bigint) FROM gesture_voucher v WHERE v.kind_id = k.id AND v.gesture_id IS NULL) AS "vouchersLeft"
  FROM gesture_kind k`;

@Injectable()
export class GestureCatalogue {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Those that can be given first, the cheapest first; retired ones at the end. */
  async kinds(): Promise<GestureKind[]> {
    const rows = await this.database.all<KindRow>(
      `${KINDS} ORDER BY CASE WHEN k.retired_at IS NULL THEN 0 ELSE 1 END, k.cost_minor, k.id`,
    );
    return rows.map(kindOf);
  }

  /** @throws gesture_kind_unknown for one that cannot be given (any more) */
  async available(id: number): Promise<GestureKind> {
    const row = await this.database.get<KindRow>(`${KINDS} WHERE k.id = ? AND k.retired_at IS NULL`, [id]);
    if (!row) throw gestureErrors.gesture_kind_unknown({}, '/kind');
    return kindOf(row);
  }

  /** @returns its id @throws gesture_amount */
  async add(kind: NewGestureKind, actor: string): Promise<number> {
    const { names, valueMinor, costMinor, currency, needsVoucher } = kind;
    const [value, cost] = [money(valueMinor, currency), money(costMinor, currency)];
    if (value.minor < 0) throw gestureErrors.gesture_amount({}, '/value');
    if (cost.minor < 0) throw gestureErrors.gesture_amount({}, '/cost');
    return this.database.transaction(async () => {
      const row = await this.database.get<{ id: number }>(
        `INSERT INTO gesture_kind (names, value_minor, cost_minor, currency, needs_voucher, created_at)
         VALUES (?, ?, ?, ?, ?, ?) RETURNING id AS "id"`,
        [JSON.stringify(names), value.minor, cost.minor, currency, needsVoucher ? 1 : 0, this.clock.now()],
      );
      const id = row?.id ?? 0;
      await this.audit.record({
        actor,
        action: 'gesture_kind.added',
        subject: `gesture_kind:${id}`,
        details: { ...names, value: value.minor, cost: cost.minor, currency },
      });
      return id;
    });
  }

  /** It is offered no more; what was given of it stays. @throws not_found */
  async retire(id: number, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        'UPDATE gesture_kind SET retired_at = ? WHERE id = ? AND retired_at IS NULL',
        [this.clock.now(), id],
      );
      if (changes === 0) throw errors.not_found();
      await this.audit.record({ actor, action: 'gesture_kind.retired', subject: `gesture_kind:${id}` });
    });
  }

  async authorities(): Promise<Authority[]> {
    return this.database.all<Authority>(
      'SELECT role AS "role", currency AS "currency", up_to_minor AS "upToMinor" FROM gesture_authority ORDER BY currency, up_to_minor, role',
    );
  }

  /** The most, in minor units, that somebody with these roles may give in one gesture; 0 without an authority. */
  async authorityOf(grants: readonly RoleGrant[], currency: string): Promise<number> {
    const held = grants.map(({ role }) => role as string);
    return (await this.authorities())
      .filter((one) => one.currency === currency && held.includes(one.role))
      .reduce((most, { upToMinor }) => Math.max(most, upToMinor), 0);
  }

  /** @throws gesture_amount */
  async authorise({ role, currency, upToMinor }: Authority, actor: string): Promise<void> {
    const { minor } = money(upToMinor, currency);
    if (minor < 0) throw gestureErrors.gesture_amount({}, '/upTo');
    await this.database.transaction(async () => {
      await this.database.run(
        `INSERT INTO gesture_authority (role, currency, up_to_minor) VALUES (?, ?, ?)
         ON CONFLICT (role, currency) DO UPDATE SET up_to_minor = excluded.up_to_minor`,
        [role, currency, minor],
      );
      await this.audit.record({
        actor,
        action: 'gesture_authority.set',
        subject: `role:${role}`,
        details: { currency, upTo: minor },
      });
    });
  }
}

function kindOf(row: KindRow): GestureKind {
  return { ...row, names: JSON.parse(row.names) as LocaleText, needsVoucher: row.needsVoucher === 1 };
}
