/** The organization's services on a test database, wired as the module wires them. */
import { join } from 'node:path';
import {
  Calendar,
  Employees,
  OrganizationQueries,
  PayBases,
  Teams,
  Visibility,
} from '../../src/organization';
import { DatedLinks } from '../../src/organization/dated-links';
import { EmployeeCache } from '../../src/organization/employee.cache';
import { Audit } from '../../src/platform/audit';
import { ManualClock } from '../../src/platform/clock';
import { Config, projectRoot } from '../../src/platform/config';
import type { Database } from '../../src/platform/database';
import { I18n, Messages } from '../../src/platform/i18n';
import { SettingsStore } from '../../src/platform/views';

/** 21:00 on 20 November 2026 in Mexico City; in UTC it is the 21st already. */
export const EVENING = '2026-11-21T03:00:00Z';

export function organizationOn(database: Database) {
  const clock = new ManualClock(Date.parse(EVENING));
  const config = new Config({
    timezone: 'America/Mexico_City',
    defaultLocale: 'es',
    secretKey: 'a key for tests that is long enough',
  } as Config);
  const i18n = new I18n(new Messages(join(projectRoot(), 'views/messages')), config);
  const settings = new SettingsStore(database, clock, config, i18n);
  const calendar = new Calendar(clock, settings);
  const audit = new Audit(database, clock);
  return {
    clock,
    config,
    settings,
    calendar,
    audit,
    employees: new Employees(
      database,
      clock,
      calendar,
      new DatedLinks(database),
      new EmployeeCache(database, clock),
      audit,
    ),
    teams: new Teams(database, clock, audit),
    queries: new OrganizationQueries(database, calendar),
    visibility: new Visibility(database),
    payBases: new PayBases(database, audit),
  };
}
