// 整改: a keeper shows with a picture that something is mended; an inspector looks again.

import { el, show, tell } from "../dom.js";
import * as rounds from "../rounds.js";
import { word } from "../words.js";
import { button, enter, head } from "./parts.js";
import { photoButton } from "./picture.js";

let chosen = "";

export function open([id = ""]) {
  chosen = id;
  refresh();
}

export function refresh() {
  const problems = rounds.problems();
  const one = problems.find((problem) => problem.problem === chosen);
  if (one) return deal(one);
  show(head(word("problems"), problems.length ? word("problems-now", { count: problems.length }) : word("problems-none")),
    el("div", { class: "cards" }, problems.map((problem) => el("article", { class: "card" }, told(problem),
      el("a", { class: "button wide", href: `#/problems/${problem.problem}` }, word(problem.state === "REPAIRED" ? "look-again" : "mended"))))));
}

const told = (one) => el("div", {}, el("p", {}, el("b", {}, one.text)), one.note && el("p", {}, one.note),
  el("p", { class: "quiet" }, `${one.station} · ${one.severity} · ${word("due", { date: one.due })}`));

function deal(problem) {
  const note = el("input", { id: "note", maxlength: 200, autocomplete: "off" });
  let picture = null;
  const isRecheck = problem.state === "REPAIRED";
  const send = async (kind, more, label) => {
    if (!note.value.trim()) return tell(word("say-what"), "wrong");
    if (!isRecheck && !picture) return tell(word("photo-first"), "wrong");
    const body = { problem: problem.problem, note: note.value.trim(), ...more, ...(picture && { photo: picture.id }) };
    if (!(await enter(kind, body, { photos: picture ? [picture] : [], label }))) return;
    note.value = "";
    location.hash = "#/problems";
  };
  show(
    el("header", { class: "head" }, el("a", { class: "back", href: "#/problems" }, word("back")), el("h1", {}, word(isRecheck ? "look-again" : "mended"))),
    told(problem), photoButton((taken) => { picture = taken; }),
    el("label", { for: "note" }, word("what-was-done")), note,
    isRecheck
      ? el("div", { class: "pair" }, button(word("holds"), () => send("inspections.recheck", { passed: true }, word("recheck-passed")), "main"), button(word("does-not-hold"), () => send("inspections.recheck", { passed: false }, word("recheck-failed"))))
      : button(word("report-mended"), () => send("inspections.repair", {}, word("repair-reported")), "main wide"),
  );
}
