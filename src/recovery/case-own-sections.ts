/** The sections of a case that every case has: its answer, its clocks, its owner, its story, and what else the customer met. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { I18n } from '../platform/i18n';
import { dueWords } from './board/due-words';
import { type CaseReader, CaseSections } from './case-sections';
import { type CaseState, OPEN_STATES, stepsFrom } from './case-states';
import { Owners } from './owners/owners.service';
import { RecoveryCases } from './recovery-cases.service';
import { RecoveryQueries } from './recovery.queries';

interface RelatedCase {
  id: string;
  state: CaseState;
  openedAt: number;
}

const MOST_RELATED = 20;

@Injectable()
export class CaseOwnSections implements OnModuleInit {
  constructor(
    private readonly sections: CaseSections,
    private readonly database: Database,
    private readonly cases: RecoveryCases,
    private readonly queries: RecoveryQueries,
    private readonly owners: Owners,
    private readonly i18n: I18n,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const add = (
      key: string,
      column: 'main' | 'side',
      order: number,
      model: (reader: CaseReader) => object | undefined | Promise<object | undefined>,
    ): void =>
      this.sections.add({
        key,
        column,
        order,
        partial: `case-${key}`,
        model: (reader) => Promise.resolve(model(reader)),
      });
    add('answer', 'main', 10, ({ story }) => story);
    add('story', 'main', 90, ({ story, canWork }) => ({ ...story, canWork }));
    add('facts', 'side', 10, ({ story }) => story);
    add('clocks', 'side', 20, (reader) => this.clocks(reader));
    add('steps', 'side', 30, ({ story: { id, state }, canWork }) => {
      const steps = canWork ? stepsFrom(state) : [];
      return steps.length > 0 ? { id, steps } : undefined;
    });
    add('owner', 'side', 80, (reader) => this.owner(reader));
    add('related', 'side', 90, (reader) => this.related(reader));
  }

  /** Each clock with its time in words, and what can be done about it. */
  private clocks({ story, canWork, viewer }: CaseReader): object | undefined {
    const now = this.clock.now();
    const { id, state, contactDueAt, contactedAt, dueAt, resolvedAt, waitingSince } = story;
    const open = OPEN_STATES.includes(state);
    const words = (due: number) =>
      dueWords(this.i18n, viewer.locale, waitingSince === null ? due : null, now);
    return {
      id,
      contact:
        contactDueAt === null
          ? undefined
          : {
              dueAt: contactDueAt,
              doneAt: contactedAt,
              late: (contactedAt ?? contactDueAt) > contactDueAt,
              ...(open && contactedAt === null && words(contactDueAt)),
            },
      solution: {
        dueAt,
        doneAt: open ? null : resolvedAt,
        late: !open && (resolvedAt ?? dueAt) > dueAt,
        ...(open && words(dueAt)),
      },
      waitingSince,
      canContact: canWork && open && contactedAt === null,
      canWait: canWork && open && waitingSince === null,
      canResume: canWork && open && waitingSince !== null,
    };
  }

  private async owner({ story, canWork, viewer }: CaseReader): Promise<object | undefined> {
    if (!canWork || !OPEN_STATES.includes(story.state)) return undefined;
    const people = await this.cases.people(story.id);
    // Who is meant is not offered the form either.
    if (viewer.employeeId !== null && people.includes(viewer.employeeId)) return undefined;
    const possible = await this.owners.possible(people, this.clock.now());
    const choices = possible
      .filter(({ id }) => id !== story.ownerUserId)
      .map(({ id, name }) => ({ value: String(id), label: name }));
    return choices.length > 0 ? { id: story.id, choices } : undefined;
  }

  /** Other cases of the customer that the reader may see, and the way to make them one. */
  private async related({ story, canWork, viewer }: CaseReader): Promise<object | undefined> {
    const { id, customerId, state, mergedInto } = story;
    if (customerId === null || story.customerName === null)
      return mergedInto === null ? undefined : { mergedInto };
    const seen = await this.queries.seenBy(viewer);
    const cases = await this.database.all<RelatedCase>(
      `SELECT k.id AS "id", k.state AS "state", k.opened_at AS "openedAt" FROM recovery_case k
       WHERE k.customer_id = ? AND k.id <> ? AND k.merged_into IS NULL AND ${seen.sql}
       ORDER BY k.opened_at DESC, k.id LIMIT ${MOST_RELATED}`,
      [customerId, id, ...seen.params],
    );
    if (cases.length === 0 && mergedInto === null) return undefined;
    const formats = this.i18n.formatsFor(viewer.locale);
    const open = cases.filter((one) => OPEN_STATES.includes(one.state));
    return {
      id,
      mergedInto,
      cases,
      into:
        canWork && mergedInto === null && OPEN_STATES.includes(state) && open.length > 0
          ? open.map((one) => ({
              value: one.id,
              label: `${formats.instant(one.openedAt, 'short')} · ${this.i18n.text(viewer.locale, `recovery.state.${one.state}`)}`,
            }))
          : undefined,
    };
  }
}
