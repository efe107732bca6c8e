/** A name server for tests: answers over UDP from a table, as a real one does. */
import { createSocket, type Socket } from 'node:dgram';

export interface Zone {
  txt?: Record<string, readonly string[]>;
  mx?: Record<string, readonly string[]>;
  a?: Record<string, readonly string[]>;
  /** Names that are not answered at all. */
  silent?: readonly string[];
  /** Names about which the server says that it failed. */
  failing?: readonly string[];
}

export interface TestDns {
  /** `127.0.0.1:port` */
  address: string;
  zone: Zone;
  /** Names that were asked for. */
  asked: string[];
  close(): Promise<void>;
}

const [A, MX, TXT] = [1, 15, 16];
const [NO_ERROR, SERVER_FAILED, NO_SUCH_NAME] = [0, 2, 3];

export async function startDns(zone: Zone): Promise<TestDns> {
  const socket = createSocket('udp4');
  const server: TestDns = { address: '', zone, asked: [], close: () => closed(socket) };
  socket.on('message', (query, from) => {
    const { name, type, end } = questionOf(query);
    server.asked.push(name);
    if (server.zone.silent?.includes(name)) return;
    socket.send(reply(query, end, type, name, server.zone), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  server.address = `127.0.0.1:${socket.address().port}`;
  return server;
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}

function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function reply(query: Buffer, end: number, type: number, name: string, zone: Zone): Buffer {
  const values = valuesOf(type, name, zone);
  const isKnown = [zone.txt, zone.mx, zone.a].some((table) => table?.[name] !== undefined);
  const code = zone.failing?.includes(name) ? SERVER_FAILED : isKnown ? NO_ERROR : NO_SUCH_NAME;
  const answers = code === NO_ERROR ? values : [];
  const header = Buffer.alloc(12);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  header.writeUInt16BE(0x8580 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  const records = answers.map((data) => {
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(60, 6);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([record, data]);
  });
  return Buffer.concat([header, query.subarray(12, end), ...records]);
}

function valuesOf(type: number, name: string, zone: Zone): Buffer[] {
  if (type === TXT) return (zone.txt?.[name] ?? []).map(textData);
  if (type === A) return (zone.a?.[name] ?? []).map((address) => Buffer.from(address.split('.').map(Number)));
  if (type === MX)
    return (zone.mx?.[name] ?? []).map((host, index) =>
      Buffer.concat([Buffer.from([0, 10 * index]), nameData(host)]),
    );
  return [];
}

/** Texts travel in pieces of at most 255 bytes. */
function textData(text: string): Buffer {
  const pieces = text.match(/[^]{1,255}/g) ?? [''];
  return Buffer.concat(
    pieces.map((piece) => Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece)])),
  );
}

function nameData(host: string): Buffer {
  const labels = host.split('.').filter(Boolean);
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}
