/**
 * Everybody's counts as one line of text per employee. A large organization has millions of counts in a month: as rows, each would
 * cost an object and half a dozen values on its way out of the database; as text they are read at the speed of the disk.
 *
 * A line is a list of codes with commas between them. A code names cell, question and rating in one number, followed by the
 * weight in millionths of an answer where that is not one whole answer.
 */
import { sortedByKey, WHOLE_SHARE } from '../kernel';
import { orderOf, RatingTableBuilder, type RatingTable, type RepeatedWeight, repeatDeduction } from './calc';

export interface KnownQuestion {
  readonly id: number;
  readonly min: number;
  readonly max: number;
}

export interface KnownCell {
  readonly id: number;
  readonly channel: string;
  readonly reason: string;
}

/** How codes are made: as short as the questions allow, since most of the time goes into writing and reading them. */
export interface Coding {
  readonly questions: readonly KnownQuestion[];
  /** More than any of them has as its number. */
  readonly numbers: number;
  /** More than anybody can rate. */
  readonly ratings: number;
}

/** The coding for these questions; what is counted of others must be left out of the lines. */
export function codingOf(questions: readonly KnownQuestion[]): Coding {
  const bad = questions.find(({ min }) => min < 0);
  if (bad) throw new Error(`Question ${bad.id}, rated from ${bad.min}, does not fit into a code.`);
  return {
    questions,
    numbers: questions.reduce((most, { id }) => Math.max(most, id), 0) + 1,
    ratings: questions.reduce((most, { max }) => Math.max(most, max), 0) + 1,
  };
}

/** The line of the rows `r` of one employee: `cell_id`, `question_id`, `rating`, `weight_ppm`. The order of codes means nothing. */
export function codedCounts({ numbers, ratings }: Coding): string {
  const code = `(r.cell_id * CAST(${numbers} AS bigint) + r.question_id) * ${ratings} + r.rating`;
  return `string_agg(CASE WHEN r.weight_ppm = ${WHOLE_SHARE} THEN CAST(${code} AS varchar)
  ELSE (${code}) || ' ' || r.weight_ppm END, ',')`;
}

export interface CodedRow {
  readonly unit: string;
  readonly peerGroup: string | null;
  /** 1: everybody's answers, whole. More: once more those of customers who answered so often, who count less. */
  readonly answers: number;
  readonly counts: string;
}

/** What was given, and what it came from. */
export interface GivenRatings extends RatingTable {
  /** All ratings together, each counted whole, in millionths of an answer. */
  readonly givenPpm: number;
}

/** Between what is said of one employee, and between employees: control characters, which no key or name may have. */
const [FIELD, EMPLOYEE] = ['\u001f', '\u001e'];

/** One text with all rows of `select`, which gives `CodedRow`s: from one thread to another it costs what one row of them does. */
export function inOneText(select: string): string {
  const fields = ['"unit"', `COALESCE("peerGroup", '')`, '"answers"', '"counts"'].join(` || '${FIELD}' || `);
  return `SELECT string_agg(${fields}, '${EMPLOYEE}') AS "text" FROM (${select}) coded`;
}

/** The rows that were written `inOneText`. @param text null without any */
export function rowsIn(text: string | null): ReadRow[] {
  if (text === null) return [];
  const groups = new Map<string, string>();
  const lines = new LineReader(text.length);
  const heads: { unit: string; peerGroup: string | null; answers: number }[] = [];
  const ends: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const group = text.indexOf(FIELD, at) + 1;
    const answers = text.indexOf(FIELD, group) + 1;
    const counts = text.indexOf(FIELD, answers) + 1;
    if (group <= at || answers <= group || counts <= answers)
      throw new Error('A line of counts is not complete.');
    const named = text.slice(group, answers - 1);
    // Very many have the same one.
    const peerGroup = groups.get(named) ?? named;
    groups.set(named, peerGroup);
    heads.push({
      unit: text.slice(at, group - 1),
      peerGroup: peerGroup || null,
      answers: Number(text.slice(answers, counts - 1)),
    });
    at = lines.read(text, counts);
    ends.push(lines.length);
  }
  return lines.rows(heads, ends);
}

/** A row whose line was read: the codes from `from` to `to`. */
export interface ReadRow extends Omit<CodedRow, 'counts'> {
  readonly codes: Float64Array;
  readonly from: number;
  readonly to: number;
}

/** Reads the lines, which can be done while other lines are still on their way; what the codes mean need not be known for it. */
export function readRows(rows: readonly CodedRow[]): ReadRow[] {
  const lines = new LineReader(rows.reduce((sum, { counts }) => sum + counts.length + 1, 0));
  const ends = rows.map(({ counts }) => {
    lines.read(counts, 0);
    return lines.length;
  });
  return lines.rows(rows, ends);
}

const [ZERO, NINE, SPACE, COMMA] = [48, 57, 32, 44];

/** Codes as numbers: one with a weight is below zero (−1 − code), and its weight is the next. */
class LineReader {
  length = 0;
  private readonly room: Float64Array;

  /** @param signs of all lines together; a code has a digit and what comes after it at least */
  constructor(signs: number) {
    this.room = new Float64Array((signs + 1) >> 1);
  }

  /** @returns where the line ends: behind the text, or at the first sign that no line has */
  read(text: string, from: number): number {
    const { room } = this;
    let { length } = this;
    let number = 0;
    let at = from;
    for (; at < text.length; at++) {
      const sign = text.charCodeAt(at);
      if (sign >= ZERO && sign <= NINE) {
        number = number * 10 + sign - ZERO;
        continue;
      }
      if (sign !== COMMA && sign !== SPACE) break;
      room[length++] = sign === SPACE ? -1 - number : number;
      number = 0;
    }
    room[length++] = number;
    this.length = length;
    return at;
  }

  /** @param ends where the codes of each of them end */
  rows(heads: readonly Omit<CodedRow, 'counts'>[], ends: readonly number[]): ReadRow[] {
    const codes = this.room.slice(0, this.length);
    return heads.map(({ unit, peerGroup, answers }, index) => ({
      unit,
      peerGroup,
      answers,
      codes,
      from: ends[index - 1] ?? 0,
      to: ends[index] ?? 0,
    }));
  }
}

/** The ratings of `rows`, what regular customers count less taken off. */
export function tableFrom(
  rows: readonly ReadRow[],
  coding: Coding,
  cells: readonly KnownCell[],
): GivenRatings {
  const people = new Map<string, ReadRow>();
  const regulars = new Map<string, ReadRow[]>();
  let length = 0;
  for (const row of rows) {
    if (row.answers <= 1) {
      people.set(row.unit, row);
      length += row.to - row.from;
      continue;
    }
    const own = regulars.get(row.unit);
    if (own) own.push(row);
    else regulars.set(row.unit, [row]);
  }
  const reader = new Gathering(coding, cells, length);
  // By key, as the table wants them: the order of UTF-16 code units is that of `sort` without a comparison of one's own.
  for (const unit of [...people.keys()].sort()) {
    const row = people.get(unit);
    if (row) reader.employee(row, regulars.get(unit) ?? []);
  }
  return { ...reader.builder.build(), givenPpm: reader.givenPpm };
}

/** Gathers codes in a table: one employee's weights are gathered where they are always at hand, then written in order. */
class Gathering {
  readonly builder: RatingTableBuilder;
  givenPpm = 0;
  private readonly width: number;
  /** What comes after the cell in a code: question and rating. */
  private readonly span: number;
  /** By question and rating: the number of its scale, and which option of it was chosen. */
  private readonly scaleOf: Int32Array;
  private readonly optionOf: Int32Array;
  /** By cell: where the scales of its name begin; several cells of one channel and reason are told apart by segment only. */
  private readonly placeOf: Int32Array;
  /** By name and scale: what the table calls them. Ascending numbers are the table's order. */
  private readonly ratedAt: Int32Array;
  /** The employee's: weights by number and option, which numbers there are, and how many. */
  private readonly weights: Float64Array;
  private readonly found: Int32Array;
  private readonly seenBy: Int32Array;
  private count = 0;
  private person = 0;

  constructor({ questions, numbers, ratings }: Coding, cells: readonly KnownCell[], entries: number) {
    const scales = numbered(questions.map(({ min, max }) => `${min} ${max}`));
    const names = numbered(cells.map(({ channel, reason }) => `${channel}|${reason}`));
    this.width = questions.reduce((most, { min, max }) => Math.max(most, max - min + 1), 1);
    this.span = numbers * ratings;
    this.scaleOf = new Int32Array(this.span);
    this.optionOf = new Int32Array(this.span);
    for (const { id, min, max } of questions)
      for (let rating = min; rating <= max; rating++) {
        this.scaleOf[id * ratings + rating] = scales.get(`${min} ${max}`) ?? 0;
        this.optionOf[id * ratings + rating] = rating - min;
      }
    this.placeOf = new Int32Array(cells.reduce((last, { id }) => Math.max(last, id), 0) + 1);
    for (const { id, channel, reason } of cells)
      this.placeOf[id] = (names.get(`${channel}|${reason}`) ?? 0) * scales.size;

    this.builder = new RatingTableBuilder(this.width, entries);
    this.ratedAt = new Int32Array(names.size * scales.size);
    const rated = [...names].flatMap(([cell, name]) =>
      [...scales].map(([scale, number]) => {
        const [min = 0, max = 0] = scale.split(' ').map(Number);
        return { cell, min, max, place: name * scales.size + number };
      }),
    );
    for (const { place, ...one } of sortedByKey(rated, orderOf))
      this.ratedAt[place] = this.builder.numberOf(one);
    this.weights = new Float64Array(this.ratedAt.length * this.width);
    this.found = new Int32Array(this.ratedAt.length);
    this.seenBy = new Int32Array(this.ratedAt.length).fill(-1);
  }

  /** @param regular lines of the answers of customers who answered more than once about this employee */
  employee(row: ReadRow, regular: readonly ReadRow[]): void {
    this.builder.employee(row.unit, row.peerGroup ?? 'all');
    this.count = 0;
    this.gather(row);
    if (regular.length > 0) this.deduct(regular);
    const { found, count, weights, width, builder } = this;
    for (const number of found.subarray(0, count).sort()) {
      const entry = builder.entry(number);
      for (let option = 0, at = number * width; option < width; option++, at++) {
        const weight = weights[at] ?? 0;
        if (weight === 0) continue;
        builder.setWeight(entry, option, weight);
        weights[at] = 0;
      }
    }
    this.person += 1;
  }

  private gather(row: ReadRow): void {
    eachCode(row, (code, weight) => {
      this.givenPpm += weight;
      const cell = Math.floor(code / this.span);
      const number = this.numberOf(cell, code - cell * this.span);
      if (this.seenBy[number] !== this.person) {
        this.seenBy[number] = this.person;
        this.found[this.count++] = number;
      }
      const at = number * this.width + (this.optionOf[code - cell * this.span] ?? 0);
      this.weights[at] = (this.weights[at] ?? 0) + weight;
    });
  }

  /** What the answers of regular customers of the same employee lose: rounded where it is taken off. */
  private deduct(rows: readonly ReadRow[]): void {
    const repeated = new Map<number, Map<number, number>>();
    for (const { answers, ...row } of rows)
      eachCode(row, (code, weight) => {
        const cell = Math.floor(code / this.span);
        const number = this.numberOf(cell, code - cell * this.span);
        if (this.seenBy[number] !== this.person) return;
        const at = number * this.width + (this.optionOf[code - cell * this.span] ?? 0);
        const weights = repeated.get(at) ?? new Map<number, number>();
        repeated.set(at, weights.set(answers, (weights.get(answers) ?? 0) + weight));
      });
    for (const [at, weights] of repeated) {
      const parts = [...weights].map(([answers, weightPpm]): RepeatedWeight => ({ answers, weightPpm }));
      this.weights[at] = Math.max(0, (this.weights[at] ?? 0) - repeatDeduction(parts));
    }
  }

  /** @param asked question and rating: what a code has beside the cell (a remainder would cost more than all the rest) */
  private numberOf(cell: number, asked: number): number {
    return this.ratedAt[(this.placeOf[cell] ?? 0) + (this.scaleOf[asked] ?? 0)] ?? 0;
  }
}

function eachCode(
  { codes, from, to }: Pick<ReadRow, 'codes' | 'from' | 'to'>,
  take: (code: number, weight: number) => void,
): void {
  for (let at = from; at < to; at++) {
    const code = codes[at] ?? 0;
    if (code >= 0) take(code, WHOLE_SHARE);
    else take(-1 - code, codes[++at] ?? 0);
  }
}

function numbered(names: readonly string[]): Map<string, number> {
  return new Map([...new Set(names)].map((name, number) => [name, number]));
}
