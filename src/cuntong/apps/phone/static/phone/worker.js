// The service worker: the app's files are on the phone, and what is queued goes out when the network returns.

import * as queue from "./queue.js";
import { SYNC_TAG, sync } from "./sync.js";

const LATER = "cuntong-scanner";

export function start({ version, shell, later }) {
  const cacheName = `cuntong-${version}`;
  const kept = new Set(shell);
  const scanner = new Set(later);

  self.addEventListener("install", (event) => event.waitUntil(fill(cacheName, shell).then(() => self.skipWaiting())));

  self.addEventListener("activate", (event) => event.waitUntil(dropOthers(cacheName).then(() => self.clients.claim())));

  self.addEventListener("fetch", (event) => {
    const { pathname, origin } = new URL(event.request.url);
    if (event.request.method !== "GET" || origin !== self.location.origin) return;
    if (kept.has(pathname)) event.respondWith(fromCache(cacheName, pathname, event.request));
    else if (scanner.has(pathname)) event.respondWith(fromCache(LATER, pathname, event.request));
  });

  self.addEventListener("sync", (event) => {
    if (event.tag === SYNC_TAG) event.waitUntil(sendInBackground());
  });

  self.addEventListener("message", (event) => {
    if (event.data === "keep-scanner") event.waitUntil(fillMissing(LATER, later));
  });
}

/** All files or none: a half-filled cache would be a broken app. Straight from the server, past the browser's own cache. */
async function fill(name, addresses) {
  const cache = await caches.open(name);
  await cache.addAll(addresses.map((address) => new Request(address, { cache: "reload" })));
}

async function fillMissing(name, addresses) {
  const cache = await caches.open(name);
  for (const address of addresses) if (!(await cache.match(address))) await cache.add(address);
}

async function dropOthers(name) {
  const names = await caches.keys();
  await Promise.all(names.filter((one) => one.startsWith("cuntong-") && one !== name && one !== LATER).map((one) => caches.delete(one)));
}

async function fromCache(name, pathname, request) {
  const found = await caches.match(pathname, { cacheName: name });
  return found ?? fetch(request);
}

/** An open window sends for itself; otherwise this does, and fails so that the browser tries again. */
async function sendInBackground() {
  const windows = await self.clients.matchAll({ type: "window" });
  if (windows.length) return windows.forEach((one) => one.postMessage("send"));
  await sync();
  if (queue.queued().length) throw new Error("entries are waiting");
}
