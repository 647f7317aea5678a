"use strict";
(() => {
  const list = document.querySelector(".trials");
  if (!list) return;
  const trials = [...list.children];
  const [filter, status, sort, all, said] = ["filter", "status", "sort", "all", "said"]
    .map((name) => document.getElementById(name));
  const orders = {
    urgency: (a, b) => a.dataset.place - b.dataset.place,
    end: (a, b) => (a.dataset.due < b.dataset.due ? -1 : a.dataset.due > b.dataset.due ? 1 : 0),
    name: (a, b) => a.dataset.name.localeCompare(b.dataset.name),
    copies: (a, b) => b.dataset.out - a.dataset.out,
  };
  const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();

  function show() {
    const wanted = plain(filter.value.trim());
    let n = 0;
    for (const trial of trials) {
      const fits = plain(trial.dataset.words).includes(wanted);
      trial.hidden = !fits || (status.value !== "" && trial.dataset.status !== status.value);
      n += trial.hidden ? 0 : 1;
    }
    said.textContent = said.dataset.words.replace("{n}", n).replace("{total}", trials.length);
  }

  function order() {
    list.append(...trials.sort((a, b) => orders[sort.value](a, b) || orders.urgency(a, b)));
  }

  filter.addEventListener("input", show);
  status.addEventListener("change", show);
  sort.addEventListener("change", order);
  all.addEventListener("click", () => {
    const open = !list.querySelector("details[open]");
    for (const details of list.querySelectorAll("details")) details.open = open;
  });
  list.addEventListener("toggle", () => {
    const open = list.querySelector("details[open]");
    all.textContent = open ? all.dataset.close : all.dataset.open;
  }, true);
  document.querySelector(".tools").hidden = false;
  show();
})();
