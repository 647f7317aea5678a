"use strict";
(() => {
  const tools = document.querySelector(".tools");
  const said = document.getElementById("said");
  const filter = document.getElementById("filter");
  const rows = [...document.querySelectorAll("tbody tr")];
  const french = document.documentElement.lang === "fr";
  const words = french ? { copy: "Copier", copied: "Copié : " } : { copy: "Copy", copied: "Copied: " };

  function viaSelection(text) {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }

  async function copy(text, back) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      viaSelection(text);
    }
    back.focus();
    said.textContent = words.copied + text;
  }

  for (const row of rows) {
    for (const code of row.querySelectorAll(".rule code")) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words.copy;
      button.setAttribute("aria-label", `${words.copy} ${code.textContent}`);
      button.addEventListener("click", () => copy(code.textContent, button));
      code.before(button);
    }
  }

  const shown = () => rows.filter((row) => !row.hidden);

  function choose(step) {
    const list = shown();
    if (!list.length) return;
    const at = list.findIndex((row) => row.classList.contains("chosen"));
    const next = list[Math.min(Math.max(at + step, 0), list.length - 1)];
    rows.forEach((row) => row.classList.toggle("chosen", row === next));
    next.querySelector(".rule button").focus();
    next.scrollIntoView({ block: "center" });
  }

  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    rows.forEach((row) => { row.hidden = !row.dataset.words.toLowerCase().includes(wanted); });
  });

  document.addEventListener("keydown", (event) => {
    if (event.target === filter || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") choose(1);
    else if (event.key === "k") choose(-1);
    else if (event.key === "/") filter.focus();
    else if (event.key === "c") {
      const chosen = rows.find((row) => row.classList.contains("chosen"));
      if (chosen) chosen.querySelector(".rule button").click();
      else return;
    } else return;
    event.preventDefault();
  });

  tools.hidden = false;
})();
