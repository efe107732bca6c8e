/**
 * Everybody's counts as one line of text per employee. A large organization has millions of counts in a month: as rows, each would
 * cost an object and half a dozen values on its way out of the database; as text they are read at the speed of the disk.
 *
 * A line is a list of codes with commas between them. A code names cell, question and rating in one number, followed by the
 * weight in millionths of an answer where that is not one whole answer.
 */
import { WHOLE_SHARE } from '../kernel';
import { RatingTableBuilder, type RatingTable, type RepeatedWeight, repeatDeduction } from './calc';

const QUESTIONS = 2 ** 20;
const RATINGS = 64;

const CODE = `(CAST(r.cell_id AS bigint) * ${QUESTIONS} + r.question_id) * ${RATINGS} + r.rating`;

/** The line of the rows `r` of one employee: `cell_id`, `question_id`, `rating`, `weight_ppm`. The order of codes means nothing. */
export const codedCounts = `string_agg(CASE WHEN r.weight_ppm = ${WHOLE_SHARE} THEN CAST(${CODE} AS varchar)
  ELSE (${CODE}) || ' ' || r.weight_ppm END, ',')`;

export interface CodedRow {
  readonly unit: string;
  readonly peerGroup: string | null;
  /** 1: everybody's answers, whole. More: once more those of customers who answered so often, who count less. */
  readonly answers: number;
  readonly counts: string;
}

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

/** The ratings of `rows`, what regular customers count less taken off. Rows without a rated question are left out. */
export function tableFrom(
  rows: readonly CodedRow[],
  questions: readonly KnownQuestion[],
  cells: readonly KnownCell[],
): RatingTable {
  const codes = new Codes(questions, cells);
  const regulars = new Map<string, CodedRow[]>();
  for (const row of rows) {
    if (row.answers <= 1) continue;
    const own = regulars.get(row.unit);
    if (own) own.push(row);
    else regulars.set(row.unit, [row]);
  }
  for (const row of rows) {
    if (row.answers > 1) continue;
    codes.employee(row);
    const own = regulars.get(row.unit);
    if (own) codes.deduct(own);
  }
  return codes.builder.build();
}

/** Reads codes into a table. */
class Codes {
  readonly builder: RatingTableBuilder;
  /** By question: the number of its scale and its lowest rating. */
  private readonly scaleOf: Int32Array;
  private readonly lowest: Int32Array;
  /** By cell: the number of its name; several cells of one channel and reason are told apart by segment only. */
  private readonly nameOf: Int32Array;
  private readonly scales: number;
  /** By name and scale: what the table calls them. */
  private readonly rated: Int32Array;
  /** By the same: the employee's entry; before `first`: none yet. */
  private readonly entryOf: Int32Array;
  private first = 0;
  private next = 0;

  constructor(questions: readonly KnownQuestion[], cells: readonly KnownCell[]) {
    for (const { id, min, max } of questions)
      if (id >= QUESTIONS || min < 0 || max >= RATINGS)
        throw new Error(`Question ${id}, rated from ${min} to ${max}, does not fit into a code.`);
    const scales = numbered(questions.map(({ min, max }) => `${min} ${max}`));
    const names = numbered(cells.map(({ channel, reason }) => `${channel}|${reason}`));
    this.scaleOf = byId(questions, ({ min, max }) => scales.get(`${min} ${max}`) ?? 0);
    this.lowest = byId(questions, ({ min }) => min);
    this.nameOf = byId(cells, ({ channel, reason }) => names.get(`${channel}|${reason}`) ?? 0);
    this.scales = scales.size;
    this.builder = new RatingTableBuilder(Math.max(1, ...questions.map(({ min, max }) => max - min + 1)));
    this.rated = new Int32Array(names.size * scales.size);
    for (const [cell, name] of names)
      for (const [scale, number] of scales) {
        const [min = 0, max = 0] = scale.split(' ').map(Number);
        this.rated[name * scales.size + number] = this.builder.numberOf({ cell, min, max });
      }
    this.entryOf = new Int32Array(this.rated.length).fill(-1);
  }

  employee({ unit, peerGroup, counts }: CodedRow): void {
    this.builder.employee(unit, peerGroup ?? 'all');
    this.first = this.next;
    eachCode(counts, (code, weight) => {
      const at = this.placeOf(code);
      let entry = this.entryOf[at] ?? -1;
      if (entry < this.first) {
        entry = this.builder.entry(this.rated[at] ?? 0);
        this.entryOf[at] = entry;
        this.next = entry + 1;
      }
      const option = this.optionOf(code);
      this.builder.setWeight(entry, option, this.builder.weightOf(entry, option) + weight);
    });
  }

  /** What the answers of regular customers of the same employee lose: rounded where it is taken off. */
  deduct(rows: readonly CodedRow[]): void {
    const repeated = new Map<number, Map<number, number>>();
    for (const { answers, counts } of rows)
      eachCode(counts, (code, weight) => {
        const place = this.placeOf(code) * RATINGS + this.optionOf(code);
        const weights = repeated.get(place) ?? new Map<number, number>();
        repeated.set(place, weights.set(answers, (weights.get(answers) ?? 0) + weight));
      });
    for (const [place, weights] of repeated) {
      const entry = this.entryOf[Math.floor(place / RATINGS)] ?? -1;
      if (entry < this.first) continue;
      const option = place % RATINGS;
      const parts = [...weights].map(([answers, weightPpm]): RepeatedWeight => ({ answers, weightPpm }));
      const left = this.builder.weightOf(entry, option) - repeatDeduction(parts);
      this.builder.setWeight(entry, option, Math.max(0, left));
    }
  }

  private placeOf(code: number): number {
    const cellAndQuestion = Math.floor(code / RATINGS);
    const question = cellAndQuestion % QUESTIONS;
    const name = this.nameOf[Math.floor(cellAndQuestion / QUESTIONS)] ?? 0;
    return name * this.scales + (this.scaleOf[question] ?? 0);
  }

  private optionOf(code: number): number {
    return (code % RATINGS) - (this.lowest[Math.floor(code / RATINGS) % QUESTIONS] ?? 0);
  }
}

const [ZERO, NINE, SPACE] = [48, 57, 32];

function eachCode(line: string, take: (code: number, weight: number) => void): void {
  let code = 0;
  let number = 0;
  let weighed = false;
  for (let at = 0; at <= line.length; at++) {
    const sign = at < line.length ? line.charCodeAt(at) : 0;
    if (sign >= ZERO && sign <= NINE) {
      number = number * 10 + sign - ZERO;
    } else if (sign === SPACE) {
      code = number;
      number = 0;
      weighed = true;
    } else {
      take(weighed ? code : number, weighed ? number : WHOLE_SHARE);
      number = 0;
      weighed = false;
    }
  }
}

function numbered(names: readonly string[]): Map<string, number> {
  return new Map([...new Set(names)].map((name, number) => [name, number]));
}

/** A value for each id; ids are small whole numbers. */
function byId<T extends { readonly id: number }>(
  rows: readonly T[],
  valueOf: (row: T) => number,
): Int32Array {
  const values = new Int32Array(rows.reduce((last, { id }) => Math.max(last, id), 0) + 1);
  for (const row of rows) values[row.id] = valueOf(row);
  return values;
}
