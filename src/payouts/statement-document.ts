/**
 * A statement as a document in one language: every word and number that its reader sees, in order. The page and the PDF are both made
 * of it, so that neither can say what the other does not.
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { type Cycle, hasResult, isPublished, Plans } from '../evaluations';
import { addDays, inOwnDirection, type Locale } from '../kernel';
import { Calendar } from '../organization';
import { I18n } from '../platform/i18n';
import { AdjustmentsQueries } from './adjustments.queries';
import { ExcludedAnswers } from './excluded-answers';
import { PayoutsQueries } from './payouts.queries';
import { shortSeal } from './sealing';
import { SnapshotsQueries } from './snapshots.queries';
import { statementNames, StatementPages, type StatementStep } from './statement-page';

export interface StatementDocument {
  locale: Locale;
  /** For the reader's list of open files. */
  title: string;
  /** Cycle, period and plan. */
  place: string;
  /** Whose bonus, and how much. */
  heading: string;
  /** Set where nobody has approved the result yet. */
  draft: string | null;
  /** Who approved it and when; what may still change; how and until when it can be appealed; what an appeal changed. */
  notes: string[];
  stepsLabel: string;
  steps: StatementStep[];
  bonusLabel: string;
  amount: string;
  /** That the numbers are sealed, and how the seal is read aloud. */
  sealed: string;
  sealLabel: string;
  shortSeal: string;
  sealDetails: string;
  /** Full hashes and formula versions. */
  seals: { label: string; value: string }[];
  /** Without an extension. */
  fileName: string;
}

/** What the document is about, for what stands around it. */
export interface FoundStatement {
  document: StatementDocument;
  published: boolean;
  appealsOpen: boolean;
  own: boolean;
  /** Later versions of the statement, oldest first. */
  revisions: { id: string; day: string }[];
}

@Injectable()
export class StatementDocuments {
  constructor(
    private readonly i18n: I18n,
    private readonly calendar: Calendar,
    private readonly plans: Plans,
    private readonly payouts: PayoutsQueries,
    private readonly snapshots: SnapshotsQueries,
    private readonly adjustments: AdjustmentsQueries,
    private readonly excluded: ExcludedAnswers,
    private readonly pages: StatementPages,
  ) {}

  /**
   * The statement as this reader may see it; undefined alike where there is none and where it is not theirs to see.
   * @param revision id of an adjustment: the statement as an appeal left it
   */
  async find(
    cycle: Cycle,
    employeeId: number,
    viewer: Viewer,
    revision?: string,
  ): Promise<FoundStatement | undefined> {
    const reach = await this.payouts.reach(cycle, viewer);
    const original = hasResult(cycle) && (await this.payouts.statement(cycle, employeeId, reach));
    const snapshot = cycle.snapshotId === null ? undefined : await this.snapshots.hashes(cycle.snapshotId);
    if (!original || !snapshot) return undefined;
    const revisions = await this.adjustments.of(cycle.id, employeeId);
    const revised = revision === undefined ? undefined : revisions.find(({ id }) => id === revision);
    const statement = revised ? revised.statement : original;
    if ((revision !== undefined && !revised) || !statement) return undefined;

    const { locale } = viewer;
    const formats = this.i18n.formatsFor(locale);
    const say = (key: string, params: Record<string, string | number> = {}): string =>
      inOwnDirection(this.i18n.text(locale, `payouts.${key}`, params));
    const day = (text: string): string => formats.day(text, 'short');
    const money = (minor: number): string => formats.money({ minor, currency: statement.currency });
    const plan = await this.plans.version(cycle.planVersionId);
    const [signOff] = (await this.snapshots.signOffs(cycle.id)).slice(-1);
    const { member, currency } = statement;
    const own = viewer.employeeId === employeeId;
    const amount = { minor: member.amountMinor, currency };
    const appealsOpen = cycle.appealsUntil !== null && (await this.calendar.today()) <= cycle.appealsUntil;
    const before = revised ? member.amountMinor - revised.amountMinor : 0;
    const newest = revisions.at(-1);
    const notes = [
      ...(newest && newest !== revised
        ? [say('superseded_on', { day: day(await this.calendar.dayOf(newest.decidedAt)) })]
        : []),
      ...(revised
        ? [
            say('revised_on', {
              day: day(await this.calendar.dayOf(revised.decidedAt)),
              before: money(before),
              after: money(member.amountMinor),
            }),
          ]
        : []),
      signOff
        ? say('approved_by', {
            name: signOff.signerName,
            day: day(await this.calendar.dayOf(signOff.signedAt)),
          })
        : say('not_approved_yet'),
      ...(appealsOpen && cycle.appealsUntil !== null
        ? [say('can_appeal', { day: day(cycle.appealsUntil) })]
        : []),
    ];
    const document: StatementDocument = {
      locale,
      title: say('statement_of', { name: member.name, cycle: cycle.name }),
      place: [
        inOwnDirection(member.name),
        inOwnDirection(cycle.name),
        say('from_to', { from: day(cycle.period.from), to: day(addDays(cycle.period.to, -1)) }),
        say('plan_version', { plan: statement.plan.name, version: statement.plan.version }),
      ].join(' · '),
      heading: say(own ? 'own_bonus' : 'bonus_of', {
        amount: formats.money(amount, { code: true }),
        name: member.name,
      }),
      draft: signOff ? null : say('not_approved'),
      notes,
      stepsLabel: say('steps_label'),
      steps: this.pages.steps(
        statement,
        locale,
        statementNames(plan.definition, locale),
        reach === 'all',
        await this.excluded.of(cycle.period, employeeId, revised?.decidedAt ?? snapshot.createdAt),
      ),
      bonusLabel: say('bonus'),
      amount: money(amount.minor),
      sealed: signOff ? say('sealed') : say('kept'),
      sealLabel: say('seal'),
      shortSeal: shortSeal(snapshot.resultHash),
      sealDetails: say('seal_details'),
      seals: [
        { label: say('snapshot_hash'), value: snapshot.snapshotHash },
        { label: say('result_hash'), value: snapshot.resultHash },
        { label: say('formulas'), value: snapshot.formula },
      ],
      fileName: `${cycle.key}-${member.employeeKey}`.replace(/[^A-Za-z0-9._-]/g, '_'),
    };
    return {
      document,
      published: isPublished(cycle.state),
      appealsOpen: isPublished(cycle.state) && appealsOpen,
      own,
      revisions: await Promise.all(
        revisions
          .filter(({ statement: kept }) => kept !== null)
          .map(async ({ id, decidedAt }) => ({ id, day: await this.calendar.dayOf(decidedAt) })),
      ),
    };
  }
}
