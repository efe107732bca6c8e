/**
 * Recognises customers and keeps the little that is known about them: by the identifier of the program that tells us,
 * else by the mail address.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import type { Customer } from './customer';
import type { CustomerInput } from './customer.input';
import { normaliseEmail } from './email-address';

const COLUMNS = `id AS "id", external_id AS "externalId", name AS "name", email AS "email", phone AS "phone",
  locale AS "locale", timezone AS "timezone", segment AS "segment", account AS "account"`;
const FACTS = ['externalId', 'name', 'email', 'phone', 'locale', 'timezone', 'segment', 'account'] as const;

@Injectable()
export class Customers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The customer meant, made when there is none, with what is given taken over. Somebody with neither identifier nor
   * address cannot be recognised again and is new each time. A customer known by address alone takes the identifier
   * that comes with the same address later; two identifiers never become one customer.
   */
  async upsert(input: CustomerInput): Promise<Customer> {
    const email = input.email ? normaliseEmail(input.email) : input.email;
    const given = { ...input, email };
    return this.database.transaction(async () => {
      const known = await this.find(given);
      if (known) return this.change(known, given);
      return this.create(given);
    });
  }

  async byId(id: string): Promise<Customer | undefined> {
    return this.database.get<Customer>(`SELECT ${COLUMNS} FROM customer WHERE id = ?`, [id]);
  }

  /** The customer was served before: no longer a first contact. */
  async returned(id: string): Promise<void> {
    await this.database.run(
      `UPDATE customer SET segment = 'repeat', updated_at = ? WHERE id = ? AND segment = 'first_time'`,
      [this.clock.now(), id],
    );
  }

  private async find({ externalId, email }: CustomerInput): Promise<Customer | undefined> {
    if (externalId) {
      const known = await this.database.get<Customer>(
        `SELECT ${COLUMNS} FROM customer WHERE external_id = ?`,
        [externalId],
      );
      if (known || !email) return known;
      return this.database.get<Customer>(
        `SELECT ${COLUMNS} FROM customer WHERE email = ? AND external_id IS NULL ORDER BY created_at, id LIMIT 1`,
        [email],
      );
    }
    if (!email) return undefined;
    return this.database.get<Customer>(
      `SELECT ${COLUMNS} FROM customer WHERE email = ? ORDER BY created_at, id LIMIT 1`,
      [email],
    );
  }

  private async create(given: CustomerInput): Promise<Customer> {
    if (this.database.dialect === 'postgres' && given.email) {
      // Two nodes may meet the same new address at once; the second waits here and finds what the first made.
      await this.database.get('SELECT pg_advisory_xact_lock(hashtextextended(?, 4217201))', [given.email]);
      const known = await this.find(given);
      if (known) return this.change(known, given);
    }
    const customer: Customer = {
      id: newId(),
      externalId: given.externalId ?? null,
      name: given.name ?? null,
      email: given.email ?? null,
      phone: given.phone ?? null,
      locale: given.locale ?? null,
      timezone: given.timezone ?? null,
      segment: given.segment ?? 'first_time',
      account: given.account ?? null,
    };
    const now = this.clock.now();
    const { changes } = await this.database.run(
      `INSERT INTO customer (id, external_id, name, email, phone, locale, timezone, segment, account, created_at,
         updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (external_id) DO NOTHING`,
      [
        customer.id, customer.externalId, customer.name, customer.email, customer.phone, customer.locale,
        customer.timezone, customer.segment, customer.account, now, now,
      ], // prettier-ignore
    );
    if (changes === 1) return customer;
    const first = await this.find(given);
    if (!first) throw new Error('A customer was there a moment ago and is not now.');
    return this.change(first, given);
  }

  private async change(known: Customer, given: CustomerInput): Promise<Customer> {
    const customer: Customer = { ...known };
    for (const fact of FACTS) {
      const value = given[fact];
      if (value !== undefined && !(fact === 'externalId' && value === null))
        Object.assign(customer, { [fact]: value });
    }
    if (FACTS.every((fact) => customer[fact] === known[fact])) return known;
    await this.noteEdit(known, customer);
    await this.database.run(
      `UPDATE customer SET external_id = ?, name = ?, email = ?, phone = ?, locale = ?, timezone = ?, segment = ?,
         account = ?, updated_at = ? WHERE id = ?`,
      [
        customer.externalId, customer.name, customer.email, customer.phone, customer.locale, customer.timezone,
        customer.segment, customer.account, this.clock.now(), customer.id,
      ], // prettier-ignore
    );
    return customer;
  }

  /** That an address or number changed or went is remembered, not which: who edits shortly before asking shows in it. */
  private async noteEdit(known: Customer, customer: Customer): Promise<void> {
    const edited = (['email', 'phone'] as const).filter(
      (fact) => known[fact] !== null && customer[fact] !== known[fact],
    );
    if (edited.length === 0) return;
    await this.database.run(
      `INSERT INTO contact_edit (customer_id, edited_at, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
      [known.id, this.clock.now(), edited.some((fact) => customer[fact] === null) ? 'removed' : 'changed'],
    );
  }
}
