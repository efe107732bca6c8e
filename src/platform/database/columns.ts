/** Column decorators that mean the same on both databases; the migrations spell the same types (`migrations/dialect.ts`). */
import {
  Column,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type ColumnOptions,
  type ValueTransformer,
} from 'typeorm';

interface Options {
  nullable?: boolean;
  unique?: boolean;
}

const safeInteger: ValueTransformer = {
  to: (value: number | null | undefined) => {
    if (value !== null && value !== undefined && !Number.isSafeInteger(value)) {
      throw new RangeError(`${value} cannot be stored: only whole numbers up to 2^53 − 1 are exact.`);
    }
    return value;
  },
  from: (value: number | string | null) => (value === null ? null : Number(value)),
};

const json: ValueTransformer = {
  to: (value: unknown) => (value === null || value === undefined ? value : JSON.stringify(value)),
  from: (value: string | null): unknown => (value === null ? null : JSON.parse(value)),
};

const column = (options: ColumnOptions) => Column(options);

/** Integer identifier of master data, given by the database. */
export const SerialId = () => PrimaryGeneratedColumn({ type: 'integer' });
/** UUID v7 identifier of a fact, given by `newId()`. */
export const FactId = () => PrimaryColumn({ type: 'varchar' });
/** Short text: names, codes, states. */
export const NameColumn = (options: Options = {}) => column({ type: 'varchar', ...options });
/** Long text. */
export const TextColumn = (options: Options = {}) => column({ type: 'text', ...options });
export const IntColumn = (options: Options = {}) => column({ type: 'integer', ...options });
/** A whole number up to 2^53 − 1. */
export const BigColumn = (options: Options = {}) =>
  column({ type: 'bigint', transformer: safeInteger, ...options });
/** UTC milliseconds since 1970. */
export const InstantColumn = BigColumn;
/** An amount in minor units; the currency stands in a column beside it. */
export const MoneyColumn = BigColumn;
/** A local date, `YYYY-MM-DD`. */
export const DayColumn = NameColumn;
/** A value kept as JSON text. */
export const JsonColumn = (options: Options = {}) => column({ type: 'text', transformer: json, ...options });
