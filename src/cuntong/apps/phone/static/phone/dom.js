// Elements from plain calls: el("p", { class: "quiet" }, "text", child). Text is text, never markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Puts a screen in place of the one before; the same screen drawn anew keeps open what was open. */
export function show(...children) {
  const screen = document.getElementById("screen");
  const title = screen.querySelector("h1")?.textContent;
  const wereOpen = new Set([...screen.querySelectorAll("details[open] > summary")].map((one) => one.textContent));
  screen.replaceChildren(...children.flat().filter(Boolean));
  if (screen.querySelector("h1")?.textContent !== title) return screen;
  for (const one of screen.querySelectorAll("details > summary")) if (wereOpen.has(one.textContent)) one.parentElement.open = true;
  return screen;
}

/** Whether somebody is in the middle of typing: then nothing is drawn anew under their hands. */
export function isTyping() {
  const boxes = [...document.querySelectorAll("#screen :is(input:not([type=checkbox]), textarea)")];
  return boxes.some((one) => one.value || one === document.activeElement);
}

/** A short message above the screen that stays until the next one or until it is put away. */
export function tell(text, kind = "done", detail = "") {
  const notice = el("div", { class: `notice notice-${kind}`, role: kind === "wrong" ? "alert" : "status" });
  notice.append(el("p", {}, text));
  if (detail) notice.append(el("p", { class: "big" }, detail));
  document.getElementById("notices").replaceChildren(notice);
  if (navigator.vibrate) navigator.vibrate(kind === "done" ? 40 : [80, 60, 80]);
}

export const quiet = () => document.getElementById("notices").replaceChildren();
