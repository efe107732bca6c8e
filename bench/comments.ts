/**
 * Searching 200,000 comments: how long a page of the stream and the counts of a theme take, and by which index. Every
 * comment also holds a number of its own, so that a rare word can be looked for.
 */
import { Database, migrate, openDataSource } from '../src/platform/database';
import { type CommentFilters, CommentQueries, indexText, readSearch, wordsOf } from '../src/scoring';
import { openBulk } from './support/bulk';
import { type DatabaseKind, type Databases, measureOnDatabases } from './support/databases';
import { machine, probe } from './support/probe';
import { quartiles } from './support/quartiles';
import { publish, shown, type Verdict } from './support/report';

const COMMENTS = 200_000;
const BATCH = 500;
const ROUNDS = 15;
const DAY = 86_400_000;
const BEGAN = Date.UTC(2025, 10, 1);
/** Milliseconds in which a page of the stream is there. */
const GATE = 300;

const SAYINGS = [
  'esperé cuarenta minutos en la línea', 'me atendió con mucha paciencia', 'el recibo llegó con un cargo de más',
  'el técnico llegó puntual y dejó todo limpio', 'nadie me avisó de la visita', 'la página se traba en el celular',
  'explicó el cobro con calma', 'llevamos tres días sin agua', 'muy amable la señorita', 'resolvió todo a la primera',
  'había mucha fila y un solo módulo abierto', 'quedaron de llamarme y sigo esperando', 'todo bien, gracias',
]; // prettier-ignore
const SEARCHES: Readonly<Record<string, CommentFilters>> = {
  'no search': {},
  'a word of one comment in four': { wanted: readSearch('espera')! },
  'a word of one comment': { wanted: readSearch('caso777')! },
  'a phrase and an exclusion': { wanted: readSearch('"el técnico llegó" -limpio')! },
  'a beginning': { wanted: readSearch('factur* OR reci*')! },
  'a word within a quarter': {
    wanted: readSearch('espera')!,
    period: { from: '2026-07-01', to: '2026-10-01' },
  },
};

async function fill(url: string): Promise<void> {
  const database = new Database(await openDataSource(url, []));
  await migrate(database);
  await database.close();
  const bulk = await openBulk(url);
  // The index alone is measured: the responses behind it are left out.
  await bulk.run(
    bulk.dialect === 'sqlite'
      ? 'PRAGMA foreign_keys = OFF'
      : 'ALTER TABLE comment_index DROP CONSTRAINT comment_index_response_id_fkey',
  );
  if (bulk.dialect === 'sqlite') await bulk.run('BEGIN');
  for (let from = 0; from < COMMENTS; from += BATCH) {
    const rows = Array.from({ length: BATCH }, (_, step) => rowOf(from + step, bulk.dialect));
    await bulk.run(
      `INSERT INTO comment_index (response_id, received_at, counting_day, language, touchpoint_id, cell_id, question_id,
         about_employee_id, rating, counts, words) VALUES ${rows.join(', ')}`,
    );
  }
  if (bulk.dialect === 'sqlite') await bulk.run('COMMIT');
  await bulk.close();
}

function rowOf(n: number, dialect: 'sqlite' | 'postgres'): string {
  const pick = (step: number) => SAYINGS[(n * 7 + step * 5 + (n >> 4)) % SAYINGS.length] ?? '';
  const text = `${pick(0)}, ${pick(1)}. caso${n}`;
  const words = indexText([wordsOf(text, 'es').map(({ stem }) => stem)], 'es', dialect);
  const at = BEGAN + Math.floor((n / COMMENTS) * 365 * DAY);
  const day = new Date(at).toISOString().slice(0, 10);
  const id = `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  return `('${id}', ${at}, '${day}', 'es', 1, 1, NULL, 0, ${1 + (n % 5)}, 1, '${words.replaceAll("'", "''")}')`;
}

async function measure(kind: DatabaseKind, databases: Databases): Promise<void> {
  const url = await databases.create('comments');
  const began = performance.now();
  await fill(url);
  const filled = Math.round((performance.now() - began) / 1000);
  const before = probe(databases.folder);
  const database = new Database(await openDataSource(url, []));
  const queries = new CommentQueries(database);
  const timed = async (work: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const from = performance.now();
      await work();
      times.push(performance.now() - from);
    }
    return quartiles(times);
  };
  const lines: [string, string][] = [];
  const medians: number[] = [];
  for (const [name, filters] of Object.entries(SEARCHES)) {
    const page = await timed(() => queries.newest('all', filters, null, 26));
    const count = await timed(() => queries.count('all', filters, 1001));
    medians.push(page.median + count.median);
    lines.push([`${name}: page, count`, `${shown(page)} ms, ${shown(count)} ms`]);
  }
  const theme = SEARCHES['a word of one comment in four']!;
  lines.push([
    'counts of a theme, of all time',
    `${shown(await timed(() => queries.sums('all', theme)))} ms`,
  ]);
  const quarter = SEARCHES['a word within a quarter']!;
  lines.push([
    'counts of a theme, of a quarter',
    `${shown(await timed(() => queries.sums('all', quarter)))} ms`,
  ]);
  const slowest = Math.max(...medians);
  const verdict: Verdict = slowest <= GATE ? 'passed' : 'failed';
  await database.close();
  await publish({
    name: `comments-${kind}`,
    command: `npm run bench comments-${kind}`,
    verdict,
    table: [
      ['slowest page with its count', `${slowest.toFixed(1)} ms, gate ≤ ${GATE} ms`],
      ...lines,
      ['comments in the index', `${COMMENTS}, written in ${filled} s`],
      ['rounds', `${ROUNDS} each, on the connection that was warm`],
      ['probe before', JSON.stringify(before)],
      ['probe after', JSON.stringify(probe(databases.folder))],
    ],
    measured: { medians, machine: machine() },
  });
}

measureOnDatabases(measure);
