/** The thread that evaluates rows: a batch of texts comes in, what is remembered of them goes out, in the order of asking. */
import { parentPort, workerData } from 'node:worker_threads';
import { DomainError } from '../kernel';
import { type Evaluate, rowEvaluator, type ThreadReply } from './row-evaluation';

let evaluate: Evaluate | undefined;

function answerTo(contents: string): ThreadReply {
  try {
    evaluate ??= rowEvaluator((workerData as { head: string }).head);
    return { rows: evaluate(contents.split('\n')) };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return error instanceof DomainError ? { failure, code: error.code, details: error.details } : { failure };
  }
}

parentPort?.on('message', (contents: string) => parentPort?.postMessage(answerTo(contents)));
