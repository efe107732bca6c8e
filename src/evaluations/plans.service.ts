/** Evaluation plans: versions are written, then published, and from then on frozen. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { parseInput, zCode, zText } from '../platform/errors';
import { evaluationErrors } from './evaluations.errors';
import {
  type PlanDefinition,
  type PlanDefinitionInput,
  readPlanDefinition,
  zPlanDefinition,
} from './plan-definition';
import { PlanTargets } from './plan-targets';

const zNewPlan = z.strictObject({ key: zCode, name: zText(120), definition: z.unknown() });
export interface NewPlan {
  key: string;
  name: string;
  definition: PlanDefinitionInput;
}

export interface PlanVersion {
  id: number;
  planKey: string;
  planName: string;
  version: number;
  state: 'draft' | 'published';
  definition: PlanDefinition;
  /** UTC milliseconds; null while it is a draft. */
  publishedAt: number | null;
}

type PlanVersionRow = Omit<PlanVersion, 'definition'> & { definition: string };

const VERSION = `SELECT v.id AS "id", p.key AS "planKey", p.name AS "planName", v.version AS "version", v.state AS "state",
    v.definition AS "definition", v.published_at AS "publishedAt"
  FROM plan_version v JOIN evaluation_plan p ON p.id = v.plan_id`;

@Injectable()
export class Plans {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly targets: PlanTargets,
  ) {}

  /**
   * Writes the first version of a plan, or the next one of a plan with this key. A plan has one draft at most: it is
   * written anew.
   * @throws DomainError the refusals of `readPlanDefinition`, `plan_reference_missing`
   */
  async create(plan: NewPlan, actor: string): Promise<PlanVersion> {
    const { key, name } = parseInput(zNewPlan, plan);
    const definition = readPlanDefinition(await this.targets.settle(plan.definition));
    return this.database.transaction(async () => {
      const row = await this.database.get<{ id: number }>(
        `INSERT INTO evaluation_plan (key, name, created_at) VALUES (?, ?, ?)
         ON CONFLICT (key) DO UPDATE SET name = excluded.name RETURNING id AS "id"`,
        [key, name, this.clock.now()],
      );
      const planId = row?.id ?? 0;
      const last = await this.database.get<{ id: number; version: number; state: string }>(
        'SELECT id AS "id", version AS "version", state AS "state" FROM plan_version WHERE plan_id = ? ORDER BY version DESC LIMIT 1',
        [planId],
      );
      const draft = last?.state === 'draft' ? last : undefined;
      const version = draft?.version ?? (last?.version ?? 0) + 1;
      const made = draft
        ? await this.database.get<{ id: number }>(
            'UPDATE plan_version SET definition = ?, currency = ? WHERE id = ? RETURNING id AS "id"',
            [JSON.stringify(definition), definition.currency, draft.id],
          )
        : await this.database.get<{ id: number }>(
            `INSERT INTO plan_version (plan_id, version, state, definition, currency)
             VALUES (?, ?, 'draft', ?, ?) RETURNING id AS "id"`,
            [planId, version, JSON.stringify(definition), definition.currency],
          );
      await this.audit.record({
        actor,
        action: 'evaluation_plan.drafted',
        subject: `plan:${key}`,
        details: { version, weights: definition.lines.map((line) => [line.key, line.weightBp]) },
      });
      return this.version(made?.id ?? 0);
    });
  }

  /**
   * Publishes a version. Targets relative to last year are worked out a last time; from now on nothing can change, a change is a
   * new version.
   * @throws DomainError `plan_unknown`, `plan_frozen`, `plan_reference_missing`
   */
  async publish(versionId: number, actor: string): Promise<PlanVersion> {
    return this.database.transaction(async () => {
      const draft = await this.version(versionId);
      const definition = readPlanDefinition(await this.targets.settle(draft.definition));
      const { changes } = await this.database.run(
        `UPDATE plan_version SET state = 'published', published_at = ?, definition = ? WHERE id = ? AND state = 'draft'`,
        [this.clock.now(), JSON.stringify(definition), versionId],
      );
      const plan = await this.version(versionId);
      if (changes === 0) throw evaluationErrors.plan_frozen({ plan: plan.planName, version: plan.version });
      const reason = plan.definition.surveyCapOverride?.reason ?? null;
      await this.audit.record({
        actor,
        action: 'evaluation_plan.published',
        subject: `plan:${plan.planKey}`,
        details: { version: plan.version, surveyCapOverride: reason },
      });
      return plan;
    });
  }

  /** @throws DomainError `plan_unknown` */
  async version(versionId: number): Promise<PlanVersion> {
    const row = await this.database.get<PlanVersionRow>(`${VERSION} WHERE v.id = ?`, [versionId]);
    if (!row) throw evaluationErrors.plan_unknown({ plan: versionId });
    return versionOf(row);
  }

  /** Every version of every plan, or of one: by name, newest version first. */
  async all(key?: string): Promise<PlanVersion[]> {
    const rows = await this.database.all<PlanVersionRow>(
      `${VERSION} ${key === undefined ? '' : 'WHERE p.key = ?'} ORDER BY p.name, p.key, v.version DESC`,
      key === undefined ? [] : [key],
    );
    return rows.map(versionOf);
  }

  /**
   * The newest published version of a plan, or the one asked for.
   * @throws DomainError `plan_unknown`, `plan_not_published`
   */
  async published(key: string, version?: number): Promise<PlanVersion> {
    const rows = await this.database.all<PlanVersionRow>(
      `${VERSION} WHERE p.key = ? ORDER BY v.version DESC`,
      [key],
    );
    const wanted = version === undefined ? rows : rows.filter((row) => row.version === version);
    if (wanted.length === 0) throw evaluationErrors.plan_unknown({ plan: key }, '/plan');
    const row = wanted.find((candidate) => candidate.state === 'published');
    if (!row) throw evaluationErrors.plan_not_published({ plan: key }, '/plan');
    return versionOf(row);
  }
}

/** Definitions written before a rule existed get its default. */
function versionOf(row: PlanVersionRow): PlanVersion {
  return { ...row, definition: zPlanDefinition.parse(JSON.parse(row.definition)) };
}
