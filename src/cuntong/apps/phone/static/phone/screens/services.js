// 便民服务: one short form for each service, the day's journal, and the cash count in the evening.

import { el, show, tell } from "../dom.js";
import * as pack from "../pack.js";
import * as queue from "../queue.js";
import { moment, word } from "../words.js";
import { button, enter, head, station } from "./parts.js";

const WITH_MONEY = new Set(["AGENCY_BUYING", "AGENCY_SELLING", "CASH_WITHDRAWAL", "CASH_DEPOSIT", "BILL_PAYMENT", "GROUP_BUYING", "CONSIGNMENT"]);
const NAMED = new Set(["AGENCY_BUYING", "AGENCY_SELLING", "CASH_WITHDRAWAL", "CASH_DEPOSIT", "GROUP_BUYING", "JOB_INTRODUCTION", "CONSIGNMENT"]);
const AS_AGENT = new Set(["CASH_WITHDRAWAL", "CASH_DEPOSIT"]);
let part = "";

export function open([wanted = ""]) {
  part = wanted;
  draw();
}

export const refresh = () => { if (!part || part === "journal") draw(); };

function draw() {
  if (part === "journal") return journal();
  if (part === "close") return close();
  if (pack.row(`service:${part}`)) return form(part);
  all();
}

function all() {
  const kinds = pack.rows("service").sort((a, b) => Number(b.offered) - Number(a.offered) || a.place - b.place);
  if (!kinds.length) return show(head(word("services"), word("services-none")));
  show(head(word("services")),
    el("div", { class: "tiles" }, kinds.map((one) => el("a", { class: "tile tile-small", href: `#/services/${one.kind}` }, word(`service-${one.kind}`)))),
    el("p", { class: "links" }, el("a", { href: "#/services/journal" }, word("journal")), el("a", { href: "#/services/close" }, word("close-day"))));
}

// --- One service ---

const box = (id, attributes = {}) => el("input", { id, name: id, autocomplete: "off", ...attributes });
const labelled = (text, input) => [el("label", { for: input.id }, text), input];

function form(kind) {
  const amount = box("amount", { inputmode: "decimal", pattern: "\\d{1,7}([.]\\d{1,2})?", required: WITH_MONEY.has(kind) });
  const commission = box("commission", { inputmode: "decimal", pattern: "\\d{1,5}([.]\\d{1,2})?" });
  const subject = box("subject", { maxlength: 80, required: ["INFORMATION", "JOB_INTRODUCTION", "CONSIGNMENT"].includes(kind) });
  const name = box("name", { maxlength: 40 });
  const phone = box("phone", { inputmode: "tel", maxlength: 20, pattern: "1\\d{10}|0\\d{2,3}-?\\d{7,8}" });
  const paid = el("select", { id: "paid" }, ["CASH", "WALLET", "LATER"].map((one) => el("option", { value: one }, word(`paid-${one}`))));
  const groups = kind === "GROUP_BUYING" ? pack.rows("group") : [];
  const group = el("select", { id: "group", required: true }, groups.map((one) => el("option", { value: one.group }, `${one.goods} · ${one.price} ${word("yuan")}`)));
  if (kind === "GROUP_BUYING" && !groups.length) return show(way(kind), el("p", {}, word("no-groups")));
  const one = el("form", { class: "stack" },
    groups.length > 0 && labelled(word("group"), group),
    WITH_MONEY.has(kind) && labelled(`${word("amount")}（${word("yuan")}）`, amount),
    WITH_MONEY.has(kind) && !AS_AGENT.has(kind) && labelled(word("paid"), paid),
    labelled(word(`subject-${kind}`), subject),
    NAMED.has(kind) && [...labelled(word("person-name"), name), ...labelled(word("person-phone"), phone)],
    WITH_MONEY.has(kind) && labelled(`${word("commission")}（${word("yuan")}）`, commission),
    el("button", { class: "button main wide" }, word("record")));
  one.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = {
      station: await station(), kind, subject: subject.value.trim(),
      ...(amount.value && { amount_yuan: amount.value }), ...(commission.value && { commission_yuan: commission.value }),
      ...(WITH_MONEY.has(kind) && !AS_AGENT.has(kind) && { paid_by: paid.value }),
      ...(name.value.trim() && { name: name.value.trim() }), ...(phone.value.trim() && { phone: phone.value.trim() }),
      ...(groups.length && { group_order: Number(group.value) }),
    };
    const label = [word(`service-${kind}`), amount.value && `${amount.value} ${word("yuan")}`].filter(Boolean).join(" ");
    if (!(await enter("services.record", body, { label }))) return;
    one.reset();
    location.hash = "#/services";
  });
  show(way(kind), one);
}

const way = (kind) => el("header", { class: "head" }, el("a", { class: "back", href: "#/services" }, word("back")), el("h1", {}, word(`service-${kind}`)));

// --- The day ---

function journal() {
  const known = pack.rows("journal").sort((a, b) => b.number - a.number);
  const waiting = queue.queued().filter((one) => one.kind === "services.record").reverse();
  show(
    el("header", { class: "head" }, el("a", { class: "back", href: "#/services" }, word("back")), el("h1", {}, word("journal"))),
    el("ul", { class: "entries" }, waiting.map((one) => el("li", { class: "entry queued" }, el("b", {}, one.label), el("span", { class: "quiet" }, `${word("state-QUEUED")} · ${moment(one.madeAt)}`)))),
    el("div", { class: "cards" }, known.map((one) => el("article", { class: "card" },
      el("p", {}, el("b", {}, `${one.number} · ${word(`service-${one.kind}`)} ${one.amount}`)),
      el("p", { class: "quiet" }, [one.person, one.subject, moment(one.made_at)].filter(Boolean).join(" · ")),
      one.reversible && reversal(one)))),
    !known.length && !waiting.length && el("p", { class: "quiet" }, word("journal-none")),
  );
}

function reversal(entry) {
  const reason = box(`reason-${entry.entry}`, { maxlength: 200 });
  return el("details", { class: "more" }, el("summary", {}, word("take-back")), labelled(word("take-back-why"), reason),
    button(word("take-back"), async () => {
      if (!reason.value.trim()) return tell(word("say-why"), "wrong");
      const body = { entry: entry.entry, reason: reason.value.trim() };
      if (await enter("services.reverse", body, { label: `${word("take-back")} ${entry.number}` })) { reason.value = ""; draw(); }
    }));
}

function close() {
  const till = pack.row("till");
  if (!till) return show(head(word("close-day"), word("services-none")));
  const boxes = till.notes.map((note) => [note, box(`note-${note}`, { inputmode: "numeric", pattern: "\\d{0,4}" })]);
  const sum = el("p", { class: "big" }, "0.00");
  const reason = box("reason", { maxlength: 200 });
  const counted = () => boxes.reduce((fen, [note, one]) => fen + Math.round(Number(note) * 100) * Number(one.value || 0), 0);
  const one = el("form", { class: "stack" },
    el("div", { class: "notes" }, boxes.map(([note, input]) => el("div", {}, labelled(word("pieces", { note }), input)))),
    el("p", { class: "quiet" }, word("counted-sum")), sum,
    labelled(word("difference-why"), reason),
    el("button", { class: "button main wide" }, word("close-day")));
  one.addEventListener("input", () => { sum.textContent = (counted() / 100).toFixed(2); });
  one.addEventListener("submit", async (event) => {
    event.preventDefault();
    const counts = Object.fromEntries(boxes.filter(([, input]) => input.value).map(([note, input]) => [note, Number(input.value)]));
    if (!(await enter("services.close", { station: await station(), day: till.day, counts, reason: reason.value.trim() }, { label: word("day-closed", { sum: sum.textContent }) }))) return;
    one.reset();
    location.hash = "#/services";
  });
  show(el("header", { class: "head" }, el("a", { class: "back", href: "#/services" }, word("back")), el("h1", {}, word("close-day")), el("p", { class: "quiet" }, word("close-hint", { day: till.day }))), one);
}
