/** Invitations that are due in a database nobody uses yet, and a mail server that behaves like the worst of them by turns. */
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { Database, newId, openDataSource } from '../../src/platform/database';

export async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = new Database(await openDataSource(url, []));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Invitations that are due, one per customer; the quiet hours are switched off. */
export async function plan(database: Database, planned: number): Promise<void> {
  const now = Date.now();
  const id = async (sql: string, params: (string | number)[] = []) =>
    (await database.get<{ id: number }>(sql, params))?.id ?? 0;
  const touchpoint = await id(
    `INSERT INTO touchpoint (code, names, channel, presence, created_at)
     VALUES ('phone', '{"es":"Teléfono","en":"Phone","pt-BR":"Telefone"}', 'phone', 'remote', 0) RETURNING id AS "id"`,
  );
  const employee = await id(
    `INSERT INTO employee (external_id, name, job_family, hired_on, public_name, created_at, updated_at)
     VALUES ('E-12', 'Ana Beltrán', 'agent', '2020-01-01', 'full', 0, 0) RETURNING id AS "id"`,
  );
  const cell = await id(
    `INSERT INTO cell (channel, reason, segment) VALUES ('phone', 'billing', 'repeat') RETURNING id AS "id"`,
  );
  const version = await id(`SELECT id AS "id" FROM survey_version WHERE state = 'published'`);
  const survey = await id(`SELECT id AS "id" FROM survey WHERE key = 'csat'`);
  await database.transaction(async () => {
    await database.run(
      `INSERT INTO setting (name, value, updated_at) VALUES ('invitations', '{"quietHours":null}', 0)`,
    );
    for (let index = 0; index < planned; index += 1) {
      const [customer, interaction] = [newId(), newId()];
      await database.run(
        `INSERT INTO customer (id, external_id, name, email, locale, segment, created_at, updated_at)
         VALUES (?, ?, 'Marta Ruiz', ?, 'es', 'repeat', 0, 0)`,
        [customer, `C-${index}`, `customer-${index}@d${index % 40}.example`],
      );
      await database.run(
        `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id, created_at)
         VALUES (?, 'crm', ?, ?, ?, ?, '2026-11-03', ?, 0)`,
        [interaction, `T-${index}`, touchpoint, cell, now - 3_600_000, customer],
      );
      await database.run(
        `INSERT INTO participation (interaction_id, employee_id, role, share_ppm, occurred_day) VALUES (?, ?, 'agent', 1000000, '2026-11-03')`,
        [interaction, employee],
      );
      await database.run(
        `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, customer_id, locale, state, send_at,
           expires_at, attempts, created_at, updated_at)
         VALUES (?, ?, ?, ?, 1, 'email', ?, 'es', 'planned', ?, ?, 0, ?, ?)`,
        [newId(), interaction, survey, version, customer, now - 1000, now + 72 * 3_600_000, now, now],
      );
    }
  });
}

/** How the mail server treats a mail. */
export type Treatment = 'accept' | 'slow' | 'drop_before' | 'drop_after' | '421' | '450' | '550' | '5.7.1';

type Treated = SMTPServerSession & { treatment?: Treatment };

/** A mail server that keeps count of what it took, whether or not it got to say so. */
export class MoodyMailServer {
  /** Times a mail to the address was taken: accepted, or read to its end before the connection broke. */
  readonly taken = new Map<string, number>();
  /** The Message-IDs an address was offered, over all tries. */
  readonly messageIds = new Map<string, Set<string>>();
  /** Mails that were read to their end, whoever they were for. */
  onMail: () => void = () => undefined;
  private readonly server: SMTPServer;

  constructor(treat: (address: string) => Treatment) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, session: Treated, done) => {
        session.treatment = treat(address);
        const refuse = (code: number, text: string) =>
          done(Object.assign(new Error(text), { responseCode: code }));
        if (session.treatment === 'drop_before') return this.cut(session.id);
        if (session.treatment === '421') return refuse(421, '4.7.0 too many connections');
        if (session.treatment === '450') return refuse(450, '4.2.1 busy');
        if (session.treatment === '550') return refuse(550, '5.1.1 no such user');
        if (session.treatment === '5.7.1') return refuse(550, '5.7.1 policy');
        done();
      },
      onData: (stream, session: Treated, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.once('end', () => {
          const [to] = session.envelope.rcptTo;
          this.take(to?.address ?? '', Buffer.concat(chunks).toString('latin1'));
          if (session.treatment === 'drop_after') this.cut(session.id);
          else if (session.treatment === 'slow') setTimeout(done, 150);
          else done();
          this.onMail();
        });
      },
    });
    // A client that is killed resets its connections.
    this.server.on('error', () => undefined);
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }

  private take(address: string, raw: string): void {
    this.taken.set(address, (this.taken.get(address) ?? 0) + 1);
    const ids = this.messageIds.get(address) ?? new Set();
    this.messageIds.set(address, ids.add(/^Message-ID: (.*)$/im.exec(raw)?.[1] ?? ''));
  }

  private cut(id: string): void {
    for (const connection of this.server.connections as Set<{ id: string; _socket: Socket }>) {
      if (connection.id === id) connection._socket.destroy();
    }
  }
}
