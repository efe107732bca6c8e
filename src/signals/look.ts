/**
 * The nightly look at the last ninety days: gathers the counts, makes every test, keeps what stands among all of them.
 * It reads what is stored and writes only its own tables: no score, rollup or payment can change by it.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { addDays, groupedBy } from '../kernel';
import { Devices } from '../access';
import { Calendar } from '../organization';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import type { JobOutcome } from '../platform/jobs';
import { KudosQueries } from '../recognition';
import { Arrivals, ownReciprocity, SIGNAL_FORMULA, standing } from '../scoring/calc';
import { AnswerQueries, type LookedAt, type Pleaded } from './answers.queries';
import {
  asEvidence,
  burstTests,
  countedAnswers,
  type DatedCount,
  isHasty,
  jumpTests,
  managerTests,
  shareTests,
  type Since,
  type Test,
} from './comparisons';
import { type ContactCount, CountQueries } from './counts.queries';
import { EvidenceQueries } from './evidence.queries';
import { commentFindings, deviceFindings, selfFindings } from './facts';
import { type Evidence, type Finding, MOST_EVIDENCE } from './finding';
import { SignalStore } from './signal.store';

/** How far back a look goes. */
export const LOOK_DAYS = 90;
/** Cells are hard or not by a year of ratings. */
const HARD_DAYS = 365;
const DAY = 86_400_000;

export interface Looked {
  readonly comparisons: number;
  readonly findings: readonly Finding[];
}

/** What is compared. */
interface Seen {
  readonly contacts: readonly ContactCount[];
  readonly hard: ReadonlySet<number>;
  readonly answers: readonly LookedAt[];
  readonly pleas: readonly Pleaded[];
  readonly isOffice: (answer: LookedAt) => boolean;
}

@Injectable()
export class Look {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly audit: Audit,
    private readonly devices: Devices,
    private readonly counts: CountQueries,
    private readonly answers: AnswerQueries,
    private readonly evidence: EvidenceQueries,
    private readonly kudos: KudosQueries,
    private readonly store: SignalStore,
  ) {}

  /** Looks at the ninety days before today and keeps what stands. Looking again on the same day changes nothing more. */
  async run(): Promise<JobOutcome> {
    const until = await this.calendar.today();
    const from = addDays(until, -LOOK_DAYS);
    const settled = await this.store.settled();
    const dayAfter = new Map(
      settled.map((one) => [`${one.kind} ${one.employeeId}`, addDays(one.decidedOn, 1)]),
    );
    const since: Since = (kind, employeeId) => {
      const day = dayAfter.get(`${kind} ${employeeId}`);
      return day !== undefined && day > from ? day : from;
    };
    const { comparisons, findings } = await this.look(from, until, since);
    await this.keep(from, until, comparisons, findings);
    // After the look: an old key's sign-ins are compared once more before they are forgotten.
    await this.devices.renew();
    return findings.length > 0 ? 'success' : 'skipped';
  }

  private async look(from: string, until: string, since: Since): Promise<Looked> {
    const contacts = await this.counts.contacts(from, until);
    const hard = await this.counts.hardCells(addDays(until, -HARD_DAYS), until);
    const answers = await this.answers.answers(from, until);
    const places = await this.answers.staffPlaces();
    const pleas = await this.answers.pleas(from, until);
    const isOffice = ({ network }: LookedAt) => network !== null && places.networks.has(network);
    const seen = { contacts, hard, answers, pleas, isOffice };
    const tests: Test[] = [
      ...managerTests('manager_exclusions', await this.counts.exclusionsByManager(from, until), since),
      ...managerTests(
        'manager_overrides',
        await this.counts.overridesByManager(Date.parse(from), Date.parse(until) + DAY),
        since,
      ),
      ...(await this.kudosTests(from, until, since)),
    ];
    for (const made of testsOf(seen, from, since)) {
      for (const test of made) tests.push(test);
      // Everybody's answers of a season are gone through each time: whoever waits for the server has a turn in between.
      await turn();
    }
    const stands = standing(tests);
    const found: Finding[] = [];
    for (const [index, test] of tests.entries()) {
      if (!stands[index] || !test.suspicious) continue;
      const evidence = test.evidence.length > 0 ? test.evidence : await this.evidenceOf(test, until, seen);
      found.push({ ...test, evidence: evidence.slice(0, MOST_EVIDENCE) });
    }
    const comments = await this.answers.comments(from, until);
    return {
      comparisons: tests.length,
      findings: [
        ...found,
        ...deviceFindings(answers, since),
        ...selfFindings(answers, places, since),
        ...commentFindings(comments, since),
      ],
    };
  }

  /** Thanks between colleagues: only numbers of them are looked at, and none of them is ever paid. */
  private async kudosTests(from: string, until: string, since: Since): Promise<Test[]> {
    const looked = new Map<string, Promise<ReturnType<typeof ownReciprocity>>>();
    const at = (day: string) => {
      const known = looked.get(day);
      if (known) return known;
      const found = this.kudos.counts({ from: day, to: until }).then(ownReciprocity);
      looked.set(day, found);
      return found;
    };
    const tests: Test[] = [];
    for (const { employeeId } of await at(from)) {
      const fromDay = since('kudos_reciprocity', employeeId);
      const own = (await at(fromDay)).find((one) => one.employeeId === employeeId);
      if (!own) continue;
      const { probability, suspicious, times, given: n, expected, share: rate, mutual: peers } = own;
      const evidence = suspicious
        ? await this.kudos.between(employeeId, own.partner, { from: fromDay, to: until }, MOST_EVIDENCE)
        : [];
      tests.push({
        kind: 'kudos_reciprocity',
        employeeId,
        fromDay,
        probability,
        suspicious,
        numbers: { times, n, expected, rate, peers },
        evidence,
      });
    }
    return tests;
  }

  private async evidenceOf(
    { kind, employeeId, fromDay }: Test,
    until: string,
    seen: Seen,
  ): Promise<Evidence[]> {
    const own = (answer: { employeeId: number; day: string }) =>
      answer.employeeId === employeeId && answer.day >= fromDay;
    switch (kind) {
      case 'invitation_suppression':
        return this.evidence.notAsked(employeeId, fromDay, until);
      case 'hard_contacts_suppression':
        return this.evidence.notAsked(employeeId, fromDay, until, seen.hard);
      case 'contact_edits':
        return this.evidence.edited(employeeId, fromDay, until);
      case 'manager_exclusions':
        return this.evidence.excluded(employeeId, fromDay, until);
      case 'hasty_answers':
        return seen.answers
          .filter((answer) => own(answer) && answer.byLink && isHasty(answer))
          .map(asEvidence);
      case 'office_answers':
        return seen.answers
          .filter((answer) => own(answer) && answer.byLink && seen.isOffice(answer))
          .map(asEvidence);
      case 'asked_for_rating':
        return seen.pleas.filter((plea) => own(plea) && plea.yes === 1).map(asEvidence);
      case 'manager_overrides':
      case 'kudos_reciprocity':
      case 'answer_burst':
      case 'rating_jump':
        return [];
    }
  }

  private async keep(
    from: string,
    until: string,
    comparisons: number,
    findings: readonly Finding[],
  ): Promise<void> {
    await this.database.transaction(async () => {
      const at = this.clock.now();
      const known = await this.store.known();
      const found = new Set<string>();
      for (const finding of findings) {
        const before = known.find(
          ({ kind, employeeId }) => kind === finding.kind && employeeId === finding.employeeId,
        );
        const { id, change } = await this.store.keep(finding, before, until, at);
        found.add(id);
        if (change === 'none' || change === 'updated') continue;
        await this.audit.record({
          actor: 'system',
          action: `signal.${change}`,
          subject: `signal:${id}`,
          details: { kind: finding.kind, employee: finding.employeeId, formula: SIGNAL_FORMULA },
        });
      }
      for (const { id, holds, state } of known)
        if (holds === 1 && state !== 'settled' && !found.has(id)) await this.store.ceased(id, at);
      await this.store.addRun({ fromDay: from, untilDay: until, comparisons, standing: findings.length }, at);
    });
  }
}

/** The tests that are made of everybody's contacts and answers, kind by kind. */
function* testsOf(seen: Seen, from: string, since: Since): Generator<Test[]> {
  const { contacts, hard, answers, pleas, isOffice } = seen;
  yield shareTests('invitation_suppression', contactCounts(contacts, 'asked'), from, since);
  const ofHard = contacts.filter(({ cellId }) => hard.has(cellId));
  yield shareTests('hard_contacts_suppression', contactCounts(ofHard, 'asked'), from, since);
  yield shareTests('contact_edits', contactCounts(contacts, 'edited'), from, since);
  const timed = countedAnswers(
    answers,
    ({ byLink, secondsOnPage }) => byLink && secondsOnPage !== null,
    isHasty,
  );
  yield shareTests('hasty_answers', timed, from, since);
  const placed = countedAnswers(answers, ({ byLink, network }) => byLink && network !== null, isOffice);
  yield shareTests('office_answers', placed, from, since);
  const asked = pleas.map(({ yes, touchpointId, ...plea }) => ({
    ...plea,
    stratum: touchpointId,
    n: 1,
    times: yes,
  }));
  yield shareTests('asked_for_rating', asked, from, since);
  const byEmployee = groupedBy(answers, ({ employeeId }) => employeeId);
  const arrivals = new Arrivals(
    answers.filter(({ byLink }) => byLink),
    LOOK_DAYS,
  );
  yield burstTests(byEmployee, arrivals, since);
  yield jumpTests(byEmployee, since);
}

/** One count per employee, kind of contact and day: touchpoints and cells differ in how often anybody is asked. */
function contactCounts(rows: readonly ContactCount[], what: 'asked' | 'edited'): DatedCount[] {
  return rows.map(({ employeeId, touchpointId, day, contacts, ...row }) => ({
    employeeId,
    stratum: touchpointId,
    day,
    n: contacts,
    times: row[what],
  }));
}
