/**
 * Many interactions at once: each is judged by itself, the good ones are kept, and every one gets an answer. A chunk
 * shares a transaction, in which each interaction has its own savepoint.
 */
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../platform/database';
import { DomainError, errors, parseInput } from '../platform/errors';
import { type InteractionInput, interactionInput } from './interaction.input';
import { interactionErrors } from './interactions.errors';
import { type ExaminedInteraction, type Intake, Interactions } from './interactions';

export const LARGEST_BATCH = 10_000;
/** Enough to share the cost of a durable commit, few enough that nobody waits long behind it. */
const CHUNK = 100;

export type BatchResult =
  ({ index: number } & Intake) | { index: number; status: 'error'; error: DomainError };

interface Readable {
  index: number;
  input: InteractionInput;
}

interface Examined {
  index: number;
  interaction: ExaminedInteraction;
}

@Injectable()
export class BatchIntake {
  private readonly logger = new Logger('Intake');

  constructor(
    private readonly database: Database,
    private readonly interactions: Interactions,
  ) {}

  /**
   * @param body a list, or the text of an NDJSON body: one interaction per line, empty lines left out
   * @returns one result per interaction, in their order
   * @throws DomainError `batch_too_large`, or `validation_failed` when the body is no list
   */
  async intake(body: unknown): Promise<BatchResult[]> {
    const items = typeof body === 'string' ? linesOf(body) : body;
    if (!Array.isArray(items)) {
      throw new DomainError('validation_failed', 400, { count: 1 }, undefined, [
        { pointer: '', code: 'field_type', params: { field: '', expected: 'array' } },
      ]);
    }
    if (items.length > LARGEST_BATCH)
      throw interactionErrors.batch_too_large({ limit: LARGEST_BATCH, count: items.length });

    const results: BatchResult[] = new Array<BatchResult>(items.length);
    const readable: Readable[] = [];
    items.forEach((item: unknown, index) => {
      try {
        if (item instanceof DomainError) throw item;
        readable.push({ index, input: parseInput(interactionInput, item) });
      } catch (error) {
        results[index] = this.failed(index, error);
      }
    });
    for (let start = 0; start < readable.length; start += CHUNK) {
      for (const result of await this.chunk(readable.slice(start, start + CHUNK)))
        results[result.index] = result;
    }
    return results;
  }

  private async chunk(items: readonly Readable[]): Promise<BatchResult[]> {
    const results: BatchResult[] = [];
    const examined: Examined[] = [];
    for (const { index, input } of items) {
      try {
        const outcome = await this.interactions.examine(input);
        if ('status' in outcome) results.push({ index, ...outcome });
        else examined.push({ index, interaction: outcome });
      } catch (error) {
        results.push(this.failed(index, error));
      }
    }
    if (examined.length === 0) return results;
    try {
      const recorded = await this.database.transaction(() => this.recordAll(examined));
      return [...results, ...recorded];
    } catch (error) {
      // One of them spoilt the transaction for all (on PostgreSQL, two batches may have waited for each other).
      this.logger.warn(`${examined.length} interactions are taken one by one: ${String(error)}`);
      for (const { index, interaction } of examined) {
        try {
          results.push({ index, ...(await this.interactions.record(interaction)) });
        } catch (failure) {
          results.push(this.failed(index, failure));
        }
      }
      return results;
    }
  }

  private async recordAll(examined: readonly Examined[]): Promise<BatchResult[]> {
    const results: BatchResult[] = [];
    for (const { index, interaction } of examined) {
      try {
        results.push({ index, ...(await this.interactions.record(interaction)) });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        results.push({ index, status: 'error', error });
      }
    }
    return results;
  }

  private failed(index: number, error: unknown): BatchResult {
    if (error instanceof DomainError) return { index, status: 'error', error };
    this.logger.error(error);
    return { index, status: 'error', error: errors.unexpected() };
  }
}

/** One value per line; a line that is no JSON is its own refusal. */
function linesOf(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => {
      try {
        return JSON.parse(line);
      } catch {
        return errors.malformed_json();
      }
    });
}
