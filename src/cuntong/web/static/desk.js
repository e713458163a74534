// What every page does beyond links and forms. Without this file every page still works.
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const on = (type, selector, act) =>
    document.addEventListener(type, (event) => {
      const element = event.target.closest?.(selector);
      if (element) act(element, event);
    });

  // "/" goes to the search box, as in most tools for people who read lists all day.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = document.querySelector("dialog[open] [type=search], dialog[open] .filter select")
      ?? document.querySelector("main [type=search], main .filter select");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select?.();
  });

  // Menus close when the reader looks elsewhere.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // ---- The drawer: a link with data-drawer opens beside the page it stands on. ----
  const isPlainClick = (event) =>
    event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

  async function openDrawer(address) {
    const content = byId("drawer-content");
    byId("drawer-page").href = address;
    content.replaceChildren();
    await window.htmx.ajax("GET", address, { target: content, swap: "innerHTML" });
    if (!content.childElementCount) {
      location.href = address; // whatever went wrong is told by the page itself
      return;
    }
    if (!byId("drawer").open) byId("drawer").showModal();
    content.scrollTop = 0;
    content.focus();
  }
  on("click", "a[data-drawer]", (link, event) => {
    if (!isPlainClick(event) || !window.htmx || !byId("drawer")) return;
    event.preventDefault();
    openDrawer(link.href);
  });
  on("click", "dialog [data-close]", (button) => button.closest("dialog").close());
  on("click", "dialog", (dialog, event) => {
    if (event.target === dialog) dialog.close();
  });

  // ---- Ask before what cannot be taken back: data-confirm says what will happen. ----
  on("click", "button[data-confirm]", (button, event) => {
    const dialog = byId("confirm");
    if (!dialog || button.dataset.agreed) return;
    event.preventDefault();
    byId("confirm-text").textContent = button.dataset.confirm;
    const agree = dialog.querySelector("[data-confirmed]");
    agree.textContent = button.textContent.trim();
    agree.onclick = () => {
      dialog.close();
      button.dataset.agreed = "yes";
      button.form.requestSubmit(button);
      delete button.dataset.agreed;
    };
    dialog.showModal();
  });

  // ---- Lists ----
  function countTicks(form) {
    const boxes = [...form.querySelectorAll("input[name=pk]")];
    const ticked = boxes.filter((box) => box.checked).length;
    const words = form.querySelector("[data-ticked]");
    words.textContent = `${ticked} ${words.dataset.ticked}`;
    form.querySelector(".batch-bar").hidden = ticked === 0;
    const all = form.querySelector("[data-tick-all]");
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  on("change", "form[data-batch] input[type=checkbox]", (box) => {
    const form = box.closest("form");
    if (box.hasAttribute("data-tick-all")) {
      for (const one of form.querySelectorAll("input[name=pk]")) one.checked = box.checked;
    }
    countTicks(form);
  });
  // Addresses carry only the conditions that are set, so that they can be read and shared.
  on("htmx:configRequest", ".filter-bar", (form, event) => {
    const asked = event.detail.formData;
    for (const name of new Set(asked.keys())) if (!asked.get(name)) asked.delete(name);
  });
  on("click", "[data-print]", () => window.print());

  // ---- Drafts: kept in this tab until they are sent; "back" does not lose them. ----
  const draftKey = (form) => `draft:${form.getAttribute("action")}`;
  const PRIVATE = "[type=password], [type=file], [type=hidden], [data-private]";
  const draftFields = (form) =>
    [...form.elements].filter((field) => field.name && !field.matches(`${PRIVATE}, button`));
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  const read = (field) =>
    isTick(field) ? field.checked : field.multiple ? [...field.selectedOptions].map((o) => o.value) : field.value;
  function write(field, value) {
    if (isTick(field)) field.checked = value;
    else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
  }
  const keepDraft = (form) =>
    sessionStorage.setItem(draftKey(form), JSON.stringify(draftFields(form).map((f) => [f.name, read(f)])));

  function bringBack(form) {
    const kept = sessionStorage.getItem(draftKey(form));
    if (!kept || form.hasAttribute("data-bound")) return;
    const fields = draftFields(form);
    const values = JSON.parse(kept);
    if (values.length !== fields.length) return;
    const differs = fields.some((field, i) => JSON.stringify(read(field)) !== JSON.stringify(values[i][1]));
    if (!differs) return;
    fields.forEach((field, i) => write(field, values[i][1]));
    const note = form.querySelector("[data-draft-note]");
    if (note) note.hidden = false;
  }
  on("input", "form[data-draft]", keepDraft);
  on("submit", "form[data-draft]", (form) => sessionStorage.setItem("draft-sent", draftKey(form)));
  on("click", "[data-draft-forget]", (button) => {
    const form = button.closest("form");
    sessionStorage.removeItem(draftKey(form));
    form.reset();
    form.querySelector("[data-draft-note]").hidden = true;
  });
  function forgetSentDraft() {
    const sent = sessionStorage.getItem("draft-sent");
    if (!sent || document.querySelector(".entrance")) return; // signed out meanwhile: the draft was not saved
    const stillHere = [...document.querySelectorAll("form[data-draft][data-bound]")].some((f) => draftKey(f) === sent);
    if (!stillHere) sessionStorage.removeItem(sent);
    sessionStorage.removeItem("draft-sent");
  }

  // ---- The drop area: says at once what is too big or of the wrong kind. ----
  const megabytes = (bytes) => (bytes / 1048576).toFixed(bytes < 1048576 ? 2 : 1);
  function showFiles(area) {
    const input = area.querySelector("input[type=file]");
    const list = area.querySelector(".drop-files");
    list.replaceChildren(
      ...[...input.files].map((file) => {
        const line = document.createElement("li");
        const size = document.createElement("span");
        line.append(file.name);
        size.className = "number";
        size.textContent = `${megabytes(file.size)} MB`;
        const isTooBig = file.size > Number(area.dataset.maxBytes || Infinity);
        if (isTooBig) size.textContent += ` – ${area.dataset.tooBig}`;
        line.dataset.mark = isTooBig ? "wrong" : "done";
        line.append(size);
        return line;
      }),
    );
  }
  for (const type of ["dragenter", "dragover"]) {
    on(type, ".drop", (area, event) => {
      event.preventDefault();
      area.classList.add("is-over");
    });
  }
  on("dragleave", ".drop", (area) => area.classList.remove("is-over"));
  on("drop", ".drop", (area, event) => {
    event.preventDefault();
    area.classList.remove("is-over");
    area.querySelector("input[type=file]").files = event.dataTransfer.files;
    showFiles(area);
  });
  on("change", ".drop input[type=file]", (input) => showFiles(input.closest(".drop")));

  // ---- Charts and maps load their libraries only where one stands on the page. ----
  const loading = {};
  function load(address) {
    loading[address] ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return loading[address];
  }
  async function draw(root, selector, addresses, name) {
    const holders = [...root.querySelectorAll(`${selector}:not([data-drawn])`)];
    if (!holders.length) return;
    for (const holder of holders) holder.dataset.drawn = "";
    for (const address of addresses.split(" ")) await load(address);
    for (const holder of holders) window.cuntong[name](holder);
  }

  function prepare(root) {
    for (const frame of root.querySelectorAll("[data-frame]")) {
      frame.classList.toggle("is-wide", frame.scrollWidth > frame.clientWidth + 1);
    }
    if (window.matchMedia("(max-width: 719px)").matches) {
      for (const filters of root.querySelectorAll("details.filters:not([data-used], [data-folded])")) {
        filters.open = false;
        filters.dataset.folded = "";
      }
    }
    for (const button of root.querySelectorAll("[data-print]")) button.hidden = false;
    for (const form of root.querySelectorAll("form[data-batch]")) countTicks(form);
    draw(root, "[data-chart]", document.body.dataset.chartScripts ?? "", "drawChart");
    draw(root, "[data-map]", document.body.dataset.mapScripts ?? "", "drawMap");
  }

  window.cuntong = { openDrawer };
  document.documentElement.style.setProperty("--print-as-of", JSON.stringify(document.body.dataset.asOf ?? ""));
  forgetSentDraft();
  for (const form of document.querySelectorAll("form[data-draft]")) bringBack(form);
  prepare(document);
  byId("error-summary")?.focus();
  document.addEventListener("htmx:afterSwap", () => prepare(document));
  window.addEventListener("resize", () => prepare(document));
})();
