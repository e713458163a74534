// 巡查: a visit question by question, with photos, position and times; nothing of it needs network.

import { el, show, tell } from "../dom.js";
import * as rounds from "../rounds.js";
import { isEnglish, word } from "../words.js";
import { button, enter, head } from "./parts.js";
import { photoButton, proofOf } from "./picture.js";

const POSITION_MS = 15_000;
let visitId = "";
let place = 0;
let since = 0;

const text = (pair) => (isEnglish ? pair.en : pair.zh) ?? "";
const current = () => rounds.visits().find((one) => one.visit === visitId);

export function open([id = ""]) {
  visitId = id;
  const visit = current();
  if (!visit) return all();
  place = visit.state === "BEGUN" ? firstOpen(visit) : 0;
  draw();
}

export const refresh = () => { if (!visitId) all(); };

function all() {
  const visits = rounds.visits().filter((one) => one.state !== "FINISHED");
  show(head(word("inspect"), visits.length ? word("visits-now", { count: visits.length }) : word("visits-none")),
    el("div", { class: "cards" }, visits.map((one) => el("article", { class: "card" },
      el("p", {}, el("b", {}, one.station)), el("p", { class: "quiet" }, `${one.place} · ${one.date}`),
      el("a", { class: `button wide ${one.state === "BEGUN" ? "main" : ""}`, href: `#/inspect/${one.visit}` }, word(`visit-${one.state}`))))));
}

function firstOpen(visit) {
  const found = rounds.questions(visit).findIndex((one) => !isAnswered(visit, one));
  return found < 0 ? rounds.questions(visit).length : found;
}

const isAnswered = (visit, question) =>
  visit.answers[question.code] !== undefined && (question.kind !== "PHOTO" || visit.answers[question.code] !== "TAKEN" || visit.photos.has(question.code));

function draw() {
  const visit = current();
  if (visit.state === "PLANNED") return begin(visit);
  const questions = rounds.questions(visit);
  since = Date.now();
  if (place >= questions.length) return finish(visit, questions);
  ask(visit, questions[place], questions.length);
}

// --- Begin: where the phone is, as far as it knows ---

function begin(visit) {
  show(head(visit.station, `${visit.place} · ${visit.date}`), el("p", {}, word("begin-hint")),
    button(word("begin-visit"), async () => {
      tell(word("finding-position"), "look");
      const position = await whereWeAre();
      if (await enter("inspections.begin", { visit: visitId, ...(position && { position }) }, { label: word("visit-begun", { station: visit.station }) })) draw();
    }, "main wide"));
}

/** The position with its exactness and age; null where the phone gives none: the visit goes on, and says so. */
function whereWeAre() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => resolve({ longitude: coords.longitude, latitude: coords.latitude, accuracy_m: coords.accuracy, measured_at: new Date(timestamp).toISOString() }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: POSITION_MS, maximumAge: 0 });
  });
}

// --- One question, one screen ---

function ask(visit, question, count) {
  const given = visit.answers[question.code];
  show(
    el("header", { class: "head" }, el("a", { class: "back", href: "#/inspect" }, word("back")), el("h1", {}, visit.station),
      el("p", { class: "quiet" }, word("question-of", { number: place + 1, count }))),
    el("p", { class: "question" }, text(question)),
    answers(visit, question, given),
    question.photo_if_failed && given && !question.passing.includes(given) && photo(visit, question, word("photo-of-failure")),
    el("div", { class: "pair" },
      place > 0 ? button(word("before"), () => move(-1)) : el("span"),
      given !== undefined ? button(word("next"), () => move(1)) : el("span")),
  );
}

function move(step) {
  place += step;
  draw();
}

function answers(visit, question, given) {
  const choice = (code, label) => button(label, () => answer(visit, question, code), `wide ${given === code ? "main" : ""}`);
  if (question.kind === "YES_NO") return el("div", { class: "choices" }, choice("YES", word("yes")), choice("NO", word("no")));
  if (question.kind === "CHOICE") return el("div", { class: "choices" }, question.choices.map((one) => choice(one.code, text(one))));
  if (question.kind === "PHOTO") return photo(visit, question, word("take-photo"), true);
  return numberForm(visit, question, given);
}

function numberForm(visit, question, given) {
  const box = el("input", { id: "value", inputmode: "decimal", pattern: "\\d{1,8}([.]\\d{1,2})?", required: true, autocomplete: "off" });
  const form = el("form", { class: "digits" }, el("label", { for: "value" }, `${word("number")}（${text(question.unit)}）${given ? ` · ${given}` : ""}`),
    el("div", {}, box, el("button", { class: "button main" }, word("next"))));
  form.addEventListener("submit", (event) => { event.preventDefault(); answer(visit, question, box.value); });
  return form;
}

function photo(visit, question, label, isAnswer = false) {
  return el("div", {}, visit.photos.has(question.code) && el("p", { class: "flag" }, word("photo-there")), photoButton(async (picture) => {
    if (!(await enter("inspections.photo", { visit: visitId, question: question.code, photo: picture.id }, { photos: [picture], label: text(question) }))) return;
    if (isAnswer) await answer(visit, question, "TAKEN");
    else draw();
  }, label));
}

async function answer(visit, question, value) {
  const seconds = Math.round((Date.now() - since) / 1000);
  const body = { visit: visitId, question: question.code, value, seconds };
  if (!(await enter("inspections.answer", body, { label: text(question) }))) return;
  const needsPhoto = question.photo_if_failed && !question.passing.includes(value) && !visit.photos.has(question.code);
  if (!needsPhoto) place += 1;
  draw();
}

// --- The end: the keeper signs, or why not ---

function finish(visit, questions) {
  const open = questions.filter((one) => !isAnswered(visit, one));
  const refusal = el("input", { id: "refusal", maxlength: 200, autocomplete: "off" });
  let signature = null;
  show(
    el("header", { class: "head" }, el("a", { class: "back", href: "#/inspect" }, word("back")), el("h1", {}, visit.station)),
    open.length > 0 && el("p", { class: "flag look" }, word("questions-open", { count: open.length })),
    open.length > 0 && button(word("answer-them"), () => { place = questions.indexOf(open[0]); draw(); }, "main wide"),
    el("h2", {}, word("keeper-signs")),
    proofOf((picture) => { signature = picture; }, { isSigned: true }),
    el("label", { for: "refusal" }, word("not-signed-because")), refusal,
    open.length === 0 && button(word("finish-visit"), async () => {
      if (!signature && !refusal.value.trim()) return tell(word("sign-or-say"), "wrong");
      const body = signature ? { visit: visitId, signature: signature.id } : { visit: visitId, refusal: refusal.value.trim() };
      if (await enter("inspections.finish", body, { photos: signature ? [signature] : [], label: word("visit-finished", { station: visit.station }) })) {
        refusal.value = "";
        location.hash = "#/inspect";
      }
    }, "main wide"),
  );
}
