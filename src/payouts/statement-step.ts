/** One numbered step of a statement, and what it is written with. */
import type { Statement } from './statement';
import type { ExactNumber, StatementNumbers } from './statement-words';

export interface StepTable {
  summary: string;
  /** How the numbers belong together. */
  note?: string;
  columns: string[];
  /** The first cell heads its row. */
  rows: string[][];
}

export interface StatementStep {
  title: string;
  sentences: string[];
  /** Written-out accounts. */
  sums: string[];
  out?: ExactNumber;
  /** A result that is money. */
  outMoney?: string;
  table?: StepTable;
}

/** What it takes to write a step: the statement, and the reader's words and numbers. */
export interface Writing {
  statement: Statement;
  n: StatementNumbers;
  say: (key: string, params?: Record<string, string | number>) => string;
  /** Words of another module. */
  word: (key: string) => string;
  cell: (cell: string) => string;
  lineName: (key: string) => string;
  gateName: (key: string) => string;
  /** What a row of the merit matrix is called. */
  meritName: (rating: string) => string;
}
