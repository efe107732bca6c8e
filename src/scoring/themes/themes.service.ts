/**
 * The themes that comments are counted by, and who decided on their lists. Each change is a version of its own that is
 * never changed again; until the first one the list that comes with the product holds (version 0). Counts of every
 * period use the list that holds today, so that a trend is never a change of the list.
 */
import { Injectable } from '@nestjs/common';
import { type LocaleText, LOCALES } from '../../kernel';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database, isUniqueViolation } from '../../platform/database';
import { errors, parseInput } from '../../platform/errors';
import { commentErrors } from '../comments/comments.errors';
import { DEFAULT_THEMES } from './default-themes';
import { type ThemeDefinition, zThemeDefinition } from './theme-definition';

export interface Theme extends ThemeDefinition {
  readonly key: string;
  /** 0: as it came with the product. */
  readonly version: number;
  readonly retired: boolean;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
}

interface Row {
  readonly key: string;
  readonly version: number;
  readonly definition: string;
  readonly retired: number;
  readonly decidedBy: string;
  readonly decidedAt: number;
}

export const MOST_THEMES = 40;

const COLUMNS = `v.theme_key AS "key", v.version AS "version", v.definition AS "definition", v.retired AS "retired",
  v.decided_by AS "decidedBy", v.decided_at AS "decidedAt"`;

@Injectable()
export class Themes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Every theme as it holds today, retired ones too: those of the product first, then the company's own by age. */
  async all(): Promise<Theme[]> {
    const rows = await this.database.all<Row>(
      `SELECT ${COLUMNS} FROM theme_version v
       WHERE v.version = (SELECT MAX(n.version) FROM theme_version n WHERE n.theme_key = v.theme_key)
       ORDER BY (SELECT MIN(f.decided_at) FROM theme_version f WHERE f.theme_key = v.theme_key), v.theme_key`,
    );
    const stored = new Map(rows.map((row) => [row.key, revived(row)]));
    const shipped = Object.entries(DEFAULT_THEMES).map(
      ([key, definition]): Theme => stored.get(key) ?? asShipped(key, definition),
    );
    return [...shipped, ...[...stored.values()].filter(({ key }) => !(key in DEFAULT_THEMES))];
  }

  /** Those that are counted. */
  async current(): Promise<Theme[]> {
    return (await this.all()).filter(({ retired }) => !retired);
  }

  async one(key: string): Promise<Theme | undefined> {
    return (await this.all()).find((theme) => theme.key === key);
  }

  /** What a theme was, newest first; the list that came with the product last. */
  async history(key: string): Promise<Theme[]> {
    const rows = await this.database.all<Row>(
      `SELECT ${COLUMNS} FROM theme_version v WHERE v.theme_key = ? ORDER BY v.version DESC`,
      [key],
    );
    const shipped = Object.hasOwn(DEFAULT_THEMES, key) ? DEFAULT_THEMES[key] : undefined;
    return [...rows.map(revived), ...(shipped ? [asShipped(key, shipped)] : [])];
  }

  /**
   * A theme of the company's own.
   * @returns its key
   * @throws DomainError `validation_failed`, `themes_too_many`
   */
  async add(given: ThemeDefinition, actor: string): Promise<string> {
    const definition = parseInput(zThemeDefinition, given);
    return this.database.transaction(async () => {
      const all = await this.all();
      if (all.length >= MOST_THEMES) throw commentErrors.themes_too_many({ most: MOST_THEMES });
      const key = newKey(
        definition.names,
        all.map((theme) => theme.key),
      );
      await this.write(key, 1, definition, false, actor, 'theme.added');
      return key;
    });
  }

  /**
   * Another list, or the same with `retired` the other way round.
   * @param base the version the change was made on
   * @throws DomainError `validation_failed`, `not_found`, `theme_changed_meanwhile`
   */
  async change(
    key: string,
    base: number,
    change: { readonly definition?: ThemeDefinition; readonly retired?: boolean },
    actor: string,
  ): Promise<void> {
    await this.database.transaction(async () => {
      const before = await this.one(key);
      if (!before) throw errors.not_found();
      const { names, phrases } = change.definition ?? before;
      const definition = parseInput(zThemeDefinition, { names, phrases });
      const retired = change.retired ?? before.retired;
      if (before.version !== base) throw commentErrors.theme_changed_meanwhile();
      const action =
        retired === before.retired ? 'theme.changed' : retired ? 'theme.retired' : 'theme.reinstated';
      await this.write(key, base + 1, definition, retired, actor, action);
    });
  }

  private async write(
    key: string,
    version: number,
    definition: ThemeDefinition,
    retired: boolean,
    actor: string,
    action: string,
  ): Promise<void> {
    try {
      await this.database.run(
        `INSERT INTO theme_version (theme_key, version, definition, retired, decided_by, decided_at)
         VALUES (?, ?, ?, ?, ?, ?)`,
        [key, version, JSON.stringify(definition), retired ? 1 : 0, actor, this.clock.now()],
      );
    } catch (error) {
      if (isUniqueViolation(error)) throw commentErrors.theme_changed_meanwhile();
      throw error;
    }
    await this.audit.record({
      actor,
      action,
      subject: `theme:${key}`,
      details: {
        version,
        phrases: Object.fromEntries(LOCALES.map((locale) => [locale, definition.phrases[locale].length])),
      },
    });
  }
}

function asShipped(key: string, definition: ThemeDefinition): Theme {
  return { ...definition, key, version: 0, retired: false, decidedBy: null, decidedAt: null };
}

function revived({ definition, retired, ...row }: Row): Theme {
  return { ...row, ...(JSON.parse(definition) as ThemeDefinition), retired: retired === 1 };
}

/** An address made of the name: short, readable, and not taken. */
function newKey(names: LocaleText, taken: readonly string[]): string {
  const base =
    names.es
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_|_$/g, '')
      .slice(0, 40) || 'theme';
  let key = base === 'new' ? 'new_' : base;
  for (let n = 2; taken.includes(key); n += 1) key = `${base}_${n}`;
  return key;
}
