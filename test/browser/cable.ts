/** The network between a screen and the server, which a test pulls out and plugs in again. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export class Cable {
  private readonly ends = new Set<Socket>();
  private state: 'whole' | 'cut' | 'silent' = 'whole';

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  /** @param port where the server listens on this machine */
  static lay(port: number): Promise<Cable> {
    return new Promise((resolve, reject) => {
      const server = createServer((near) => cable.carry(near, port));
      let cable: Cable;
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        const laid = typeof address === 'object' && address ? address.port : 0;
        resolve((cable = new Cable(server, `http://127.0.0.1:${laid}`)));
      });
    });
  }

  /** Every connection breaks, and new ones are refused. */
  cut(): void {
    this.state = 'cut';
    this.drop();
  }

  /** Nobody is told anything: connections stay open for the screen, and carry nothing ever again. */
  silence(): void {
    this.state = 'silent';
    for (const end of this.ends) {
      end.unpipe();
      end.pause();
    }
  }

  /** New connections work again. */
  mend(): void {
    this.state = 'whole';
  }

  close(): Promise<void> {
    this.drop();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private carry(near: Socket, port: number): void {
    this.hold(near);
    if (this.state === 'cut') near.destroy();
    if (this.state !== 'whole') return;
    const far = connect(port, '127.0.0.1');
    this.hold(far);
    near.pipe(far).pipe(near);
  }

  private hold(end: Socket): void {
    this.ends.add(end);
    end.on('error', () => end.destroy());
    end.on('close', () => this.ends.delete(end));
  }

  private drop(): void {
    for (const end of this.ends) end.destroy();
  }
}
