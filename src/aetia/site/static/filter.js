// Narrows a table to what a reader wants, and sorts it. The limits stand in the address, so a view can be linked;
// the evidence map leads to "#cause:rung". Without this script the table stands whole.
"use strict";
(() => {
  const box = document.querySelector(".filters");
  const table = box && document.getElementById(box.dataset.for);
  if (!table) return;
  const shown = document.getElementById("shown");
  const names = [...table.dataset.fields.split(" "), "cause"];
  const inputs = [...box.querySelectorAll("[name]")];
  const groups = [...table.tBodies];
  const rows = [...table.querySelectorAll("tr[data-f]")].map((row) => ({
    row,
    body: row.parentNode,
    values: [...row.dataset.f.split("|").map((value) => value.split(" ")), [row.parentNode.id]],
  }));
  const year = (item) => Number(item.values[names.indexOf("year")][0]);
  const { lang } = document.documentElement;

  const words = (item) => (item.text ??=
    `${item.row.textContent} ${item.body.querySelector(".group")?.textContent}`.toLowerCase());

  const tests = () => {
    const found = [];
    for (const { name, value } of inputs) {
      const wanted = value.trim().toLowerCase();
      if (!wanted) continue;
      if (name === "q") for (const word of wanted.split(/\s+/)) found.push((item) => words(item).includes(word));
      else if (name === "from") found.push((item) => year(item) >= Number(wanted));
      else if (name === "to") found.push((item) => year(item) && year(item) <= Number(wanted));
      else found.push((item) => item.values[names.indexOf(name)].includes(value));
    }
    return found;
  };

  const apply = () => {
    const all = tests();
    const full = new Set();
    let n = 0;
    for (const item of rows) {
      const fits = all.every((test) => test(item));
      item.row.hidden = !fits;
      if (fits) { n += 1; full.add(item.body); }
    }
    for (const group of groups) group.hidden = !full.has(group);
    const text = shown.dataset.text.replace("{shown}", n.toLocaleString(lang)).replace("{all}", rows.length.toLocaleString(lang));
    shown.textContent = n ? text : `${text}. ${shown.dataset.nothing}`;
  };

  const remember = () => {
    const state = new URLSearchParams(inputs.filter((input) => input.value).map((input) => [input.name, input.value]));
    history.replaceState(null, "", `${location.pathname}${String(state) && `?${state}`}`);
  };

  const recall = () => {
    const state = new URLSearchParams(location.search);
    const [cause, rung] = decodeURIComponent(location.hash.slice(1)).split(":");
    if (rung) { state.set("cause", cause); state.set("rung", rung); }
    for (const input of inputs) input.value = state.get(input.name) ?? "";
    apply();
    if (rung) box.scrollIntoView();
  };

  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { apply(); remember(); }, 150);
  });
  box.querySelector("button").addEventListener("click", () => {
    for (const input of inputs) input.value = "";
    apply();
    remember();
  });
  addEventListener("hashchange", recall);

  const sort = (head, column) => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const key = (row) => row.cells[column].textContent;
    const order = new Intl.Collator(lang, { numeric: true });
    groups[0].append(...[...groups[0].rows].sort((a, b) => order.compare(key(a), key(b)) * (up || -1)));
  };
  if (table.dataset.sort) [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.title = table.dataset.sort.replace("{column}", button.textContent);
    button.addEventListener("click", () => sort(head, column));
    head.append(button);
  });

  box.hidden = false;
  recall();
})();
