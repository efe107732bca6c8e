/**
 * Lets the product live the quarter: contacts come in when the story says, mails leave into the mail sink when they are
 * due, and customers react to what arrives. The clock is moved by hand.
 */
import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module';
import { Erasure, Suppressions } from '../../src/customers';
import { interactionInput, Interactions, Touchpoints } from '../../src/interactions';
import { invitationRules, Invitations } from '../../src/invitations';
import { Employees } from '../../src/organization';
import { ManualClock } from '../../src/platform/clock';
import { loadConfig } from '../../src/platform/config';
import { Database, newId } from '../../src/platform/database';
import { parseInput } from '../../src/platform/errors';
import { JobRunner } from '../../src/platform/jobs';
import { SettingsStore } from '../../src/platform/views';
import { Surveys } from '../../src/surveys';
import { environment } from '../support/product';
import { QUARTER_RULES } from './rules';
import { QUARTER_DAYS, QUARTER_START, type Story, STORY_CHANNELS, type StoryCustomer } from './story';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** How often the sender looks; reactions happen in between. */
const STEP = 10 * MINUTE;
/** After the last contact, until the last reminder has had its time. */
const AFTERWARDS = 25 * DAY;

/** A mail as the sink has it. */
export interface SunkMail {
  /** UTC milliseconds. */
  readonly at: number;
  readonly to: string;
  readonly raw: string;
}

interface Due {
  readonly at: number;
  readonly customer: StoryCustomer;
  readonly raw: string;
}

class Quarter {
  private readonly clock = new ManualClock(QUARTER_START - DAY);
  private context!: INestApplicationContext;
  private readonly reactions: Due[] = [];
  private readonly reacted = new Set<string>();
  private readonly mails: SunkMail[] = [];
  private lastMail = 0;

  constructor(
    private readonly story: Story,
    private readonly tell: (done: number) => void,
  ) {}

  private get<T>(service: Type<T> | (abstract new (...args: never[]) => T)): T {
    return this.context.get(service as Type, { strict: false });
  }

  async open(url: string): Promise<void> {
    const config = loadConfig(environment(url));
    this.context = await NestFactory.createApplicationContext(
      AppModule.forRoot({ config, server: true, clock: this.clock }),
      { logger: false, abortOnError: false },
    );
    await this.get(Surveys).ensureDefault();
    await this.get(SettingsStore).set(invitationRules, QUARTER_RULES);
    const hiredOn = '2020-01-01';
    for (const { id, firstName, email } of this.story.employees)
      await this.get(Employees).upsert(id, { name: `${firstName} Prueba`, email, hiredOn }, 'system');
    for (const channel of STORY_CHANNELS)
      await this.get(Touchpoints).upsert(channel.replace('_', '-'), { name: channel, channel }, 'system');
    await this.get(JobRunner).drain();
  }

  close(): Promise<void> {
    return this.context.close();
  }

  async live(): Promise<SunkMail[]> {
    const { contacts } = this.story;
    let next = 0;
    for (let at = QUARTER_START; at <= QUARTER_START + QUARTER_DAYS * DAY + AFTERWARDS; at += STEP) {
      for (; (contacts[next]?.reportedAt ?? Infinity) <= at; next += 1) await this.report(next);
      await this.react(at);
      this.clock.set(at);
      if (await this.isDue(at)) {
        await this.get(JobRunner).drain();
        await this.collect();
      }
    }
    if (next < contacts.length) throw new Error('The quarter ended before its last contact was reported.');
    return this.mails;
  }

  private async report(index: number): Promise<void> {
    const contact = this.story.contacts[index];
    const customer = this.story.customers[Number(contact?.customer.slice(2))];
    if (!contact || !customer) throw new Error('A contact of nobody.');
    this.clock.set(contact.reportedAt);
    const employee = this.story.employees.find(({ firstName }) => firstName === contact.employee);
    const data = { ...(contact.spam && { spam: true }), ...(contact.reopened && { reopened: true }) };
    const input = {
      source: 'story',
      externalId: contact.id,
      touchpoint: contact.channel.replace('_', '-'),
      reason: contact.reason,
      occurredAt: new Date(contact.occurredAt).toISOString(),
      customer: {
        externalId: customer.id,
        email: customer.email,
        locale: 'en',
        timezone: customer.zone,
        segment: customer.segment,
        account: customer.account,
      },
      participants: [{ employee: employee?.id }],
      data: Object.keys(data).length > 0 ? data : null,
    };
    await this.get(Interactions).intake(parseInput(interactionInput, input));
    if (index % 1000 === 0) this.tell(index);
  }

  private async isDue(at: number): Promise<boolean> {
    const row = await this.get(Database).get(
      `SELECT 1 AS "found" FROM invitation WHERE state = 'planned' AND send_at <= ? LIMIT 1`,
      [at],
    );
    return row !== undefined || at % DAY === 0;
  }

  /** Takes the new mails out of the sink; a customer's first mail sets off what that customer does. */
  private async collect(): Promise<void> {
    const rows = await this.get(Database).all<SunkMail & { id: number }>(
      `SELECT id AS "id", captured_at AS "at", envelope_to AS "to", raw AS "raw" FROM captured_mail WHERE id > ? ORDER BY id`,
      [this.lastMail],
    );
    const byAddress = this.byAddress;
    for (const { id, at, to, raw } of rows) {
      this.lastMail = id;
      this.mails.push({ at, to, raw });
      const customer = byAddress.get(to);
      if (!customer?.reaction || this.reacted.has(customer.id)) continue;
      this.reacted.add(customer.id);
      this.reactions.push({ at: at + customer.reaction.hours * 60 * MINUTE, customer, raw });
    }
  }

  private get byAddress(): ReadonlyMap<string, StoryCustomer> {
    this.addresses ??= new Map(
      this.story.customers.flatMap((one) => (one.email === null ? [] : [[one.email, one]])),
    );
    return this.addresses;
  }
  private addresses: Map<string, StoryCustomer> | undefined;

  private async react(until: number): Promise<void> {
    const now = this.reactions.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    for (const due of now) {
      this.reactions.splice(this.reactions.indexOf(due), 1);
      this.clock.set(due.at);
      await this.does(due);
    }
  }

  private async does({ at, customer, raw }: Due): Promise<void> {
    const email = customer.email ?? '';
    if (customer.reaction?.kind === 'unsubscribes') {
      await this.get(Suppressions).suppress(email, 'unsubscribed', 'story');
      return;
    }
    if (customer.reaction?.kind === 'is_erased') {
      const [id] = await this.get(Erasure).find(email);
      if (id) await this.get(Erasure).eraseCustomer(id, 'cli');
      return;
    }
    const secret = /\/s\/([A-Za-z0-9_-]{43})/.exec(raw.replace(/=\r?\n/g, ''))?.[1] ?? '';
    const invitation = await this.get(Invitations).byAnswerToken(secret);
    if (!invitation) throw new Error('The link of a mail leads nowhere.');
    const database = this.get(Database);
    await database.transaction(async () => {
      if (customer.reaction?.kind === 'answers') {
        await this.get(Invitations).markAnswered(invitation.invitationId, at);
        return;
      }
      await database.run(
        `INSERT INTO data_quality_note (id, interaction_id, invitation_id, kind, state, opened_at) VALUES (?, ?, ?, 'wrong_person', 'open', ?)`,
        [newId(), invitation.interactionId, invitation.invitationId, at],
      );
    });
  }
}

/** @returns every mail that left, in order */
export async function liveQuarter(
  url: string,
  story: Story,
  tell: (done: number) => void = () => undefined,
): Promise<SunkMail[]> {
  const quarter = new Quarter(story, tell);
  await quarter.open(url);
  try {
    return await quarter.live();
  } finally {
    await quarter.close();
  }
}
