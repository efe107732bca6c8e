/**
 * The answers a kiosk has taken and not yet sent. They stand in the device's database until the server has said that
 * it has them, so a lost network, a reload or a power cut loses none; each carries its own identifier, so sending it
 * twice is one answer. What cannot be sent is tried again, less and less often.
 */
/* global indexedDB, AbortSignal */

const DATABASE = 'aplauso-kiosk';
const STORE = 'answers';
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
const SEND_TIMEOUT_MS = 20_000;
/** The server has it, or will never take it: there is nothing left to do. */
const SETTLED = [200, 201, 400, 409, 413, 422];

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** The device's database; memory where there is none (a private window). */
async function openStore() {
  try {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(STORE, { keyPath: 'number', autoIncrement: true });
    };
    const database = await done(opening);
    const store = (mode) => database.transaction(STORE, mode).objectStore(STORE);
    return {
      all: () => done(store('readonly').getAll()),
      add: (item) =>
        new Promise((resolve, reject) => {
          const transaction = database.transaction(STORE, 'readwrite');
          transaction.objectStore(STORE).add(item);
          transaction.oncomplete = () => resolve();
          transaction.onabort = () => reject(transaction.error);
        }),
      remove: (number) => done(store('readwrite').delete(number)),
    };
  } catch {
    let items = [];
    let next = 1;
    return {
      all: async () => items,
      add: async (item) => void items.push({ ...item, number: next++ }),
      remove: async (number) => {
        items = items.filter((item) => item.number !== number);
      },
    };
  }
}

/**
 * @param collector whose answers this page may send: those of another one wait for its own page
 * @param address where answers are sent
 * @param changed told how many wait, and whether the last attempt reached the server
 */
export function answerQueue({ collector, address, changed }) {
  const opened = openStore();
  let timer;
  let failures = 0;
  let sending;

  const waiting = async () => (await (await opened).all()).filter((item) => item.collector === collector);

  async function tell(online) {
    changed({ waiting: (await waiting()).length, online });
  }

  async function send({ answer }) {
    const reply = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(answer),
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    });
    if (SETTLED.includes(reply.status)) return;
    const pause = Number(reply.headers.get('Retry-After'));
    throw Object.assign(new Error(`The server said ${reply.status}.`), { pause: pause > 0 ? pause * 1000 : 0 });
  }

  async function work() {
    clearTimeout(timer);
    try {
      for (const item of await waiting()) {
        await send(item);
        await (await opened).remove(item.number);
        failures = 0;
        await tell(true);
      }
    } catch (error) {
      failures += 1;
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);
      timer = setTimeout(flush, Math.max(pause, error.pause ?? 0));
      await tell(false);
    }
  }

  /** Sends what waits, oldest first, one after the other; a second page on the same device waits its turn. */
  function flush() {
    sending ??= (navigator.locks ? navigator.locks.request('aplauso-kiosk', work) : work()).finally(() => {
      sending = undefined;
    });
    return sending;
  }

  window.addEventListener('online', () => {
    failures = 0;
    void flush();
  });

  return {
    /** Resolves once it is kept on the device; sending follows by itself. */
    async add(answer) {
      await (await opened).add({ collector, answer });
      // What is being sent does not hold the new one yet: it follows.
      void Promise.resolve(sending).then(flush);
      await tell(navigator.onLine);
    },
    flush,
    waiting: async () => (await waiting()).length,
  };
}
