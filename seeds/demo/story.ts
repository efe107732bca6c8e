/** What happens at Agua Clara besides contacts and answers: at a moment, somebody does something. */
export type Get = <T>(service: abstract new (...args: never[]) => T) => T;

export interface Milestone {
  /** UTC milliseconds. */
  at: number;
  tell: () => Promise<void>;
}
