/**
 * Keeps the kiosk's page and its files on the device, so that it opens without a network. Pages are asked of the
 * server first; files whose address changes with their content are taken from the device.
 */
/* global self, caches, URL, AbortSignal, Response */
const CACHE = 'aplauso-kiosk';
const PATIENCE_MS = 4_000;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

/** The page says what it is made of; what an earlier one was made of goes. */
self.addEventListener('message', (event) => {
  const { keep } = event.data ?? {};
  if (!Array.isArray(keep)) return;
  event.waitUntil(
    caches.open(CACHE).then(async (cache) => {
      const wanted = new Set(keep.map((path) => new URL(path, self.location.origin).href));
      for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
      await Promise.all(
        [...wanted].map(async (url) => {
          if (await cache.match(url)) return;
          const reply = await fetch(url, { credentials: 'omit' });
          if (reply.ok) await cache.put(url, reply);
        }),
      );
      event.source?.postMessage({ kept: true });
    }),
  );
});

async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const reply = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (reply.ok) await cache.put(request.url, reply.clone());
    // A key that opens nothing any more opens nothing from here either.
    if (reply.status === 404 || reply.status === 410) await cache.delete(request.url);
    return reply.status >= 500 ? ((await cache.match(request.url)) ?? reply) : reply;
  } catch {
    return (await cache.match(request.url)) ?? (await cache.match(request.url, { ignoreSearch: true })) ?? Response.error();
  }
}

async function file(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const reply = await fetch(request);
  if (reply.ok) await cache.put(request.url, reply.clone());
  return reply;
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate' && pathname.startsWith('/k/')) event.respondWith(page(request));
  else if (/^\/(assets|brand)\//.test(pathname)) event.respondWith(file(request));
});
