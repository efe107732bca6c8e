/** Collectors are set up, get new keys and are revoked; each step is audited and holds at once on every node. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { interactionErrors, Touchpoints } from '../interactions';
import { Employees, isEmployedOn, Calendar, organizationErrors } from '../organization';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { errors, parseInput, zCode, zExternalId, zLocale, zText } from '../platform/errors';
import { COLLECTOR_KINDS } from './calc';
import { collectorKeyHash, looksLikeCollectorKey, newCollectorKey } from './collector-keys';
import { type Collector, CollectorStore } from './collector.store';
import { collectorErrors } from './collectors.errors';

const zBlank = z.literal('').transform(() => null);

export const newCollector = z.strictObject({
  kind: z.enum(COLLECTOR_KINDS),
  name: zText(80),
  /** Code of the touchpoint. */
  touchpoint: zCode,
  /** External id of the employee whom the answers are about. */
  employee: zBlank.or(zExternalId).nullish(),
  locale: zLocale,
});
export type NewCollectorInput = z.input<typeof newCollector>;

/** A collector's key; for a kiosk this is the only time anybody sees it. */
export interface KeyedCollector {
  readonly id: number;
  readonly key: string;
}

@Injectable()
export class Collectors {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly touchpoints: Touchpoints,
    private readonly employees: Employees,
    private readonly calendar: Calendar,
    private readonly store: CollectorStore,
  ) {}

  /**
   * @param actor who asks, as the audit log names it
   * @throws DomainError `validation_failed`, `touchpoint_unknown`, `touchpoint_retired`, `employee_unknown`,
   *   `participant_not_employed`
   */
  async create(given: NewCollectorInput, actor: string): Promise<KeyedCollector> {
    const input = parseInput(newCollector, given);
    const touchpoint = await this.touchpoints.byCode(input.touchpoint);
    if (!touchpoint)
      throw interactionErrors.touchpoint_unknown({ touchpoint: input.touchpoint }, '/touchpoint');
    if (touchpoint.retiredAt !== null)
      throw interactionErrors.touchpoint_retired({ touchpoint: input.touchpoint }, '/touchpoint');
    const employeeId = input.employee ? await this.employeeId(input.employee) : null;
    const key = newCollectorKey(input.kind);
    return this.database.transaction(async () => {
      const id = await this.store.add({
        kind: input.kind,
        name: input.name,
        keyHash: collectorKeyHash(key),
        publicKey: input.kind === 'kiosk' ? null : key,
        touchpointId: touchpoint.id,
        employeeId,
        locale: input.locale,
        createdAt: this.clock.now(),
        createdBy: actor,
      });
      await this.audit.record({
        actor,
        action: 'collector.created',
        subject: `collector:${id}`,
        details: { kind: input.kind, touchpoint: touchpoint.id, employee: employeeId },
      });
      return { id, key };
    });
  }

  /** Gives a new key; the old address opens nothing from here on. @throws DomainError `not_found`, `collector_revoked` */
  async renewKey(id: number, actor: string): Promise<KeyedCollector> {
    const { kind } = await this.require(id);
    const key = newCollectorKey(kind);
    await this.database.transaction(async () => {
      if (!(await this.store.rekey(id, collectorKeyHash(key), kind === 'kiosk' ? null : key)))
        throw collectorErrors.collector_revoked();
      await this.audit.record({ actor, action: 'collector.key_renewed', subject: `collector:${id}` });
    });
    return { id, key };
  }

  /** Takes it out of use, at once and for good. @throws DomainError `not_found`, `collector_revoked` */
  async revoke(id: number, actor: string): Promise<void> {
    await this.require(id);
    await this.database.transaction(async () => {
      if (!(await this.store.revoke(id, this.clock.now()))) throw collectorErrors.collector_revoked();
      await this.audit.record({ actor, action: 'collector.revoked', subject: `collector:${id}` });
    });
  }

  /** @throws DomainError `not_found` */
  async require(id: number): Promise<Collector> {
    const collector = Number.isSafeInteger(id) ? await this.store.byId(id) : undefined;
    if (!collector) throw errors.not_found();
    return collector;
  }

  /** The collector behind an address, in use and at a touchpoint in use; null for everything else. */
  async byKey(key: string): Promise<Collector | null> {
    if (!looksLikeCollectorKey(key)) return null;
    const collector = await this.store.byKeyHash(collectorKeyHash(key));
    if (!collector || collector.revokedAt !== null) return null;
    const { retiredAt } = collector.touchpoint;
    return retiredAt !== null && retiredAt <= this.clock.now() ? null : collector;
  }

  /** The device has shown itself. */
  seen({ id }: Collector): Promise<void> {
    return this.store.seen(id, this.clock.now());
  }

  private async employeeId(externalId: string): Promise<number> {
    const employee = (await this.employees.byExternalIds([externalId])).get(externalId);
    if (!employee) throw organizationErrors.employee_unknown({ employee: externalId }, '/employee');
    const day = await this.calendar.today();
    if (!isEmployedOn(employee, day))
      throw interactionErrors.participant_not_employed({ employee: externalId, day }, '/employee');
    return employee.id;
  }
}
