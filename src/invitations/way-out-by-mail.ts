/**
 * The second way out of surveys: a mail to an address of its own (RFC 2369). It is offered only where somebody reads
 * mail that comes in; an address that nobody reads would take people's wish and lose it.
 */
import { Injectable } from '@nestjs/common';

@Injectable()
export class WayOutByMail {
  private read: () => Promise<boolean> = () => Promise.resolve(false);

  /** Told by whoever reads incoming mail, in `onModuleInit`. @param read whether anything comes in at present */
  readBy(read: () => Promise<boolean>): void {
    this.read = read;
  }

  /** The domain the address is on; null while nobody would read it. @param senderAddress the configured one */
  async domain(senderAddress: string): Promise<string | null> {
    return (await this.read()) ? senderAddress.slice(senderAddress.lastIndexOf('@') + 1) : null;
  }
}
