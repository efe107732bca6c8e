/** The first page: every role's share, one after the other. A person who holds several roles sees them all. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Calendar } from '../organization';
import { Clock, localTime } from '../platform/clock';
import { I18n } from '../platform/i18n';
import { PeriodChoice } from '../scoring';
import { Approvals } from './approvals';
import { AuditWatch } from './audit-watch';
import { CompanyService } from './company-service';
import { EvaluationSteps } from './evaluation-steps';
import type { HomePart, HomeReader, HomeSource } from './home-part';
import { LedTeams } from './led-teams';
import { MachineRoom } from './machine-room';
import { OpenAppeals } from './open-appeals';
import { OpenCases } from './open-cases';
import { OwnService } from './own-service';

/** Where somebody goes on whom nothing waits for, by role; the first role held decides. */
const NEXT = {
  hr: '/dashboard',
  recovery: '/recovery?show=done',
  lead: '/teams',
  admin: '/touchpoints',
  auditor: '/audit',
  employee: '/me',
} as const;

@Injectable()
export class HomePage {
  private readonly sources: readonly HomeSource[];

  constructor(
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly periods: PeriodChoice,
    private readonly i18n: I18n,
    own: OwnService,
    cases: OpenCases,
    appeals: OpenAppeals,
    teams: LedTeams,
    approvals: Approvals,
    evaluations: EvaluationSteps,
    company: CompanyService,
    machine: MachineRoom,
    auditWatch: AuditWatch,
  ) {
    this.sources = [own, cases, appeals, teams, approvals, evaluations, company, machine, auditWatch];
  }

  /** The view model of `views/home/home.hbs`. */
  async for(viewer: Viewer) {
    const reader = await this.readerFor(viewer);
    const parts: HomePart[] = [];
    for (const source of this.sources) if (source.isFor(viewer)) parts.push(await source.read(reader));
    const waiting = parts.flatMap((part) => part.waiting ?? []);
    const listings = parts.flatMap((part) => part.listings ?? []);
    const own = parts.find((part) => part.thanks !== undefined);
    const role = Object.keys(NEXT).find((name) => viewer.grants.some((grant) => grant.role === name)) as
      keyof typeof NEXT | undefined;
    return {
      greeting: reader.say(`home.greeting_${partOfDay(reader)}`, { name: firstName(viewer.name) }),
      today: reader.today,
      thanks: own?.thanks ?? null,
      thanksMissing: own?.thanks === null,
      // What is late comes first; within that, the order of the roles.
      waiting: [...waiting.filter((one) => one.late), ...waiting.filter((one) => !one.late)],
      next: role ? { href: NEXT[role], text: reader.say(`home.next_${role}`) } : null,
      figures: parts.flatMap((part) => part.figures ?? []),
      own: parts.find((part) => part.own)?.own ?? null,
      period: parts.some((part) => part.ofPeriod) ? reader.periodName : null,
      work: listings.filter(({ about }) => about === 'work'),
      state: listings.filter(({ about }) => about === 'state'),
    };
  }

  private async readerFor(viewer: Viewer): Promise<HomeReader> {
    const chosen = await this.periods.choose(undefined);
    return {
      viewer,
      now: this.clock.now(),
      today: await this.calendar.today(),
      zone: await this.calendar.zone(),
      period: chosen.period,
      periodName: this.periods.model(chosen, viewer.locale).periodName,
      say: (key, params) => this.i18n.text(viewer.locale, key, params),
      formats: this.i18n.formatsFor(viewer.locale),
    };
  }
}

function partOfDay({ now, zone }: HomeReader): 'morning' | 'afternoon' | 'evening' {
  const { hour } = localTime(now, zone);
  return hour >= 5 && hour < 12 ? 'morning' : hour >= 12 && hour < 19 ? 'afternoon' : 'evening';
}

function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}
