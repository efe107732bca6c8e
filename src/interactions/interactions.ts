/**
 * The intake: takes note of an interaction exactly once, with the customer who was served and the frozen credit of the
 * employees who took part, and lets the modules after this one decide what follows from it. All in one transaction.
 */
import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { type Customer, Customers, type Segment } from '../customers';
import { DomainError as KernelError, equalShares, normaliseShares } from '../kernel';
import { Calendar, Employees, isEmployedOn, organizationErrors } from '../organization';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import { EventBus } from '../platform/events';
import { Cells } from './cells';
import type { InteractionInput } from './interaction.input';
import { interactionErrors } from './interactions.errors';
import { InteractionRecorded, type InvitationDecision } from './interactions.events';
import type { Touchpoint } from './touchpoint.entity';
import { Touchpoints } from './touchpoints';

/** How far a caller's clock may run ahead of ours. */
const CLOCK_SKEW_MS = 5 * 60_000;
/** Older contacts are beyond what anybody remembers well enough to rate. */
const OLDEST_YEARS = 5;

export interface Intake {
  id: string;
  status: 'created' | 'unchanged';
  /** What was decided about the invitation; null for a repeat, or when nobody decides. */
  invitation: InvitationDecision | null;
}

interface Participation {
  employeeId: number;
  role: string;
  sharePpm: number;
}

/** An interaction whose every reference was found. */
export interface ExaminedInteraction {
  input: InteractionInput;
  touchpoint: Touchpoint;
  day: string;
  participations: Participation[];
}

/** Somebody else recorded the same interaction while this one was being recorded: undoes this one. */
class AlreadyRecorded extends Error {}

@Injectable()
export class Interactions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly employees: Employees,
    private readonly customers: Customers,
    private readonly touchpoints: Touchpoints,
    private readonly cells: Cells,
    private readonly events: EventBus,
  ) {}

  /**
   * Takes note of an interaction. The same source and external id again change nothing, however often and however
   * many at once.
   * @throws DomainError with the place of the fault: `touchpoint_unknown`, `touchpoint_retired`, `employee_unknown`,
   *   `participant_not_employed`, `participant_repeated`, `shares_incomplete`, `shares_wrong_sum`,
   *   `share_out_of_range`, `occurred_in_future`, `occurred_too_long_ago`
   */
  async intake(input: InteractionInput): Promise<Intake> {
    const examined = await this.examine(input);
    return 'status' in examined ? examined : this.record(examined);
  }

  /** The interaction with all it refers to, or what is on record already. Writes nothing. Throws as `intake` does. */
  async examine(input: InteractionInput): Promise<Intake | ExaminedInteraction> {
    return (await this.find(input)) ?? (await this.check(input));
  }

  /** Records what was examined; unchanged when somebody else was faster. */
  async record(examined: ExaminedInteraction): Promise<Intake> {
    try {
      return await this.database.grouped(() => this.write(examined));
    } catch (error) {
      if (!(error instanceof AlreadyRecorded)) throw error;
      const first = await this.find(examined.input);
      if (!first) throw error;
      return first;
    }
  }

  private async find({ source, externalId }: InteractionInput): Promise<Intake | undefined> {
    const row = await this.database.get<{ id: string }>(
      'SELECT id AS "id" FROM interaction WHERE source = ? AND external_id = ?',
      [source, externalId],
    );
    return row && { id: row.id, status: 'unchanged', invitation: null };
  }

  private async check(input: InteractionInput): Promise<ExaminedInteraction> {
    const now = this.clock.now();
    const occurredAt = new Date(input.occurredAt).toISOString();
    if (input.occurredAt > now + CLOCK_SKEW_MS) {
      throw interactionErrors.occurred_in_future({ occurredAt }, '/occurredAt');
    }
    if (
      input.occurredAt < DateTime.fromMillis(now, { zone: 'utc' }).minus({ years: OLDEST_YEARS }).toMillis()
    ) {
      throw interactionErrors.occurred_too_long_ago({ occurredAt, years: OLDEST_YEARS }, '/occurredAt');
    }
    const touchpoint = await this.touchpoints.byCode(input.touchpoint);
    if (!touchpoint)
      throw interactionErrors.touchpoint_unknown({ touchpoint: input.touchpoint }, '/touchpoint');
    if (touchpoint.retiredAt !== null && input.occurredAt >= touchpoint.retiredAt) {
      throw interactionErrors.touchpoint_retired({ touchpoint: input.touchpoint }, '/touchpoint');
    }
    const day = await this.calendar.dayOf(input.occurredAt);
    return { input, touchpoint, day, participations: await this.participations(input, day) };
  }

  private async participations({ participants }: InteractionInput, day: string): Promise<Participation[]> {
    const employees = await this.employees.byExternalIds(participants.map((one) => one.employee));
    const seen = new Set<string>();
    participants.forEach(({ employee: externalId }, index) => {
      const pointer = `/participants/${index}/employee`;
      const employee = employees.get(externalId);
      if (!employee) throw organizationErrors.employee_unknown({ employee: externalId }, pointer);
      if (seen.has(externalId))
        throw interactionErrors.participant_repeated({ employee: externalId }, pointer);
      if (!isEmployedOn(employee, day)) {
        throw interactionErrors.participant_not_employed({ employee: externalId, day }, pointer);
      }
      seen.add(externalId);
    });
    const shares = sharesOf(participants);
    return participants.map(({ employee, role }, index) => ({
      employeeId: employees.get(employee)?.id as number,
      role,
      sharePpm: shares[index] as number,
    }));
  }

  private async write({ input, touchpoint, day, participations }: ExaminedInteraction): Promise<Intake> {
    const customer = input.customer ? await this.customers.upsert(input.customer) : null;
    const segment = await this.segmentOf(input, customer);
    const channel = input.channel ?? touchpoint.channel;
    const cellId = await this.cells.idOf(channel, input.reason, segment);
    const id = newId();
    const { changes } = await this.database.run(
      `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id,
         data, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, external_id) DO NOTHING`,
      [
        id, input.source, input.externalId, touchpoint.id, cellId, input.occurredAt, day, customer?.id ?? null,
        input.data ? JSON.stringify(input.data) : null, this.clock.now(),
      ], // prettier-ignore
    );
    if (changes === 0) throw new AlreadyRecorded();
    for (const { employeeId, role, sharePpm } of participations) {
      await this.database.run(
        `INSERT INTO participation (interaction_id, employee_id, role, share_ppm, occurred_day) VALUES (?, ?, ?, ?, ?)`,
        [id, employeeId, role, sharePpm, day],
      );
    }
    const event = new InteractionRecorded(
      id,
      touchpoint.id,
      customer?.id ?? null,
      input.occurredAt,
      channel,
      input.reason,
      segment,
      touchpoint.surveyKey,
    );
    await this.events.publish(event);
    return { id, status: 'created', invitation: event.decision };
  }

  /** What the caller says, else what is known of the customer, else whether there was a contact before this one. */
  private async segmentOf(input: InteractionInput, customer: Customer | null): Promise<Segment> {
    if (input.customer?.segment) return input.customer.segment;
    if (!customer) return 'first_time';
    if (customer.segment !== 'first_time' && customer.segment !== 'repeat') return customer.segment;
    const earlier = await this.database.get(
      'SELECT 1 AS "found" FROM interaction WHERE customer_id = ? AND occurred_at < ? LIMIT 1',
      [customer.id, input.occurredAt],
    );
    if (!earlier) return 'first_time';
    if (customer.segment === 'first_time') await this.customers.returned(customer.id);
    return 'repeat';
  }
}

/** Parts per million, in the order of the participants; equal when nobody says otherwise. */
function sharesOf(participants: InteractionInput['participants']): number[] {
  if (participants.length === 0) return [];
  const given = participants.flatMap(({ share }) => (share === undefined ? [] : [share]));
  if (given.length === 0) return equalShares(participants.length);
  if (given.length < participants.length) {
    throw interactionErrors.shares_incomplete(
      { given: given.length, participants: participants.length },
      '/participants',
    );
  }
  try {
    return normaliseShares(given);
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    const { position = 0, share = '', sum = '' } = error.details;
    if (error.code === 'shares.wrong_sum') {
      throw interactionErrors.shares_wrong_sum({ sum: Number(Number(sum).toPrecision(9)) }, '/participants');
    }
    throw interactionErrors.share_out_of_range({ share }, `/participants/${position}/share`);
  }
}
