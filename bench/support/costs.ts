/** What the answers of a block cost besides time: processor, bytes written, memory. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Database } from '../../src/platform/database';

const TICKS_PER_SECOND = 100;

/** Processor seconds so far of this process and, on PostgreSQL, of the server's processes for this database. */
export async function cpuSeconds(database: Database): Promise<number> {
  const { user, system } = process.cpuUsage();
  const own = (user + system) / 1e6;
  if (database.dialect === 'sqlite') return own;
  const backends = await database.all<{ pid: number }>(
    `SELECT pid AS "pid" FROM pg_stat_activity WHERE datname = current_database()`,
  );
  return own + backends.reduce((sum, { pid }) => sum + processSeconds(pid), 0);
}

/** Processor seconds so far of the processes of a PostgreSQL server that serve one database. */
export function databaseSeconds(name: string): number {
  const serving = readdirSync('/proc').filter((entry) => {
    try {
      return (
        /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(` ${name} 127.0.0.1`)
      );
    } catch {
      return false;
    }
  });
  return serving.reduce((sum, pid) => sum + processSeconds(Number(pid)), 0);
}

/** Processor seconds a process of this machine has used; 0 when it is gone. */
export function processSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

/** Bytes handed to the disk by this process (SQLite), or written to the server's log (PostgreSQL). */
export async function writtenBytes(database: Database): Promise<number> {
  if (database.dialect === 'sqlite') {
    return Number(/^wchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
  }
  const row = await database.get<{ n: number }>(
    `SELECT CAST(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS bigint) AS "n"`,
  );
  return row?.n ?? 0;
}

export function memoryMegabytes(): number {
  return Math.round(process.memoryUsage().rss / 1e6);
}
