/** Reads awards as they are defined. */
import { Injectable } from '@nestjs/common';
import type { LocaleText } from '../../kernel';
import { Database } from '../../platform/database';
import type { AwardIcon } from './award-icons';
import type { AwardPeriod } from './calc/award-periods';
import type { AwardRule } from './calc/award-rule';

interface AwardFacts {
  readonly id: number;
  readonly name: LocaleText;
  readonly icon: AwardIcon;
  readonly period: AwardPeriod;
  readonly ties: 'all' | 'alphabetical';
  readonly reward: LocaleText | null;
  /** Given for periods that end after this local day. */
  readonly fromDay: string;
  readonly retired: boolean;
}
export interface RuleAward extends AwardFacts {
  readonly way: 'rule';
  readonly places: number | null;
  readonly rule: AwardRule;
}
export interface VoteAward extends AwardFacts {
  readonly way: 'vote';
  readonly places: number;
  readonly voteDays: number;
}
export type Award = RuleAward | VoteAward;

interface Row {
  id: number;
  es: string;
  en: string;
  pt: string;
  icon: AwardIcon;
  way: 'rule' | 'vote';
  period: AwardPeriod;
  places: number | null;
  ties: 'all' | 'alphabetical';
  rewardEs: string | null;
  rewardEn: string | null;
  rewardPt: string | null;
  rule: string | null;
  voteDays: number | null;
  fromDay: string;
  retiredAt: number | null;
}

const AWARDS = `SELECT a.id AS "id", a.name_es AS "es", a.name_en AS "en", a.name_pt AS "pt", a.icon AS "icon", a.way AS "way",
  a.period AS "period", a.places AS "places", a.ties AS "ties", a.reward_es AS "rewardEs", a.reward_en AS "rewardEn",
  a.reward_pt AS "rewardPt", a.rule AS "rule", a.vote_days AS "voteDays", a.from_day AS "fromDay", a.retired_at AS "retiredAt"
  FROM award a`;

@Injectable()
export class AwardStore {
  constructor(private readonly database: Database) {}

  /** Those that are given first, each half in the order they were defined. */
  async all(): Promise<Award[]> {
    const rows = await this.database.all<Row>(
      `${AWARDS} ORDER BY CASE WHEN a.retired_at IS NULL THEN 0 ELSE 1 END, a.id`,
    );
    return rows.map(awardOf);
  }

  async one(id: number): Promise<Award | undefined> {
    const row = await this.database.get<Row>(`${AWARDS} WHERE a.id = ?`, [id]);
    return row && awardOf(row);
  }
}

function awardOf(row: Row): Award {
  const { id, es, en, pt, icon, period, ties, fromDay, retiredAt } = row;
  const facts: AwardFacts = {
    id,
    name: { es, en, 'pt-BR': pt },
    icon,
    period,
    ties,
    reward:
      row.rewardEs === null
        ? null
        : { es: row.rewardEs, en: row.rewardEn ?? '', 'pt-BR': row.rewardPt ?? '' },
    fromDay,
    retired: retiredAt !== null,
  };
  return row.way === 'rule'
    ? { ...facts, way: 'rule', places: row.places, rule: JSON.parse(row.rule ?? '{}') as AwardRule }
    : { ...facts, way: 'vote', places: row.places ?? 1, voteDays: row.voteDays ?? 10 };
}
