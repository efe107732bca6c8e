/** Looks at an installation the way support would, and says what to mend. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { Audit } from '../platform/audit';
import { currentConfig } from '../platform/config';
import { Database, migrationStatus } from '../platform/database';
import { Jobs } from '../platform/jobs';
import { Rollups } from '../scoring';
import { inContext, say, Unfinished } from './context';

type Finding = { name: string; fault: string | null };

export async function doctor(): Promise<void> {
  const findings: Finding[] = [];
  const check = async (name: string, look: () => Promise<string | null> | string | null) => {
    findings.push({
      name,
      fault: await Promise.resolve()
        .then(look)
        .catch((error: Error) => error.message),
    });
  };
  const config = currentConfig();
  await check('configuration', () => null);
  await check('data folder can be written', () => {
    mkdirSync(config.dataDir, { recursive: true });
    accessSync(config.dataDir, constants.W_OK);
    return null;
  });
  await inContext(async (get) => {
    const database = get(Database);
    await check('database answers', async () => {
      await database.get('SELECT 1 AS one');
      return null;
    });
    await check('schema is current', async () => {
      const pending = (await migrationStatus(database)).filter(({ applied }) => !applied);
      return pending.length > 0 ? `${pending.length} migrations pending: run \`migrate\`.` : null;
    });
    await check('no job was given up', async () => {
      const { dead } = await get(Jobs).counts();
      return dead > 0 ? `${dead} jobs were given up after repeated failures.` : null;
    });
    await check('rollups equal their recount', async () => {
      const differences = await get(Rollups).verify();
      return differences.length > 0 ? `${differences.length} rows differ: run \`rollups verify\`.` : null;
    });
    await check('audit chain is unbroken', async () =>
      (await get(Audit).verify()).ok ? null : 'run `audit verify`.',
    );
    await check('mail leaves the building', () =>
      config.smtpUrl ? null : 'SMTP_URL is not set: mails go to the capture mailbox at /dev/mailbox.',
    );
  });
  for (const { name, fault } of findings) say(fault ? `✗ ${name}: ${fault}` : `✓ ${name}`);
  const faults = findings.filter(({ fault }) => fault !== null).length;
  if (faults > 0) throw new Unfinished(`${faults} of ${findings.length} checks need attention.`);
}
