/**
 * A thousand displays of one board on one node: how long an approved thanks takes to the last of them, and what they cost.
 * The decisions are made beside the server, on a connection of their own, as another node makes them.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { newId, sqliteFileOf } from '../src/platform/database';
import { openBulk } from './support/bulk';
import { processSeconds } from './support/costs';
import { type DatabaseKind, type Databases, measureOnDatabases } from './support/databases';
import { filled } from './support/filled';
import { machine, probe } from './support/probe';
import { environment } from './support/product';
import { quartiles } from './support/quartiles';
import { publish, type Verdict } from './support/report';
import { Server } from './support/server';

const DISPLAYS = 1_000;
const APPROVALS = 20;
const STORED = 5_000;
/** Milliseconds in which 99 of 100 displays show it: what people were promised. */
const GATE = 5_000;
const IDLE_MS = 20_000;
const TAIL = 100;
const ROOT = join(__dirname, '../..');

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** One screen: it remembers when it first saw the words that are waited for. */
class Display {
  private tail = '';
  private wanted = '';
  seenAt: number | undefined;
  bytes = 0;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      this.bytes += chunk.length;
      const text = this.tail + chunk;
      if (this.wanted !== '' && this.seenAt === undefined && text.includes(this.wanted))
        this.seenAt = performance.now();
      this.tail = text.slice(-TAIL);
    });
  }

  static open(port: number): Promise<Display> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          'GET /board/thanks/live HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n',
        );
      });
      socket.once('error', reject);
      const display = new Display(socket);
      socket.once('data', () => resolve(display));
    });
  }

  waitFor(words: string): void {
    this.wanted = words;
    this.seenAt = undefined;
  }

  close(): void {
    this.socket.destroy();
  }
}

/** A board and thanks that wait. @returns the ids of the quotes */
async function prepare(url: string): Promise<string[]> {
  const bulk = await openBulk(url);
  const wanted = APPROVALS + 12;
  const rows = await bulk.all<{ id: string; employeeId: number; day: string }>(
    `SELECT a.response_id AS "id", MIN(a.employee_id) AS "employeeId", r.counting_day AS "day" FROM attribution a
     JOIN response r ON r.id = a.response_id GROUP BY a.response_id, r.counting_day ORDER BY r.counting_day DESC LIMIT ${wanted}`,
  );
  await bulk.run(
    `INSERT INTO board (key, name, team_id, locale, created_at) VALUES ('thanks', 'Gracias', NULL, 'es', 0)`,
  );
  const words = 'Me explicó la factura línea por línea y me llamó de vuelta cuando dijo que lo haría';
  const ids: string[] = [];
  for (const [index, { id, employeeId, day }] of rows.entries()) {
    const quote = newId();
    ids.push(quote);
    await bulk.run(
      `INSERT INTO quote (id, response_id, text, shown_name, locale, state, thanked_day, created_at)
       VALUES ('${quote}', '${id}', '${words}, ${index}.', 'Marta R.', 'es', '${index < APPROVALS ? 'pending' : 'approved'}', '${day}', 0)`,
    );
    await bulk.run(`INSERT INTO quote_employee (quote_id, employee_id) VALUES ('${quote}', ${employeeId})`);
  }
  await bulk.run(`UPDATE employee SET public_name = 'full'`);
  await bulk.close();
  return ids.slice(0, APPROVALS);
}

/** Another node's connection. */
async function another(url: string): Promise<{ approve(id: string): Promise<void>; close(): Promise<void> }> {
  const sql = (id: string) =>
    `UPDATE quote SET state = 'approved', thanked_day = '2999-01-01', decided_at = ${Date.now()} WHERE id = '${id}'`;
  const file = sqliteFileOf(url);
  if (file !== undefined) {
    const raw = new BetterSqlite3(file, { timeout: 5_000 });
    return { approve: async (id) => void raw.prepare(sql(id)).run(), close: async () => void raw.close() };
  }
  const client = new Client(url);
  await client.connect();
  return { approve: async (id) => void (await client.query(sql(id))), close: () => client.end() };
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

async function measure(kind: DatabaseKind, databases: Databases): Promise<void> {
  const { url } = await filled(databases, 'board', STORED, 0);
  const quotes = await prepare(url);
  const before = probe(databases.folder);
  const server = await Server.start(() => [join(ROOT, 'dist/src/main.js')], environment(url));
  const node = await another(url);
  const displays: Display[] = [];
  try {
    displays.push(await Display.open(server.port));
    await pause(2_000);
    const alone = residentMegabytes(server.pid);
    while (displays.length < DISPLAYS)
      displays.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(50, DISPLAYS - displays.length) }, () => Display.open(server.port)),
        )),
      );
    await pause(3_000);
    const idleFrom = processSeconds(server.pid);
    await pause(IDLE_MS);
    const idle = (processSeconds(server.pid) - idleFrom) / (IDLE_MS / 1000);

    const waits: number[] = [];
    let missing = 0;
    const bytes = () => displays.reduce((sum, display) => sum + display.bytes, 0);
    const [busyFrom, began, sentBefore] = [processSeconds(server.pid), performance.now(), bytes()];
    for (const [index, id] of quotes.entries()) {
      for (const display of displays) display.waitFor(id);
      // Anywhere between two looks of the server.
      await pause((index * 377) % 1_000);
      await node.approve(id);
      const approved = performance.now();
      for (let slept = 0; slept < 8_000 && displays.some(({ seenAt }) => seenAt === undefined); slept += 25)
        await pause(25);
      for (const { seenAt } of displays) {
        if (seenAt === undefined) missing += 1;
        else waits.push(seenAt - approved);
      }
    }
    const seconds = (performance.now() - began) / 1000;
    const busy = processSeconds(server.pid) - busyFrom;
    const sorted = waits.sort((a, b) => a - b);
    const p99 = Math.round(sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Infinity);
    const middle = quartiles(sorted);
    const perApproval = ((busy - idle * seconds) / APPROVALS / DISPLAYS) * 1e6;
    const verdict: Verdict = missing === 0 && p99 <= GATE ? 'passed' : 'failed';
    const memory = residentMegabytes(server.pid);
    const kilobytes = (bytes() - sentBefore) / APPROVALS / DISPLAYS / 1000;
    await publish({
      name: `board-${kind}`,
      command: `npm run bench board-${kind}`,
      verdict,
      table: [
        ['p99 from the decision to the display', `${p99} ms, gate ≤ ${GATE} ms`],
        [
          'median (quartiles), longest',
          `${Math.round(middle.median)} ms (${Math.round(middle.lower)}–${Math.round(middle.upper)}), ${Math.round(sorted.at(-1) ?? 0)} ms`,
        ],
        ['displays × approvals, never shown', `${DISPLAYS} × ${APPROVALS}, ${missing}`],
        ['processor per display and approval', `${perApproval.toFixed(0)} µs`],
        [
          'processor while nothing happens',
          `${((idle / DISPLAYS) * 1e6).toFixed(1)} µs per display and second (${(idle * 100).toFixed(1)} % of a core in all)`,
        ],
        ['memory of the server, 1 · 1,000 displays', `${alone} · ${memory} MB`],
        ['kilobytes to a display per approval', kilobytes.toFixed(1)],
        ['probe before', JSON.stringify(before)],
        ['probe after', JSON.stringify(probe(databases.folder))],
      ],
      measured: { p99, middle, missing, perApproval, idle, alone, memory, seconds, machine: machine() },
    });
  } finally {
    for (const display of displays) display.close();
    await node.close();
    await server.stop();
  }
}

measureOnDatabases(measure);
