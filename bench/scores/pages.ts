/** The pages of one employee and of the organization over HTTP, asked for in turns at two sizes of history. */
import { join } from 'node:path';
import { Users } from '../../src/access';
import { environment, openProduct } from '../support/product';
import { Server } from '../support/server';

const ROOT = join(__dirname, '../../..');
const EMAIL = 'hr@aguaclara.example';
const PASSWORD = 'a long password of a benchmark';

export const PAGES = {
  'page of an employee': '/employees/7',
  'page of the organization': '/dashboard',
} as const;
export type PageName = keyof typeof PAGES;

export class Reader {
  private constructor(
    private readonly server: Server,
    private readonly cookie: string,
  ) {}

  /** Starts the product on a database and signs in somebody who may see everybody's results. */
  static async start(url: string): Promise<Reader> {
    const product = await openProduct(url);
    const roles = [{ role: 'hr', scope: 'all' }] as const;
    await product
      .get(Users)
      .create({ email: EMAIL, name: 'HR', password: PASSWORD, locale: 'es', roles: [...roles] });
    await product.close();
    const server = await Server.start(() => [join(ROOT, 'dist/src/main.js')], environment(url));
    const reply = await fetch(`${server.address}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ email: EMAIL, password: PASSWORD }),
    });
    const cookie = reply.headers.getSetCookie().map((one) => one.split(';')[0]).join('; '); // prettier-ignore
    return new Reader(server, cookie);
  }

  /** @returns milliseconds until the whole page was there */
  async milliseconds(path: string): Promise<number> {
    const began = performance.now();
    const reply = await fetch(`${this.server.address}${path}`, {
      // A server that waited long for the other one may let go of a connection at the moment it is used again.
      headers: { cookie: this.cookie, connection: 'close' },
      redirect: 'manual',
    });
    const { length } = await reply.text();
    if (reply.status !== 200 || length < 2000)
      throw new Error(`${path} was answered with ${reply.status} and ${length} characters.`);
    return performance.now() - began;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
