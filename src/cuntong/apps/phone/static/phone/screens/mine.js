// 我的: what waits, what a person has to look at, this phone and the others, and signing out.

import { el, show, tell } from "../dom.js";
import { button, enter, head } from "./parts.js";
import * as pack from "../pack.js";
import * as queue from "../queue.js";
import * as store from "../store.js";
import * as sync from "../sync.js";
import { isSealing } from "../vault.js";
import { moment, word } from "../words.js";

const SHOWN = 60;
let me = null;
let part = "";

export async function open([wanted = ""]) {
  part = wanted;
  me = await store.fact("me");
  await draw();
}

export const refresh = () => { if (part !== "station") draw(); };

async function draw() {
  if (part === "station") return chooseStation();
  const waiting = queue.queued();
  const done = queue.all().filter((one) => one.state === queue.DONE && !queue.needsRewriting(one)).reverse().slice(0, SHOWN);
  const open = queue.open();
  const others = fromElsewhere();
  show(
    head(me?.name ?? word("mine"), me ? word("on-phone", { phone: me.handset_name }) : ""),
    open.length + others.length > 0 && el("section", { class: "open" }, el("h2", {}, word("needs-you", { count: open.length + others.length })), open.map(openEntry), others.map(openEntry)),
    el("h2", {}, word("waiting", { count: waiting.length })),
    waiting.length ? el("ul", { class: "entries" }, waiting.map(entryLine)) : el("p", { class: "quiet" }, word("nothing-waits")),
    waiting.length > 0 && button(word("send-now"), sync.sync, "wide"),
    el("details", { class: "more" }, el("summary", {}, word("done-today", { count: done.length })), el("ul", { class: "entries" }, done.map(entryLine))),
    el("details", { class: "more", ontoggle: (event) => event.target.open && showPhones(event.target) }, el("summary", {}, word("my-phones")), el("div", { id: "phones" })),
    me?.stations?.length > 1 && el("a", { class: "button wide", href: "#/mine/station" }, word("other-station")),
    !isSealing && el("p", { class: "notice notice-look" }, word("not-sealed")),
    button(word("sign-out"), signOut, "wide"),
  );
}

/** What was not accepted from another phone, or before this one was set up anew. */
function fromElsewhere() {
  const known = new Set(queue.all().flatMap((one) => [one.id, one.answer?.kept, one.kind === "phone.settle" ? one.body.entry : ""]));
  return pack.rows("entry").filter((one) => !known.has(one.entry))
    .map((one) => ({ ...one, id: one.entry, madeAt: one.made_at, label: `${word(`kind-${one.kind}`)} ${one.body?.number ?? ""}` }));
}

const MARKS = { QUEUED: "queued", DONE: "done", CONFLICT: "look", REFUSED: "wrong" };

function entryLine(one) {
  return el("li", { class: `entry ${MARKS[one.state]}`, "data-state": one.state },
    el("b", {}, one.label || word(`kind-${one.kind}`)),
    el("span", { class: "quiet" }, `${word(`state-${one.state}`)} · ${moment(one.madeAt)}`),
    one.state === queue.QUEUED && one.tries > 1 && el("span", {}, word("tried", { count: one.tries, why: one.reason ?? "" })));
}

function openEntry(one) {
  if (queue.needsRewriting(one)) {
    return el("article", { class: "card" }, el("p", {}, word("rewrite", { written: one.written })), el("p", { class: "code" }, one.answer.code),
      button(word("rewritten"), () => queue.settled(one), "main"));
  }
  const note = el("input", { id: `note-${one.id}`, maxlength: 200, autocomplete: "off" });
  return el("article", { class: "card", "data-state": one.state },
    el("p", {}, el("b", {}, one.label || word(`kind-${one.kind}`)), ` · ${moment(one.madeAt)}`),
    el("p", { class: "flag wrong" }, word(`state-${one.state}`)),
    el("p", {}, one.reason),
    el("label", { for: `note-${one.id}` }, word("how-settled")), note,
    button(word("settle"), async () => {
      if (!note.value.trim()) return tell(word("say-how"), "wrong");
      if (await enter("phone.settle", { entry: one.answer?.kept ?? one.id, note: note.value.trim() }, { label: word("settled") })) {
        note.value = "";
        if (one.seq) await queue.settled(one);
      }
    }, "main"));
}

async function showPhones(place) {
  const box = place.querySelector("#phones");
  try {
    const phones = await sync.ownHandsets();
    box.replaceChildren(...phones.map((one) => el("article", { class: "card", "data-handset": one.id },
      el("p", {}, el("b", {}, one.name), one.is_this ? ` · ${word("this-phone")}` : ""),
      el("p", { class: "quiet" }, word("last-seen", { at: moment(one.seen_at), count: one.waiting_count })),
      !one.is_this && button(word("end-phone"), async () => { await sync.revoke(one.id); tell(word("phone-ended")); await showPhones(place); }))));
  } catch {
    box.replaceChildren(el("p", {}, word("needs-network")));
  }
}

function chooseStation() {
  show(head(word("which-station")), el("div", { class: "choices" }, (me?.stations ?? []).map((one) =>
    button(`${one.name} · ${one.place}`, async () => {
      await store.setFact("station", one.id);
      location.hash = "#/";
      location.reload();
    }, "wide"))));
}

async function signOut() {
  const waiting = queue.queued().length;
  if (waiting && !confirm(word("sign-out-loses", { count: waiting }))) return;
  try {
    await sync.signOut();
    location.replace(document.body.dataset.app);
  } catch {
    tell(word("needs-network"), "wrong");
  }
}
