// Searches the site with the index that was made when it was built. What is typed stands in the address, so that a search can be linked.
// Where there is no script or no index, the page shows lists instead.
"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const box = at("search"), field = at("q"), only = at("only"), list = at("results"), more = at("more"), found = at("found");
  const lists = at("without"), STEP = 10;
  const index = new URL(box.dataset.index, location.href);
  const root = new URL("../", index);
  let engine, last = 0, results = [], next = 0;

  // Text with marked words, taken apart and put together again: nothing else gets through.
  const excerpt = (html) => {
    const out = document.createElement("p");
    for (const node of new DOMParser().parseFromString(html, "text/html").body.childNodes) {
      const part = node.nodeName === "MARK" ? document.createElement("mark") : document.createTextNode("");
      part.textContent = node.textContent;
      out.append(part);
    }
    return out;
  };

  const sign = (name) => {
    const mark = document.querySelector(`[data-mark="${CSS.escape(name)}"]`);
    return mark ? [" ", ...mark.cloneNode(true).childNodes] : [];
  };

  const item = (data) => {
    const { title, label, kind, level, standing } = data.meta;
    const entry = document.createElement("li"), head = document.createElement("p"), about = document.createElement("p");
    const link = document.createElement("a");
    head.className = "cause-title";
    link.href = new URL(data.raw_url.replace(/^\//, ""), root);
    const name = document.createElement(standing === "retracted" ? "s" : "span");
    name.textContent = title;
    link.append(name);
    head.append(link);
    about.className = "small";
    about.append(...sign(`kind-${kind}`).slice(1), label ? ` · ${label}` : "", ...sign(`level-${level}`), ...sign(`standing-${standing}`));
    entry.append(head, about, excerpt(data.excerpt));
    return entry;
  };

  const show = async (id) => {
    const part = await Promise.all(results.slice(next, next + STEP).map((result) => result.data()));
    if (id !== last) return;
    const entries = part.map(item);
    list.append(...entries);
    if (next) entries[0].querySelector("a").focus();
    next += STEP;
    more.hidden = next >= results.length;
    list.hidden = !results.length;
  };

  const search = async () => {
    const id = ++last, words = field.value.trim();
    const state = new URLSearchParams(words ? { q: words, ...(only.value && { only: only.value }) } : {});
    history.replaceState(null, "", `${location.pathname}${String(state) && `?${state}`}`);
    const kinds = { study: { kind: "study" }, cause: { not: { kind: "study" } } };
    // Answers on causes come first: few pages, and what most readers want.
    const wanted = only.value ? [kinds[only.value]] : [kinds.cause, kinds.study];
    const answers = words ? await Promise.all(wanted.map((filters) => engine.search(words, { filters }))) : [];
    if (id !== last) return;
    results = answers.flatMap((answer) => answer.results);
    next = 0;
    list.replaceChildren();
    const n = results.length, text = found.dataset[n ? (n === 1 ? "one" : "other") : "none"];
    found.textContent = words ? text.replace("{n}", n.toLocaleString(document.documentElement.lang)) : "";
    await show(id);
  };

  const start = async () => {
    try {
      engine = (await import(index)).createInstance({ noWorker: true, baseUrl: "/" });
      await engine.filters();
    } catch {
      const text = lists.querySelector("p");
      text.textContent = text.dataset.unavailable;
      return;
    }
    const state = new URLSearchParams(location.search);
    field.value = state.get("q") ?? "";
    only.value = state.get("only") ?? "";
    lists.hidden = true;
    box.hidden = at("hint").hidden = false;
    let waiting;
    const later = () => { clearTimeout(waiting); waiting = setTimeout(search, 200); };
    field.addEventListener("input", later);
    only.addEventListener("change", search);
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") { clearTimeout(waiting); search(); } });
    more.addEventListener("click", () => show(last));
    if (field.value) search();
    else field.focus();
  };
  start();
})();
