/** What teams, touchpoints, channels, reasons and segments are called in the reader's language. */
import { Injectable } from '@nestjs/common';
import { SEGMENTS } from '../../customers';
import { CHANNELS } from '../../interactions';
import { type Locale, type LocaleText, pickText } from '../../kernel';
import { Database } from '../../platform/database';
import { I18n } from '../../platform/i18n';
import type { Dimension } from './selection';

export interface Named {
  readonly key: string;
  readonly name: string;
}

/** Names by dimension and key, in the order a form offers them. */
export type Names = Readonly<Record<Dimension, readonly Named[]>> & {
  nameOf(dimension: Dimension, key: string): string;
};

@Injectable()
export class DashboardNames {
  constructor(
    private readonly database: Database,
    private readonly i18n: I18n,
  ) {}

  async load(locale: Locale): Promise<Names> {
    const [teams, touchpoints, reasons] = await Promise.all([
      this.database.all<{ id: number; name: string }>(
        `SELECT DISTINCT t.id AS "id", t.name AS "name" FROM team t JOIN team_membership m ON m.team_id = t.id
         WHERE t.kind = 'team' ORDER BY t.name`,
      ),
      this.database.all<{ code: string; names: string }>(
        `SELECT code AS "code", names AS "names" FROM touchpoint`,
      ),
      this.database.all<{ reason: string }>(`SELECT DISTINCT reason AS "reason" FROM cell`),
    ]);
    const alike = (a: Named, b: Named) => a.name.localeCompare(b.name, locale);
    const by: Readonly<Record<Dimension, readonly Named[]>> = {
      team: teams.map(({ id, name }) => ({ key: String(id), name })),
      touchpoint: touchpoints
        .map(({ code, names }) => ({
          key: code,
          name: pickText(JSON.parse(names) as LocaleText, locale) ?? code,
        }))
        .sort(alike),
      channel: CHANNELS.map((key) => ({
        key,
        name: this.i18n.codeName(locale, 'scoring.channel', key),
      })).sort(alike),
      reason: reasons
        .map(({ reason }) => ({ key: reason, name: this.i18n.codeName(locale, 'scoring.reason', reason) }))
        .map(({ key, name }) => ({ key, name: name.charAt(0).toLocaleUpperCase(locale) + name.slice(1) }))
        .sort(alike),
      segment: SEGMENTS.map((key) => ({ key, name: this.i18n.text(locale, `invitations.segment_${key}`) })),
    };
    const none = this.i18n.text(locale, 'dashboard.without_team');
    const known = new Map(
      Object.entries(by).flatMap(([dimension, list]) =>
        list.map(({ key, name }) => [`${dimension} ${key}`, name] as const),
      ),
    );
    return {
      ...by,
      nameOf: (dimension, key) =>
        known.get(`${dimension} ${key}`) ?? (key === '' ? none : key.replaceAll('_', ' ')),
    };
  }
}
