/** What the machine can do right now: printed beside every result, because a shared machine is never the same twice. */
import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

export interface Probe {
  /** 4 KiB written and made durable, times per second. */
  fsyncPerSecond: number;
  /** Microseconds to touch a page of memory for the first time. */
  pageFaultMicroseconds: number;
  /** Filling memory that is there already. */
  memsetGigabytesPerSecond: number;
  /** Runnable processes, averaged over the last minute. */
  load: number;
}

const PAGES = 16_384;
const PAGE = 4096;
const FSYNCS = 200;

/** @param folder on the disk the databases are on */
export function probe(folder: string): Probe {
  const file = join(folder, 'probe');
  const descriptor = openSync(file, 'w');
  const page = Buffer.alloc(PAGE, 1);
  let began = performance.now();
  for (let index = 0; index < FSYNCS; index += 1) {
    writeSync(descriptor, page, 0, PAGE, index * PAGE);
    fdatasyncSync(descriptor);
  }
  const fsyncPerSecond = FSYNCS / ((performance.now() - began) / 1000);
  closeSync(descriptor);
  rmSync(file);

  const memory = Buffer.allocUnsafeSlow(PAGES * PAGE);
  began = performance.now();
  for (let index = 0; index < memory.length; index += PAGE) memory[index] = 1;
  const pageFaultMicroseconds = ((performance.now() - began) * 1000) / PAGES;
  began = performance.now();
  memory.fill(2);
  const memsetGigabytesPerSecond = memory.length / 1e6 / (performance.now() - began);
  const rounded = (value: number) => Math.round(value * 100) / 100;
  return {
    fsyncPerSecond: Math.round(fsyncPerSecond),
    pageFaultMicroseconds: rounded(pageFaultMicroseconds),
    memsetGigabytesPerSecond: rounded(memsetGigabytesPerSecond),
    load: rounded(loadavg()[0] ?? 0),
  };
}

/** The class of the machine, without its name. */
export function machine(): { cores: number; processor: string; memoryGigabytes: number; node: string } {
  const total = /MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGigabytes: Math.round(Number(total) / 1e6),
    node: process.version,
  };
}
