// What the app says: the texts stand in the shell, in the shell's language.

const texts = new Map();
for (const one of document.getElementById("words").content.querySelectorAll("[data-word]")) {
  texts.set(one.dataset.word, one.innerHTML.trim().replaceAll("&amp;", "&"));
}

/** The text under a key, with {name} replaced by the value of that name. */
export function word(key, values = {}) {
  const text = texts.get(key);
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ""));
}

export const isEnglish = document.documentElement.lang === "en";

const clock = new Intl.DateTimeFormat(isEnglish ? "en-GB" : "zh-CN", {
  month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai",
});

/** A moment as it is read at the counter: 8/14 09:30. */
export const moment = (iso) => clock.format(new Date(iso));
