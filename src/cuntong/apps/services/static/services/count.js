// Adds the pieces up while they are counted; the server counts again.
(() => {
  "use strict";
  const form = document.querySelector("[data-count]");
  if (!form) return;
  const cents = (text) => Math.round(Number(text) * 100);
  const yuan = (amount) => (amount / 100).toLocaleString("en", { minimumFractionDigits: 2 });
  const show = () => {
    let sum = 0;
    for (const box of form.querySelectorAll("input[data-yuan]")) {
      const together = cents(box.dataset.yuan) * (Number.parseInt(box.value, 10) || 0);
      sum += together;
      box.closest("tr").querySelector("[data-together]").textContent = together ? yuan(together) : "—";
    }
    const difference = sum - cents(form.dataset.expected);
    form.querySelector("[data-sum]").textContent = yuan(sum);
    const shown = form.querySelector("[data-difference]");
    shown.textContent = yuan(difference);
    shown.classList.toggle("is-wrong", difference !== 0);
  };
  form.addEventListener("input", show);
  show();
})();
