(() => {
  "use strict";
  const all = (from, what) => Array.from(from.querySelectorAll(what));
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const make = (name, text) => Object.assign(document.createElement(name), { textContent: text || "" });
  const cells = (row, at) => row.cells[at];
  const value = (cell) => (cell.dataset.v === undefined ? null : Number(cell.dataset.v));
  const compare = (at) => (one, other) => {
    const [a, b] = [cells(one, at), cells(other, at)];
    const [x, y] = [value(a), value(b)];
    if (x !== null && y !== null) return x - y;
    if (x !== null || y !== null) return x !== null ? -1 : 1;
    return words.compare(a.textContent, b.textContent);
  };
  const rows = (body) => Array.from(body.rows).filter((row) => !row.classList.contains("group"));

  const sortable = (table) => {
    const heads = all(table.tHead, "th");
    heads.forEach((head, at) => {
      const button = make("button", head.textContent);
      button.type = "button";
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const order = compare(at);
        Array.from(table.tBodies).forEach((body) => {
          const sorted = rows(body).sort((one, other) => (down ? order(other, one) : order(one, other)));
          body.append(...sorted);
        });
      });
    });
  };

  const filterable = (place, table, id) => {
    const count = Array.from(table.tBodies).reduce((sum, body) => sum + rows(body).length, 0);
    const bar = make("div");
    const label = make("label", "Show rows with");
    const field = make("input");
    const said = make("output", count + " rows");
    bar.className = "filter";
    label.htmlFor = field.id = id + "-f";
    field.type = "search";
    field.setAttribute("aria-describedby", id + "-c");
    said.setAttribute("role", "status");
    bar.append(label, field, said);
    place.before(bar);
    field.addEventListener("input", () => {
      const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      Array.from(table.tBodies).forEach((body) => {
        const head = body.querySelector(".group");
        const around = head ? head.textContent.toLowerCase() : "";
        let kept = 0;
        rows(body).forEach((row) => {
          const text = around + " " + row.textContent.toLowerCase();
          row.hidden = !wanted.every((word) => text.includes(word));
          kept += row.hidden ? 0 : 1;
        });
        if (head) head.hidden = kept === 0;
        shown += kept;
      });
      said.textContent = shown === count ? count + " rows" : shown + " of " + count + " rows";
    });
  };

  all(document, ".table").forEach((box) => {
    const place = box.querySelector(".scroll");
    const table = place && place.querySelector("table");
    if (!table) return;
    const count = table.rows.length - 1;
    if (count >= 2) sortable(table);
    if (count >= 10) filterable(place, table, box.id);
  });

  const fits = new ResizeObserver((seen) => seen.forEach(({ target }) => {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }));
  all(document, ".scroll").forEach((place) => fits.observe(place));

  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = all(document, "details:not([open])");
    folded.forEach((one) => { one.open = true; });
  });
  window.addEventListener("afterprint", () => folded.forEach((one) => { one.open = false; }));
})();
