// Starts the app: the phone's database, the screens by address (#/receive), the line at the top, the scanners.

import * as counter from "./counter.js";
import { el, isTyping, quiet, show, tell } from "./dom.js";
import * as pack from "./pack.js";
import * as queue from "./queue.js";
import * as rounds from "./rounds.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { moment, word } from "./words.js";

const { app: HOME, signIn: SIGN_IN } = document.body.dataset;
const LOW_SPACE_BYTES = 30e6;
const WRONG_CLOCK_SECONDS = 120;
const SCREENS = {
  receive: () => import("./screens/receive.js"),
  shelve: () => import("./screens/shelve.js"),
  "hand-out": () => import("./screens/hand_out.js"),
  back: () => import("./screens/back.js"),
  notices: () => import("./screens/notices.js"),
  send: () => import("./screens/send.js"),
  services: () => import("./screens/services.js"),
  inspect: () => import("./screens/inspect.js"),
  problems: () => import("./screens/problems.js"),
  drive: () => import("./screens/drive.js"),
  parcel: () => import("./screens/parcel.js"),
  mine: () => import("./screens/mine.js"),
};
let current = null;
let me = null;

// --- Screens ---

async function go() {
  const [name = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  quiet();
  for (const one of document.querySelectorAll(".bar a")) {
    one.toggleAttribute("aria-current", one.dataset.place === (name === "mine" ? "mine" : "home"));
  }
  current = name in SCREENS ? await SCREENS[name]() : home;
  await current.open(rest);
  scrollTo(0, 0);
}

const home = {
  open() {
    document.getElementById("screen").replaceChildren(document.getElementById("home").content.cloneNode(true));
    home.refresh();
  },
  refresh() {
    for (const one of document.querySelectorAll("#screen [data-for]")) one.hidden = !isFor(one.dataset.for);
    const all = counter.parcels();
    count("coming", counter.coming(all).length);
    count("to-shelve", counter.toShelve(all).length);
    count("waiting", counter.waiting(all).length);
    count("to-send", counter.toSend(all).length);
    count("visits", rounds.visits().filter((one) => one.state !== "FINISHED").length);
    count("problems", rounds.problems().length);
    count("trips", rounds.trips().length);
  },
};

/** Whether a tile is for whoever is signed in; before that is known the keeper's stand there. */
function isFor(what) {
  if (!me) return what === "COUNTER";
  if (what === "COUNTER") return me.rights.includes("SCAN") && !me.rights.includes("DRIVE") && me.stations.length > 0;
  if (what === "PROBLEMS") return rounds.problems().length > 0;
  return me.rights.includes(what);
}

function count(name, number) {
  const place = document.querySelector(`#screen [data-count="${name}"]`);
  if (place && number) place.textContent = word(`count-${name}`, { count: number });
}

function refresh() {
  if (!isTyping()) current?.refresh?.();
  tellOutcome();
  const open = queue.open().length;
  const badge = document.getElementById("mine-count");
  badge.hidden = !open;
  badge.textContent = open ? word("count-open", { count: open }) : "";
  showNetwork();
}

/** What was said to be queued is said to be done once the server has said so. */
function tellOutcome() {
  const notice = document.querySelector("#notices [data-entry]");
  const entry = notice && queue.all().find((one) => one.id === notice.dataset.entry);
  if (!entry || entry.state === queue.QUEUED) return;
  delete notice.dataset.entry;
  const isDone = entry.state === queue.DONE && !queue.needsRewriting(entry);
  notice.className = `notice notice-${isDone ? "done" : "look"}`;
  notice.querySelector("p").textContent = word(isDone ? "done-now" : "look-now", { label: entry.label });
}

// --- The line at the top tells the truth about the network ---

function showNetwork() {
  const waiting = queue.queued().length;
  const { network, sent, total, at, problem } = sync.state;
  const values = { count: waiting, sent: Math.min(sent + 1, total), total, why: problem, at: at ? moment(at) : "" };
  const said = network === "online" ? (waiting ? "waiting-online" : "online")
    : network === "sending" ? (total ? "sending" : "online")
    : network === "offline" ? (waiting ? "offline-waiting" : "offline")
    : network;
  const line = document.getElementById("network");
  line.dataset.state = network;
  line.querySelector(".words").textContent = word(`network-${said}`, values);
  document.getElementById("place").textContent = me?.stations?.find((one) => one.id === me.station)?.name ?? "";
  if (network === "signed-out") askToSignIn(waiting);
  if (network === "ended") leave(total);
  if (Math.abs(sync.state.clockOffset) >= WRONG_CLOCK_SECONDS && network === "online") warnOfClock(sync.state.clockOffset);
}

function askToSignIn(waiting) {
  const address = `${SIGN_IN}?next=${encodeURIComponent(location.pathname)}`;
  if (!me) return location.assign(address);
  const notice = document.getElementById("notices");
  if (notice.querySelector("[data-sign-in]")) return;
  tell(word("sign-in-again", { count: waiting }), "look");
  const link = Object.assign(document.createElement("a"), { href: address, textContent: word("sign-in"), className: "button" });
  link.dataset.signIn = "";
  notice.firstElementChild.append(link);
}

/** Nothing of the day is left: what happened, and the way to sign in anew. */
function leave(left) {
  if (!current) return;
  current = null;
  me = null;
  document.getElementById("place").textContent = "";
  document.querySelector(".bar").hidden = true;
  quiet();
  show(el("h1", {}, word("network-ended")), el("p", {}, word("ended", { count: left })),
    el("a", { class: "button main wide", href: `${SIGN_IN}?next=${encodeURIComponent(HOME)}` }, word("sign-in")));
}

let isClockTold = false;
function warnOfClock(offset) {
  if (isClockTold) return;
  isClockTold = true;
  tell(word(offset > 0 ? "clock-slow" : "clock-fast", { minutes: Math.round(Math.abs(offset) / 60) }), "look");
}

async function warnOfSpace() {
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota && quota - usage < LOW_SPACE_BYTES) tell(word("space-low", { mb: Math.floor((quota - usage) / 1e6) }), "look");
}

// --- Scanners ---

async function scanned(text) {
  const typed = String(text).trim();
  if (!typed) return;
  if (current?.scanned) return current.scanned(typed);
  location.hash = `#/parcel/${encodeURIComponent(typed)}`;
}

async function scanByCamera() {
  const camera = await import("./screens/camera.js");
  await camera.scan({ each: scanned, isRepeating: Boolean(current?.isRepeating) });
}

/** A hand scanner is a keyboard: quick keys that end with Enter, wherever the focus is but in a box. */
function listenToKeys() {
  let typed = "";
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.target.closest?.("input, textarea, select") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.timeStamp - last > 1000) typed = "";
    last = event.timeStamp;
    if (event.key === "Enter" && typed.length >= 4) {
      event.preventDefault();
      scanned(typed);
      typed = "";
    } else if (event.key.length === 1) typed += event.key;
  });
}

// --- Start ---

async function keepOnPhone() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", (event) => { if (event.data === "send") sync.sync(); });
  await navigator.serviceWorker.register(`${HOME}sw.js`, { type: "module", scope: HOME, updateViaCache: "none" });
  const ready = await navigator.serviceWorker.ready;
  const later = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 3000));
  later(() => ready.active?.postMessage("keep-scanner"));
}

async function learnWhoThisIs() {
  const known = await store.fact("me");
  me = known ? { ...known, station: await store.fact("station") } : null;
}

async function begin() {
  await store.open();
  await learnWhoThisIs();
  await Promise.all([queue.load(), pack.load()]);
  addEventListener("hashchange", go);
  document.getElementById("scan").addEventListener("click", scanByCamera);
  document.querySelector("[data-language]").addEventListener("click", (event) => {
    document.cookie = `django_language=${event.target.dataset.language}; path=/; samesite=lax`;
    event.target.href = event.target.href.split("#")[0] + location.hash;
  });
  listenToKeys();
  await go();
  queue.changes.addEventListener("change", refresh);
  queue.changes.addEventListener("added", sync.sendWhenPossible);
  sync.changes.addEventListener("change", async () => { if (!me) await learnWhoThisIs().catch(() => {}); refresh(); });
  addEventListener("online", sync.sync);
  addEventListener("offline", () => { sync.state.network = "offline"; refresh(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sync.sync(); });
  document.documentElement.dataset.ready = "";
  await sync.sync();
  await learnWhoThisIs();
  if (me && !me.station && me.stations.length) location.hash = "#/mine/station";
  refresh();
  warnOfSpace();
}

begin().catch((error) => tell(word("broken", { why: String(error?.message ?? error) }), "wrong"));
keepOnPhone().catch(() => {});
