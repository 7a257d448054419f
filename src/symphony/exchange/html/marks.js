// @ts-check
// What is drawn on the documents: marks on the evidence, and codes in the margin.

/** The layers of marks, the later over the earlier. */
const LAYERS = ["excluded", "candidate", "evidence", "overlap", "selected", "current"];
const LAYER_OF = { codes: "evidence", candidates: "candidate", excluded: "excluded" };
const MOST_CHIPS = 2;

/**
 * The stretches that serve more than one code.
 * @param {Page} page
 */
function overlaps(page) {
  const coded = page.spans.filter((span) => span.card.part === "codes");
  const edges = coded.flatMap((span) => [
    { at: span.start, card: span.card, step: 1 },
    { at: span.end, card: span.card, step: -1 },
  ]);
  edges.sort((a, b) => a.at - b.at || a.step - b.step);
  /** @type {Map<Card, number>} */
  const open = new Map();
  const found = [];
  let start = 0;
  for (const { at, card, step } of edges) {
    if (open.size > 1 && at > start) found.push({ page, start, end: at });
    const depth = (open.get(card) ?? 0) + step;
    if (depth) open.set(card, depth);
    else open.delete(card);
    start = at;
  }
  return found;
}

/** @typedef {{page: Page, start: number, end: number}} Stretch */

/**
 * The layers that do not change, whatever is chosen.
 * @returns {Map<string, Stretch[]>}
 */
function settle() {
  /** @type {Map<string, Stretch[]>} */
  const marked = new Map(LAYERS.map((name) => [name, []]));
  for (const card of cards) marked.get(LAYER_OF[card.part])?.push(...card.spans);
  return marked.set("overlap", [...pages.values()].flatMap(overlaps));
}

/** @returns {Map<string, Stretch[]>} */
function layers() {
  const marked = new Map(settled);
  if (chosen) {
    marked.set("selected", chosen.card.spans);
    marked.set("current", chosen.card.spans.slice(chosen.nth, chosen.nth + 1));
  }
  return marked;
}

/**
 * Draw the layers anew, or the given ones only.
 * @param {string[]} names
 */
function paint(names = LAYERS) {
  const marked = layers();
  if (!CSS.highlights || !globalThis.Highlight) {
    for (const page of pages.values()) split(page, marked);
    return;
  }
  for (const name of names) {
    const highlight = new Highlight(...(marked.get(name) ?? []).map(rangeOf));
    highlight.priority = LAYERS.indexOf(name);
    CSS.highlights.set(name, highlight);
  }
}

/**
 * Marks as elements, for browsers without highlights: the text is cut at every edge.
 * @param {Page} page
 * @param {Map<string, Stretch[]>} marked
 */
function split(page, marked) {
  const text = textOf(page);
  const here = [...marked].flatMap(([name, stretches]) =>
    stretches.filter((one) => one.page === page).map((one) => ({ ...one, name })),
  );
  const edges = new Set([0, text.length, ...here.flatMap((one) => [one.start, one.end])]);
  const cuts = [...edges].sort((a, b) => a - b);
  page.element.replaceChildren(
    ...cuts.slice(1).map((end, place) => {
      const start = cuts[place];
      const names = here.filter((one) => one.start <= start && end <= one.end);
      if (!names.length) return document.createTextNode(text.slice(start, end));
      const mark = document.createElement("mark");
      mark.className = names.map((one) => one.name).join(" ");
      mark.textContent = text.slice(start, end);
      return mark;
    }),
  );
}

/**
 * Beside each line, the codes whose evidence begins there.
 * @param {Page} page
 */
function layChips(page) {
  const top = page.element.getBoundingClientRect().top;
  /** @type {Map<number, Span[]>} */
  const lines = new Map();
  for (const span of page.spans) {
    const box = span.card.part === "excluded" ? null : rangeOf(span).getClientRects()[0];
    if (!box) continue;
    const line = Math.round(box.top - top);
    lines.set(line, [...(lines.get(line) ?? []), span]);
  }
  page.margin.replaceChildren(
    ...[...lines].map(([line, spans]) => {
      const row = document.createElement("div");
      row.className = "chips";
      row.style.top = `${line - 1}px`;
      const several = distinct(spans);
      const shown = several.length > MOST_CHIPS ? several.slice(0, MOST_CHIPS - 1) : several;
      row.append(...shown.map((span) => chip(span.card.item.code ?? "", [span])));
      if (shown.length < several.length) row.append(chip(`+${several.length - shown.length}`, several));
      return row;
    }),
  );
}

/**
 * The first span of each card.
 * @param {Span[]} spans
 */
function distinct(spans) {
  return spans.filter((span, at) => spans.findIndex((one) => one.card === span.card) === at);
}

/**
 * @param {string} text
 * @param {Span[]} spans
 */
function chip(text, spans) {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.textContent = text;
  if (spans.length === 1) button.dataset.card = spans[0].card.element.id;
  button.addEventListener("click", (event) => offer(spans, event.clientX, event.clientY));
  return button;
}
