/**
 * Sending mail: the product's whole path from the claim of a due invitation to the note that it was sent, with DKIM,
 * against bare pooled Nodemailer composing and signing the same visible mail (`floor/mail.cjs`). Both hand over to the
 * leanest mail server (`floor/sink.cjs`), a process of its own.
 */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBulk } from './support/bulk';
import { type DatabaseKind, type Databases, measureOnDatabases } from './support/databases';
import { machine, probe } from './support/probe';
import { Program } from './support/program';
import { type Quartiles, quartiles } from './support/quartiles';
import { publish, shown, verdictAtLeast } from './support/report';

const GATE = 1.3;
const ROUNDS = 12;
const CONTROL_EVERY = 3;
/** Mails in a slice. */
const MAILS = 500;
const SLICES = 1 + ROUNDS + 2 * Math.ceil(ROUNDS / CONTROL_EVERY);
const FLOORS = join(__dirname, '../../bench/floor');

interface Took {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

type Pair = Record<'product' | 'floor', Took>;

/** What the database says about the mails when all is over. @returns what is wrong with it */
async function faultsOf(url: string, mails: number): Promise<string[]> {
  const bulk = await openBulk(url);
  const count = async (sql: string) =>
    Number((await bulk.all<{ n: number }>(`SELECT COUNT(*) AS n FROM ${sql}`))[0]?.n);
  const found: [string, number][] = [
    [
      'invitations sent',
      await count(`invitation WHERE state = 'sent' AND sent_at IS NOT NULL AND attempts = 1`),
    ],
    ['events of it', await count(`invitation_event WHERE state = 'sent'`)],
    ['links to answer', await count(`invitation_token WHERE purpose = 'answer'`)],
  ];
  await bulk.close();
  return found.flatMap(([what, n]) => (n === mails ? [] : [`${mails} mails, but ${n} ${what}`]));
}

async function measure(kind: DatabaseKind, databases: Databases): Promise<void> {
  const url = await databases.create('send');
  const mails = SLICES * MAILS + 1;
  execFileSync(process.execPath, [join(__dirname, 'load/planned.js'), url, String(mails)], {
    stdio: 'inherit',
  });
  const [key, words] = [join(databases.folder, 'key.pem'), join(databases.folder, 'mail.json')];
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));

  const sink = await Program.start<{ port: number }>(join(FLOORS, 'sink.cjs'), []);
  const port = String(sink.ready.port);
  const { program: product } = await Program.start(join(__dirname, 'send/worker.js'), [
    url,
    port,
    key,
    words,
  ]);
  const { program: floor } = await Program.start(join(FLOORS, 'mail.cjs'), [words, key, port]);
  const programs = { product, floor };
  const slice = (name: keyof Pair) => programs[name].ask<Took>(MAILS);
  const before = probe(databases.folder);
  await slice('product');
  await slice('floor');
  const rounds: Pair[] = [];
  const controls: [Took, Took][] = [];
  for (let index = 0; index < ROUNDS; index += 1) {
    const first = index % 2 === 0 ? 'product' : 'floor';
    const one = await slice(first);
    const other = await slice(first === 'product' ? 'floor' : 'product');
    rounds.push(first === 'product' ? { product: one, floor: other } : { product: other, floor: one });
    if (index % CONTROL_EVERY === 0) controls.push([await slice('product'), await slice('product')]);
  }
  const taken = await sink.program.ask<{ mails: number; receivers: number; twice: number }>(0);
  for (const program of [product, floor, sink.program]) await program.stop();
  const after = probe(databases.folder);

  const all = mails + (1 + ROUNDS) * MAILS;
  const faults = await faultsOf(url, mails);
  if (taken.mails !== all || taken.twice > 0)
    faults.push(`${all} mails sent, ${taken.mails} taken, ${taken.twice} receivers got two`);
  const ratio = quartiles(rounds.map((round) => round.floor.seconds / round.product.seconds));
  const control = quartiles(controls.map(([one, other]) => one.seconds / other.seconds));
  const middle = (of: (took: Took) => number, digits: number) =>
    (['product', 'floor'] as const)
      .map((name) => quartiles(rounds.map((round) => of(round[name]))).median.toFixed(digits))
      .join(' · ');
  const verdict = faults.length > 0 ? 'failed' : verdictAtLeast(ratio, GATE, control);
  const { html, text } = JSON.parse(readFileSync(words, 'utf8')) as { html: string; text: string };
  await publish({
    name: `send-${kind}`,
    command: `npm run bench send-${kind}`,
    verdict,
    table: [
      ['product / floor', `${shown(ratio)}, gate ≥ ${GATE}`],
      ['control, product / product', `${shown(control)}, ${controls.length} pairs`],
      ['mails per second, product · floor', middle(({ seconds }) => MAILS / seconds, 0)],
      ['processor ms per mail', middle(({ cpuSeconds }) => (cpuSeconds * 1000) / MAILS, 2)],
      ['characters of HTML · text', `${html.length} · ${text.length}`],
      [
        'checked afterwards',
        faults.length === 0 ? `${taken.mails} mails taken = sent, nobody got two` : faults.join('; '),
      ],
      ['rounds', `${ROUNDS} of ${MAILS} mails each, RSA-2048, order alternating`],
      ['probe before', JSON.stringify(before)],
      ['probe after', JSON.stringify(after)],
    ],
    measured: { rounds, controls, ratio, control, before, after, machine: machine() } satisfies Measured,
  });
}

interface Measured {
  rounds: Pair[];
  controls: [Took, Took][];
  ratio: Quartiles;
  control: Quartiles;
  before: object;
  after: object;
  machine: object;
}

measureOnDatabases(measure);
