/**
 * A few connections to the mail server, used again and again. Nodemailer's own pool tells a failure neither from a
 * connection that had been closed meanwhile nor from a 421, and may send again what has left: here a mail goes over one
 * connection, and over another one only while not a byte of it was asked for.
 */
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { parseConnectionUrl } from 'nodemailer/lib/shared';

const MOST_CONNECTIONS = 5;
/** Servers limit how much one connection may bring. */
const MOST_MAILS = 100;
/** Servers drop idle connections without a word; ours go first, so that a broken one means something. */
const IDLE_MS = 20_000;
const DETAILS_MS = 50;
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 60_000 };

type Options = ReturnType<typeof parseConnectionUrl> & typeof TIMEOUTS;

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** A mail was not accepted, or nobody knows. */
export class SmtpFailure extends Error {
  /**
   * @param fault what Nodemailer reported
   * @param asked the server asked for the mail, and at least some of it left
   * @param handedOver all of it left
   */
  constructor(
    readonly fault: unknown,
    readonly asked: boolean,
    readonly handedOver: boolean,
  ) {
    super('The mail server did not accept a mail.');
  }
}

export class SmtpPool {
  private readonly options: Options;
  private readonly idle: Line[] = [];
  private readonly waiting: (() => void)[] = [];
  private busy = 0;
  private closed = false;

  /** @param url `smtp://user:password@host:port`, or `smtps://` */
  constructor(url: string) {
    this.options = { ...TIMEOUTS, ...parseConnectionUrl(url) };
  }

  /**
   * @param before runs once, when a connection is there and before anything of the mail goes over it
   * @returns what the server answered
   * @throws SmtpFailure, and what `before` throws
   */
  async send(envelope: Envelope, raw: Buffer, before: () => Promise<void>): Promise<string> {
    if (this.busy === MOST_CONNECTIONS) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.busy += 1;
    try {
      return await this.onSome(envelope, raw, before);
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.busy -= 1;
    }
  }

  /** Ends the connections that are idle now, and the others when they are through. */
  close(): void {
    this.closed = true;
    for (const line of this.idle.splice(0)) line.hangUp();
  }

  private async onSome(envelope: Envelope, raw: Buffer, before: () => Promise<void>): Promise<string> {
    let begun: Promise<void> | undefined;
    const once = () => (begun ??= before());
    for (let used = this.idle.pop(); used; used = this.idle.pop()) {
      try {
        return await this.on(used, envelope, raw, once);
      } catch (error) {
        if (!(error instanceof SmtpFailure) || error.asked || hasReply(error.fault)) throw error;
      }
    }
    return this.on(await Line.open(this.options), envelope, raw, once);
  }

  private async on(
    line: Line,
    envelope: Envelope,
    raw: Buffer,
    before: () => Promise<void>,
  ): Promise<string> {
    line.takeUp();
    try {
      await before();
      return await line.send(envelope, raw);
    } finally {
      if (!line.usable || line.mails >= MOST_MAILS || this.closed) line.hangUp();
      else this.keep(line);
    }
  }

  private keep(line: Line): void {
    this.idle.push(line);
    line.whenIdle(() => {
      const index = this.idle.indexOf(line);
      if (index >= 0) this.idle.splice(index, 1);
      line.hangUp();
    });
  }
}

/** One connection. */
class Line {
  mails = 0;
  private alive = true;
  private idleTimer: NodeJS.Timeout | undefined;

  private constructor(private readonly connection: SMTPConnection) {
    connection.on('error', () => (this.alive = false));
    connection.once('end', () => (this.alive = false));
  }

  get usable(): boolean {
    return this.alive;
  }

  /** Connects and signs in. @throws SmtpFailure */
  static open(options: Options): Promise<Line> {
    return new Promise((resolve, reject) => {
      const connection = new SMTPConnection(options);
      const fail = (error: unknown) => {
        connection.close();
        reject(new SmtpFailure(error, false, false));
      };
      connection.on('error', fail);
      connection.once('end', () => afterDetails(() => fail(undefined)));
      connection.connect((error?: unknown) => {
        if (error) return fail(error);
        const { user, pass } = options.auth ?? {};
        const ready = () => resolve(new Line(connection));
        if (user === undefined || !connection.allowsAuth) return ready();
        connection.login({ user, credentials: { user, pass: pass ?? '' } }, (refused) =>
          refused ? fail(refused) : ready(),
        );
      });
    });
  }

  async send(envelope: Envelope, raw: Buffer): Promise<string> {
    this.mails += 1;
    let [asked, handedOver] = [false, false];
    const stream = new Readable({
      read() {
        asked = true;
        this.push(raw);
        this.push(null);
      },
    });
    // Before the dot that ends the mail: from here on nobody knows but the server.
    stream.once('end', () => (handedOver = true));
    try {
      return await new Promise<string>((resolve, reject) => {
        if (!this.alive) return reject(new Error('The connection was closed.'));
        this.connection.once('end', () =>
          afterDetails(() => reject(new Error('The connection was closed.'))),
        );
        this.connection.send({ from: envelope.from, to: [...envelope.to] }, stream, (error, info) => {
          this.connection.removeAllListeners('end').once('end', () => (this.alive = false));
          if (error) reject(error);
          else resolve(info.response);
        });
      });
    } catch (error) {
      await this.afterRefusal(error);
      throw new SmtpFailure(error, asked, handedOver);
    }
  }

  /** It is not idle any more. */
  takeUp(): void {
    clearTimeout(this.idleTimer);
  }

  whenIdle(then: () => void): void {
    this.idleTimer = setTimeout(then, IDLE_MS).unref();
  }

  hangUp(): void {
    clearTimeout(this.idleTimer);
    if (this.alive) this.connection.quit();
    else this.connection.close();
    this.alive = false;
  }

  /** A mail that was refused does not spoil the connection; anything else does. */
  private async afterRefusal(error: unknown): Promise<void> {
    const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
    const onlyTheMail = (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== 421;
    if (this.alive && onlyTheMail) {
      this.alive = await new Promise<boolean>((resolve) => {
        this.connection.once('end', () => resolve(false));
        this.connection.reset((failed) => resolve(!failed && this.alive));
      });
    } else {
      this.alive = false;
    }
  }
}

/** Nodemailer tells of the end of a connection before it tells why. */
function afterDetails(then: () => void): void {
  setTimeout(then, DETAILS_MS);
}

function hasReply(fault: unknown): boolean {
  return typeof (fault as { responseCode?: unknown } | undefined)?.responseCode === 'number';
}
