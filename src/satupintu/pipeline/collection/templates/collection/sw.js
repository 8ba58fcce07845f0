// Keeps the form and its parts on the phone, so that it opens without signal. Answers are not kept here: see queue.js.
"use strict";

const NAME = "pendataan-{{ version }}";
const ASSETS = {{ assets|safe }};
const PAGES = {{ pages|safe }};
const PATIENCE = 4000; // milliseconds for a page to come by a weak signal before the kept one is shown

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

async function install() {
  const cache = await caches.open(NAME);
  await cache.addAll(ASSETS);
  await Promise.all(PAGES.map((page) => renew(page).catch(() => undefined)));
  await self.skipWaiting();
}

// What an earlier version kept goes only when this one has every page: else the old pages still need their parts.
async function activate() {
  const cache = await caches.open(NAME);
  const has = await Promise.all(PAGES.map((page) => cache.match(page)));
  if (has.every(Boolean)) {
    const names = await caches.keys();
    await Promise.all(
      names.filter((name) => name.startsWith("pendataan-") && name !== NAME).map((name) => caches.delete(name)));
  }
  await self.clients.claim();
}

async function renew(page) {
  const answer = await fetch(page, { redirect: "manual", credentials: "same-origin" });
  if (answer.ok) await (await caches.open(NAME)).put(page, answer.clone());
  return answer;
}

// Asked by a page: to keep what is missing, since somebody is signed in again. Who leaves takes the pages with them
// (portal/session.js).
self.addEventListener("message", (event) => {
  if (event.data === "renew") event.waitUntil(renewMissing());
});

async function renewMissing() {
  const cache = await caches.open(NAME);
  for (const page of PAGES) if (!(await cache.match(page))) await renew(page).catch(() => undefined);
}

async function kept(request) {
  const ours = await (await caches.open(NAME)).match(request);
  return ours || caches.match(request);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (ASSETS.includes(url.pathname)) event.respondWith(kept(url.pathname).then((found) => found || fetch(event.request)));
  else if (event.request.mode === "navigate" && url.pathname.startsWith("{{ scope }}")) event.respondWith(visit(event, url));
});

// The network first, since it knows who is signed in; what is kept where there is none, or a weak one. Other pages, and
// those with a question mark, are about one business: never kept, and without signal the list of forms stands in.
async function visit(event, url) {
  if (!PAGES.includes(url.pathname) || url.search) {
    return fetch(event.request).catch(async (trouble) => (await kept(PAGES[0])) || Promise.reject(trouble));
  }
  const fresh = renewNavigation(event.request, url.pathname);
  event.waitUntil(fresh.catch(() => undefined));
  const old = await kept(url.pathname);
  if (!old) return fresh;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, old));
  const first = await Promise.race([fresh.catch(() => old), late]);
  return first.status >= 500 ? old : first;
}

async function renewNavigation(request, page) {
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await (await caches.open(NAME)).put(page, answer.clone());
  return answer;
}
