/** `npm run aplauso -- <command>`: what an operator does from a terminal. Exit code 0 only when it was done. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import {
  API_KEY_SCOPES,
  type ApiKeyScope,
  ApiKeys,
  ROLE_SCOPES,
  ROLES,
  type RoleName,
  Users,
} from './access';
import { Erasure } from './customers';
import { formatPeriod } from './kernel';
import { Cycles, isSealed } from './evaluations';
import { Recomputation, type RowFault } from './payouts';
import { Audit } from './platform/audit';
import { ConfigError, LOCALES, type Locale } from './platform/config';
import { Database, migrate, migrationStatus } from './platform/database';
import { Freezing, FrozenChecks, readPeriod, Reindexing, Rollups, RollupWatch } from './scoring';
import { Surveys } from './surveys';
import { backUp, restore } from './cli/backup';
import { doctor } from './cli/doctor';
import { readPassword } from './cli/password';
import { seedDemo } from './cli/seed';
import { inContext, say, Unfinished } from './cli/context';

const knownLocale = (text: string): Locale => {
  const locale = LOCALES.find((known) => known === text);
  if (!locale)
    throw new Unfinished(`"${text}" is not a language spoken here. Choose one of ${LOCALES.join(', ')}.`);
  return locale;
};

const integer = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number is expected.');
  return Number(text);
};

/** `payout 4/24 (E-12) changed` */
const rowText = ({ table, row, fault }: RowFault): string => `${table} ${row} ${fault}`;

export function program(): Command {
  const cli = new Command('aplauso').description('Runs and repairs an Aplauso installation.').exitOverride();

  cli
    .command('migrate')
    .description('brings the database up to date and publishes the default survey when there is none')
    .action(() =>
      inContext(async (get) => {
        const ran = await migrate(get(Database));
        for (const name of ran) say(`applied ${name}`);
        await get(Surveys).ensureDefault();
        say(ran.length > 0 ? `${ran.length} migrations applied.` : 'The schema was already current.');
      }),
    );

  cli
    .command('migrate:status')
    .description('lists the migrations and whether each has run; exit code 1 while one is pending')
    .action(() =>
      inContext(async (get) => {
        const all = await migrationStatus(get(Database));
        for (const { name, applied } of all) say(`${applied ? 'applied' : 'pending'}  ${name}`);
        if (all.some(({ applied }) => !applied))
          throw new Unfinished('Some migrations are pending: run `migrate`.');
      }),
    );

  cli
    .command('seed')
    .argument('<name>', 'which company: demo')
    .description('brings the demo company into an empty database; the server must be stopped')
    .action(async (name: string) => {
      if (name !== 'demo') throw new Unfinished(`There is no seed "${name}". There is: demo.`);
      await seedDemo();
    });

  const user = cli.command('user').description('people who sign in');
  user
    .command('create')
    .requiredOption('--email <address>', 'the address to sign in with')
    .requiredOption('--name <name>', 'how the person is called')
    .requiredOption('--role <role>', `one of ${ROLES.join(', ')}`)
    .option('--locale <locale>', 'es, en or pt-BR', 'es')
    .option('--password <password>', 'read from standard input when absent')
    .description('creates a user with one role')
    .action((options: { email: string; name: string; role: string; locale: string; password?: string }) =>
      inContext(async (get) => {
        const role = ROLES.find((known) => known === options.role);
        if (!role)
          throw new Unfinished(`There is no role "${options.role}". Choose one of ${ROLES.join(', ')}.`);
        const password = options.password ?? (await readPassword());
        const created = await get(Users).create(
          {
            email: options.email,
            name: options.name,
            locale: knownLocale(options.locale),
            password,
            roles: [{ role: role satisfies RoleName, scope: ROLE_SCOPES[role][0] }],
          },
          'cli',
        );
        say(`User ${created} can sign in.`);
      }),
    );

  cli
    .command('api-key')
    .description('keys for programs')
    .command('create')
    .requiredOption('--name <name>', 'what the key is for')
    .requiredOption('--scopes <scopes>', `comma-separated, or "all": ${API_KEY_SCOPES.join(', ')}`)
    .description('creates a key and prints it alone on the last line; it is not shown again')
    .action((options: { name: string; scopes: string }) =>
      inContext(async (get) => {
        const scopes = options.scopes.split(',').map((scope) => scope.trim());
        const unknown = scopes.filter((scope) => !API_KEY_SCOPES.includes(scope as ApiKeyScope));
        if (unknown.length > 0) throw new Unfinished(`Unknown scopes: ${unknown.join(', ')}.`);
        const { key } = await get(ApiKeys).create({ name: options.name, scopes: scopes }, 'cli');
        say(`Key for ${options.name}, scopes ${scopes.join(', ')}. Keep it: it is not shown again.`);
        say(key);
      }),
    );

  const rollups = cli.command('rollups').description('the counts that scores are computed from');
  rollups
    .command('verify')
    .description('recounts everything from the ledgers and compares')
    .action(() =>
      inContext(async (get) => {
        const differences = await get(Rollups).verify();
        for (const { key, stored, recounted } of differences.slice(0, 50))
          say(`${key}: stored ${stored}, recounted ${recounted}`);
        if (differences.length > 0)
          throw new Unfinished(`${differences.length} rollup rows differ from the ledgers.`);
        say('Every rollup equals its recount.');
      }),
    );
  rollups
    .command('rebuild')
    .option('--by <email>', 'who has looked into it; required while there are alarms')
    .option('--reason <text>', 'what was found out; required while there are alarms')
    .description('throws the counts away, counts anew and clears the alarms, on the word of a named person')
    .action(({ by, reason }: { by?: string; reason?: string }) =>
      inContext(async (get) => {
        const person = by === undefined ? null : await get(Users).byEmail(by);
        if (by !== undefined && !person) throw new Unfinished(`Nobody signs in as ${by}.`);
        const alarms = await get(RollupWatch).alarms();
        for (const { employee, touchpoint, day, stored, recounted } of alarms)
          say(`${employee}, ${touchpoint}, ${day}: stored ${stored}, recounted ${recounted}`);
        if (alarms.length > 0 && (!person || !reason))
          throw new Unfinished(
            'There are alarms: say --by whom and for which --reason the counts are rebuilt.',
          );
        const actor = person ? `user:${person.id}` : 'cli';
        const done = await get(RollupWatch).rebuild(actor, reason ?? 'No alarm.');
        say(`${done.rollups} rollup rows counted, ${done.cleared} alarms cleared.`);
      }),
    );

  const scores = cli.command('scores').description('scores of closed periods, kept as they were shown');
  scores
    .command('freeze')
    .argument('[period]', '2026-10, 2026-Q3, 2026 or a range of days; without one, every period that is due')
    .description('keeps answers, parameters and scores of periods that are over; what was kept before stays')
    .action((text: string | undefined) =>
      inContext(async (get) => {
        const periods = text === undefined ? await get(Freezing).due() : [readPeriod(text)];
        for (const period of periods) {
          const kept = await get(Freezing).freeze(period, 'cli');
          for (const { unit, units, inputsHash, resultHash } of kept)
            say(
              `${formatPeriod(period)} ${unit}: ${units} scores kept, inputs ${inputsHash}, result ${resultHash}`,
            );
          if (kept.length === 0)
            say(`${formatPeriod(period)}: nothing was kept; it was closed before, or nobody has answered.`);
        }
        if (periods.length === 0) say('No period is due.');
      }),
    );
  scores
    .command('verify')
    .argument('[period]', 'one closed period; without one, all of them')
    .description('computes closed periods again from the answers kept with them and compares the bytes')
    .action((text: string | undefined) =>
      inContext(async (get) => {
        const reports = await get(FrozenChecks).verify(text === undefined ? undefined : readPeriod(text));
        if (reports.length === 0)
          throw new Unfinished(text === undefined ? 'No period is closed yet.' : `${text} is not closed.`);
        for (const { period, unit, units, resultHash, faults, keys } of reports) {
          const found = faults.length > 0 ? `DIFFERS: ${[...faults, ...keys].join(', ')}` : 'identical';
          say(`${period} ${unit}: ${units} scores, result ${resultHash}, ${found}`);
        }
        const bad = reports.filter(({ faults }) => faults.length > 0).length;
        if (bad > 0)
          throw new Unfinished(`${bad} of ${reports.length} closed periods differ from what was kept.`);
        say(`${reports.length} closed periods: identical, byte for byte.`);
      }),
    );

  cli
    .command('comments')
    .description('what customers wrote')
    .command('rebuild')
    .description('indexes all comments anew, so that they are found; the server may go on')
    .action(() =>
      inContext(async (get) => say(`${await get(Reindexing).rebuild()} responses with comments indexed.`)),
    );

  cli
    .command('audit')
    .description('the record of changes')
    .command('verify')
    .description(
      'checks the hash chain and every row of signed cycles, and prints the head, to be kept outside the database',
    )
    .action(() =>
      inContext(async (get) => {
        const report = await get(Audit).verify();
        for (const fault of report.faults) say(JSON.stringify(fault));
        if (!report.ok) throw new Unfinished('The audit chain is broken.');
        let sealed = 0;
        let wrong = 0;
        for (const { id, key } of (await get(Cycles).all()).filter(({ state }) => isSealed(state))) {
          const { ok, faults, rows } = await get(Recomputation).verify(id);
          sealed += 1;
          if (ok) continue;
          wrong += 1;
          say(`cycle ${key}: ${[...faults, ...(rows ?? []).map(rowText)].join(', ')}`);
        }
        if (wrong > 0) throw new Unfinished(`${wrong} of ${sealed} signed cycles are not what was signed.`);
        if (sealed > 0) say(`${sealed} signed cycles: every row as it was signed.`);
        say(
          `${report.entries} entries, unbroken. Head: ${report.head ? `${report.head.seq} ${report.head.hash}` : 'none yet'}`,
        );
      }),
    );

  cli
    .command('cycle')
    .description('evaluation cycles')
    .command('recompute')
    .argument('<id>', 'the cycle', integer)
    .description('computes a cycle again from its sealed inputs and compares the bytes')
    .action((id: number) =>
      inContext(async (get) => {
        const report = await get(Recomputation).verify(id);
        say(`cycle      ${report.cycleKey}, ${report.members} people`);
        say(`inputs     ${report.snapshotHash}`);
        say(`result     ${report.resultHash}`);
        say(`recomputed ${report.recomputedHash ?? 'nothing could be computed'}`);
        if (report.rows === null)
          say('rows       were not sealed: the cycle is not signed, or was before rows were');
        for (const fault of report.rows ?? []) say(`row        ${rowText(fault)}`);
        if (!report.ok)
          throw new Unfinished(
            `The recomputation differs from what was sealed: ${[...report.faults, ...(report.rows ?? []).map(rowText)].join(', ')}.`,
          );
        say('Recomputed from the sealed inputs: identical, byte for byte.');
      }),
    );

  cli
    .command('erase-customer')
    .argument('<reference>', 'the customer: external identifier, mail address or id')
    .description('blanks a customer’s personal data; ratings and the audit chain stay')
    .action((reference: string) =>
      inContext(async (get) => {
        const found = await get(Erasure).find(reference);
        if (found.length === 0) throw new Unfinished('There is no such customer.');
        for (const id of found) await get(Erasure).eraseCustomer(id, 'cli');
        say(found.length === 1 ? 'Erased.' : `${found.length} records of this customer erased.`);
      }),
    );

  cli
    .command('backup')
    .argument('<file>', 'where the copy goes; it must not exist')
    .description('writes a consistent copy of the SQLite database while the server runs')
    .action((file: string) => inContext(async (get) => backUp(get(Database), file)));

  cli
    .command('restore')
    .argument('<file>', 'a copy made by `backup`')
    .description(
      'puts a copy in place of the database; the server must be stopped, the old file is kept beside it',
    )
    .action((file: string) => restore(file));

  cli
    .command('doctor')
    .description('checks the installation and says what to mend')
    .action(() => doctor());

  return cli;
}

/** @returns the exit code */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (error instanceof Unfinished || error instanceof ConfigError) console.error(error.message);
    else console.error(error);
    return 1;
  }
}

if (require.main === module) void run(process.argv.slice(2)).then((code) => process.exit(code));
