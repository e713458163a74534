// 通知: who has been told that a parcel waits, and who has to be called.

import * as counter from "../counter.js";
import { el, show } from "../dom.js";
import { about, button, card, enter, head, tail } from "./parts.js";
import { word } from "../words.js";

export const open = () => refresh();

export function refresh() {
  const waiting = counter.waiting();
  const toCall = waiting.filter((one) => lastState(one) === "NO_PHONE" || lastState(one) === "FAILED");
  const others = waiting.filter((one) => !toCall.includes(one)).sort((a, b) => Number(Boolean(b.overdue)) - Number(Boolean(a.overdue)));
  show(
    head(word("notices"), word("notices-hint")),
    toCall.length > 0 && el("h2", {}, word("to-call", { count: toCall.length })),
    el("div", { class: "cards" }, toCall.map((one) => card(one))),
    el("h2", {}, word("told", { count: others.length })),
    el("div", { class: "cards" }, others.map((one) => card(one, el("span", { class: "quiet" }, word(`notice-${lastState(one)}`)), remindButton(one)))),
  );
}

const lastState = (one) => (one.told ?? []).at(-1)?.[1] ?? "WAITING";
const isReminded = (one) => (one.told ?? []).some(([kind]) => kind === "REMINDER");

function remindButton(parcel) {
  if (isReminded(parcel)) return null;
  return button(word("remind"), async () => enter("parcels.remind", await about(parcel), { label: word("reminded", { tail: tail(parcel.number) }) }));
}
