// Sends what is queued and fetches what changed. It runs in the window, or in the service worker when no window is open.
//
// An answer may be lost and the server may die: what is not answered stays in the queue and goes out again under its id.

import * as pack from "./pack.js";
import * as queue from "./queue.js";
import * as store from "./store.js";

const BATCH = 50;
const ANSWER_SECONDS = 180; // when a whole county returns at once, the last one waits
const PAUSES_SECONDS = [5, 15, 60, 300];
export const SYNC_TAG = "cuntong-queue";

/** What the line at the top says. `network`: online, offline, sending, signed-out, broken. */
export const state = { network: "offline", sent: 0, total: 0, at: null, clockOffset: 0, problem: "" };
export const changes = new EventTarget();
let failures = 0;
let timer = null;

/** The phone was ended by the office or from another phone. */
export class Ended extends Error {}
/** The session is over: what is queued stays, and goes out after the next sign-in. */
export class SignedOut extends Error {}

function note(values) {
  Object.assign(state, values);
  changes.dispatchEvent(new Event("change"));
}

async function token() {
  const cookie = globalThis.document?.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (cookie) await store.setFact("csrf", cookie);
  return cookie ?? (await store.fact("csrf")) ?? "";
}

async function call(path, { method = "GET", json, bytes } = {}) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = await token();
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (bytes !== undefined) headers["Content-Type"] = "image/jpeg";
  const response = await fetch(`/api/phone/${path}`, {
    method, headers, credentials: "same-origin", redirect: "error",
    body: json !== undefined ? JSON.stringify(json) : bytes,
    signal: AbortSignal.timeout?.(ANSWER_SECONDS * 1000),
  });
  if (response.status === 410) throw new Ended();
  if (response.status === 401) throw new SignedOut();
  return response;
}

/** A call whose answer must be good; a refusal is an error with the server's words. */
async function answered(path, options) {
  let response = await call(path, options);
  if (response.status === 428 && path !== "handset") {
    await signIn();
    response = await call(path, options);
  }
  if (!response.ok) {
    const said = await response.json().catch(() => ({}));
    throw Object.assign(new Error(said.detail ?? String(response.status)), { status: response.status });
  }
  return response.status === 204 ? null : response.json();
}

/** Registers this phone for whoever is signed in, and learns who that is. */
export async function signIn() {
  let id = await store.fact("handset");
  if (!id) {
    const { newId } = await import("./vault.js");
    await store.setFact("handset", (id = newId()));
  }
  const me = await answered("handset", { method: "POST", json: { id, name: deviceName() } });
  const before = await store.fact("me");
  await store.setFact("me", me);
  const station = await store.fact("station");
  if (!me.stations.some((one) => one.id === station)) await store.setFact("station", me.stations.length === 1 ? me.stations[0].id : null);
  return { me, isNew: !before };
}

function deviceName() {
  const agent = navigator.userAgent;
  const model = agent.match(/Android [\d.]+; ([^;)]+)/)?.[1] ?? agent.match(/iPhone|iPad|Windows|Macintosh|Linux/)?.[0] ?? "";
  return model.replace(/ Build\/.*/, "").slice(0, 60);
}

/** One round: pictures, entries, pack. Only one runs at a time, in whatever window. */
export async function sync() {
  clearTimeout(timer);
  if (navigator.locks) return navigator.locks.request("cuntong-sync", { ifAvailable: true }, (lock) => (lock ? round() : undefined));
  return round();
}

async function round() {
  try {
    await store.open();
    if (!(await store.fact("me"))) await signIn();
    await queue.load();
    await sendAll();
    await fetchPack();
    failures = 0;
    note({ network: "online", at: new Date().toISOString(), problem: "" });
    if (queue.queued().length) again();
  } catch (error) {
    if (error instanceof Ended) return ended();
    if (error instanceof SignedOut) return note({ network: "signed-out" });
    if (error instanceof store.StorageFull) return note({ network: "full" });
    const isOffline = error instanceof TypeError || ["TimeoutError", "AbortError"].includes(error?.name);
    note({ network: isOffline ? "offline" : "broken", problem: isOffline ? "" : String(error.message ?? error) });
    again();
  }
}

function again() {
  const pause = PAUSES_SECONDS[Math.min(failures++, PAUSES_SECONDS.length - 1)];
  if (globalThis.document) timer = setTimeout(sync, pause * 1000);
}

async function sendAll() {
  const waiting = queue.queued();
  note({ network: "sending", sent: 0, total: waiting.length });
  for (let first = 0; first < waiting.length; first += BATCH) {
    const batch = waiting.slice(first, first + BATCH);
    for (const id of batch.flatMap((one) => one.photos)) await sendPhoto(id);
    const { answers, clock_offset_seconds: offset } = await answered("entries", { method: "POST", json: posted(batch, waiting.length - first) });
    await queue.answered(answers);
    note({ sent: first + batch.length, clockOffset: offset });
    if (answers.some((one) => one.state === "LATER")) break; // what follows may build on it
  }
}

const posted = (entries, waiting) => ({
  clock: new Date().toISOString(),
  waiting,
  entries: entries.map(({ id, kind, madeAt, body }) => ({ id, kind, made_at: madeAt, body })),
});

async function sendPhoto(id) {
  const kept = await store.photo(id);
  if (!kept || kept.isSent) return;
  await answered(`photos/${id}`, { method: "PUT", bytes: kept.bytes });
  await store.notePhotoSent(id);
}

async function fetchPack() {
  const station = (await store.fact("station")) ?? null;
  const accepted = queue.all().filter((one) => one.isInPack === false).map((one) => one.seq);
  await pack.load();
  const found = await answered("pack", { method: "POST", json: { station, known: pack.known() } });
  await pack.apply(found);
  await store.setFact("numbers", found.numbers);
  await queue.noteInPack(accepted);
}

/** What a revoked phone still has goes to the office, as not accepted; then nothing stays here. */
async function ended() {
  await queue.load();
  const waiting = queue.queued();
  for (let first = 0; first < waiting.length; first += BATCH) {
    const batch = waiting.slice(first, first + BATCH);
    await fetch("/api/phone/surrender", {
      method: "POST", headers: { "Content-Type": "application/json" }, credentials: "same-origin",
      body: JSON.stringify(posted(batch, waiting.length - first)),
    }).catch(() => {});
  }
  await wipe();
  note({ network: "ended", total: waiting.length });
}

/** Leaves nothing of person and day on the phone; the app itself stays. */
export async function wipe() {
  await store.wipe();
  globalThis.sessionStorage?.clear();
}

export async function signOut() {
  await answered("sign-out", { method: "POST", json: {} }).catch((error) => {
    if (!(error instanceof SignedOut || error instanceof Ended)) throw error;
  });
  await wipe();
}

export const ownHandsets = () => answered("handsets");
export const revoke = (id) => answered(`handsets/${id}/revoke`, { method: "POST", json: {} });

/** Asks the browser to send once there is network, also after the window was closed; where it cannot, the window does. */
export async function sendWhenPossible() {
  const registration = await navigator.serviceWorker?.ready.catch(() => null);
  await registration?.sync?.register(SYNC_TAG).catch(() => {});
  return sync();
}
