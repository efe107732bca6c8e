/** The parts of the IMAP server for tests that we use; it comes without types. */
declare module 'hoodiecrow-imap' {
  import type { Server } from 'node:net';

  interface StoredMail {
    raw: string;
    flags?: string[];
    uid?: number;
  }
  interface StoredFolder {
    uidvalidity?: number;
    uidnext?: number;
    messages: StoredMail[];
  }
  interface ImapServer {
    server: Server;
    listen(port: number, host: string, listening: () => void): void;
    close(closed: () => void): void;
    getMailbox(path: string): StoredFolder;
    appendMessage(mailbox: string, flags: string[], internaldate: string | false, raw: string): unknown;
    connectionHandlers: unknown[];
    users: Record<string, { password: string }>;
  }
  function hoodiecrow(options: { plugins?: string[]; storage?: Record<string, object> }): ImapServer;
  export = hoodiecrow;
}
