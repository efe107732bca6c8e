/** A program of a benchmark in a process of its own: it says when it is ready, and answers what it is asked. */
import { type ChildProcess, fork } from 'node:child_process';

export class Program {
  private constructor(private readonly child: ChildProcess) {}

  /** Starts a program and hands over the first message it sends, which says that it is ready. */
  static async start<T>(file: string, args: readonly string[]): Promise<{ program: Program; ready: T }> {
    const program = new Program(fork(file, args, { execArgv: [] }));
    return { program, ready: await program.answer<T>() };
  }

  async ask<T>(question: number): Promise<T> {
    const answer = this.answer<T>();
    this.child.send(question);
    return answer;
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.disconnect();
    await ended;
  }

  private answer<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error('A program of the benchmark ended by itself.'));
      this.child.once('exit', ended);
      this.child.once('message', (message) => {
        this.child.off('exit', ended);
        resolve(message as T);
      });
    });
  }
}
