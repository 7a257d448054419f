// @ts-check
// The walk between codes and words: click a code to see its evidence, click words to see their
// codes. The page is complete without this script; nothing here writes note text as HTML.

/** @typedef {"codes" | "candidates" | "excluded"} Part */
/** @typedef {{document: string, start: number, end: number, section: string | null}} Evidence */
/** @typedef {{code: string | null, display?: string, text?: string, evidence: Evidence[]}} Item */
/** @typedef {{element: HTMLElement, name: string, margin: HTMLElement, spans: Span[]}} Page */
/** @typedef {{element: HTMLElement, button: HTMLButtonElement, part: Part, item: Item, spans: Span[]}} Card */
/**
 * Evidence in the page; `start` and `end` count UTF-16 units.
 * @typedef {{page: Page, start: number, end: number, card: Card, evidence: Evidence}} Span
 */

/** @type {Part[]} */
const PARTS = ["codes", "candidates", "excluded"];
/** The layers of marks, the later over the earlier. */
const LAYERS = ["excluded", "candidate", "evidence", "overlap", "selected", "current"];
const LAYER_OF = { codes: "evidence", candidates: "candidate", excluded: "excluded" };
const MOST_CHIPS = 2;

// ---------------------------------------------------------------- Offsets

/**
 * From code points, which the result counts in, to UTF-16 units, which the browser counts in.
 * The one place where this is done.
 * @param {string} text
 * @returns {(point: number) => number}
 */
function unitsOf(text) {
  /** @type {number[]} The code-point offsets of the characters that take two units. */
  const wide = [];
  for (let unit = 0, point = 0; unit < text.length; unit += 1, point += 1) {
    if (/** @type {number} */ (text.codePointAt(unit)) > 0xffff) {
      wide.push(point);
      unit += 1;
    }
  }
  return (point) => {
    let low = 0;
    let high = wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (wide[middle] < point) low = middle + 1;
      else high = middle;
    }
    return point + low;
  };
}

// ---------------------------------------------------------------- Reading the page

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @returns {Map<string, Page>} */
function readPages() {
  const pages = new Map();
  for (const element of document.querySelectorAll(".text")) {
    element.normalize(); // a parser splits long text; the marks want one node
    const name = /** @type {HTMLElement} */ (element).dataset.document;
    pages.set(name, { element, name, margin: element.nextElementSibling, spans: [] });
  }
  return pages;
}

/**
 * The cards in the order of the page, with their spans tied to the pages.
 * @param {Record<Part, Item[]>} result
 * @param {Map<string, Page>} pages
 * @returns {Card[]}
 */
function readCards(result, pages) {
  const units = new Map([...pages].map(([name, page]) => [name, unitsOf(textOf(page))]));
  const cards = [...document.querySelectorAll(".card")].map((element) => {
    const [part, place] = element.id.split("-");
    const item = result[/** @type {Part} */ (part)][Number(place)];
    const button = element.querySelector(".heading");
    const card = /** @type {Card} */ ({ element, button, part, item, spans: [] });
    for (const evidence of item.evidence) {
      const page = /** @type {Page} */ (pages.get(evidence.document));
      const unit = /** @type {(point: number) => number} */ (units.get(evidence.document));
      const span = { page, start: unit(evidence.start), end: unit(evidence.end), card, evidence };
      card.spans.push(span);
      page.spans.push(span);
    }
    return card;
  });
  for (const page of pages.values()) page.spans.sort((a, b) => a.start - b.start || a.end - b.end);
  return cards;
}

/** @param {Page} page */
function textOf(page) {
  return /** @type {string} */ (page.element.textContent);
}

// ---------------------------------------------------------------- Places in the text

/**
 * The node and offset of a place in a page, whether its text is one node or split by marks.
 * @param {Page} page
 * @param {number} offset
 * @returns {[Node, number]}
 */
function placeAt(page, offset) {
  const walker = document.createTreeWalker(page.element, NodeFilter.SHOW_TEXT);
  let rest = offset;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = /** @type {Text} */ (node).length;
    if (rest <= length) return [node, rest];
    rest -= length;
  }
  return [page.element, page.element.childNodes.length];
}

/** @param {{page: Page, start: number, end: number}} span */
function rangeOf(span) {
  const range = document.createRange();
  range.setStart(...placeAt(span.page, span.start));
  range.setEnd(...placeAt(span.page, span.end));
  return range;
}

/**
 * The spans whose words are drawn at a point of the window.
 * @param {number} x
 * @param {number} y
 * @returns {Span[]}
 */
function spansAt(x, y) {
  const caret = caretAt(x, y);
  const page = caret && pageOf(caret[0]);
  if (!caret || !page) return [];
  const before = document.createRange();
  before.selectNodeContents(page.element);
  before.setEnd(...caret);
  const offset = before.toString().length;
  return page.spans.filter(
    (span) => span.start <= offset && offset <= span.end && isDrawnAt(span, x, y),
  );
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {[Node, number] | null}
 */
function caretAt(x, y) {
  if (document.caretPositionFromPoint) {
    const position = document.caretPositionFromPoint(x, y);
    return position && [position.offsetNode, position.offset];
  }
  const range = document.caretRangeFromPoint(x, y);
  return range && [range.startContainer, range.startOffset];
}

/** @param {Node} node */
function pageOf(node) {
  return [...pages.values()].find((page) => page.element.contains(node));
}

/**
 * A caret is found beside a line too; only the words themselves count.
 * @param {Span} span
 * @param {number} x
 * @param {number} y
 */
function isDrawnAt(span, x, y) {
  return [...rangeOf(span).getClientRects()].some(
    (box) => box.left - 1 <= x && x <= box.right + 1 && box.top - 3 <= y && y <= box.bottom + 3,
  );
}

// ---------------------------------------------------------------- Marks

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

/** @returns {Map<string, Stretch[]>} */
function layers() {
  /** @type {Map<string, Stretch[]>} */
  const marked = new Map(LAYERS.map((name) => [name, []]));
  for (const card of cards) marked.get(LAYER_OF[card.part])?.push(...card.spans);
  marked.set("overlap", [...pages.values()].flatMap(overlaps));
  if (chosen) {
    marked.set("selected", chosen.card.spans);
    marked.set("current", chosen.card.spans.slice(chosen.nth, chosen.nth + 1));
  }
  return marked;
}

function paint() {
  const marked = layers();
  if (!CSS.highlights || !globalThis.Highlight) {
    for (const page of pages.values()) split(page, marked);
    return;
  }
  LAYERS.forEach((name, priority) => {
    const highlight = new Highlight(...(marked.get(name) ?? []).map(rangeOf));
    highlight.priority = priority;
    CSS.highlights.set(name, highlight);
  });
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
 * @param {string} text
 * @param {Span[]} spans
 */
function chip(text, spans) {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.textContent = text;
  button.classList.toggle("selected", spans.length === 1 && spans[0].card === chosen?.card);
  button.addEventListener("click", (event) => offer(spans, event.clientX, event.clientY));
  return button;
}

// ---------------------------------------------------------------- Choosing

/**
 * Choose a card and one of its evidences; the card opens, the words are shown.
 * @param {Card} card
 * @param {number} nth
 */
function choose(card, nth = 0) {
  chosen = { card, nth };
  show();
  card.button.focus({ preventScroll: true });
  card.element.scrollIntoView({ block: "nearest" });
  const span = card.spans[nth];
  if (!span) {
    say("No words of the documents belong to it.");
    return;
  }
  scrollTo(span);
  const { document: name, section } = span.evidence;
  const words = textOf(span.page).slice(span.start, span.end);
  const which = card.spans.length > 1 ? ` ${nth + 1} of ${card.spans.length}` : "";
  say(`Evidence${which} in ${section ? `${name}, ${section}` : name}: ${words}`);
}

function show() {
  for (const card of cards) {
    const here = card === chosen?.card;
    card.element.classList.toggle("selected", here);
    card.button.setAttribute("aria-expanded", String(here));
    card.element.querySelectorAll(".evidence").forEach((button, nth) => {
      button.classList.toggle("current", here && nth === chosen?.nth);
    });
  }
  paint();
  for (const page of pages.values()) layChips(page);
}

/** @param {Span} span */
function scrollTo(span) {
  const pane = byId("note");
  const box = rangeOf(span).getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  if (box.top > frame.top + 60 && box.bottom < frame.bottom - 40) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const top = box.top - frame.top - frame.height / 3;
  pane.scrollBy({ top, behavior: still ? "auto" : "smooth" });
}

/** @param {string} text */
function say(text) {
  byId("spoken").textContent = text;
}

/**
 * One span of each card, what is coded first, then the shortest.
 * @param {Span[]} spans
 */
function distinct(spans) {
  const ranked = [...spans].sort(
    (a, b) =>
      PARTS.indexOf(a.card.part) - PARTS.indexOf(b.card.part) ||
      a.end - a.start - (b.end - b.start),
  );
  return ranked.filter((span, at) => ranked.findIndex((one) => one.card === span.card) === at);
}

/**
 * Choose what belongs to the words at a place; where that is several, list them there.
 * @param {Span[]} spans
 * @param {number} x
 * @param {number} y
 */
function offer(spans, x, y) {
  const several = distinct(spans);
  if (!several.length) return;
  take(several[0]);
  if (several.length === 1) return;
  const list = byId("choices");
  list.replaceChildren(...several.map(choice));
  list.showPopover();
  list.style.left = `${Math.min(x, innerWidth - list.offsetWidth - 8)}px`;
  list.style.top = `${Math.min(y + 14, innerHeight - list.offsetHeight - 8)}px`;
  list.querySelector("button")?.focus();
}

/** @param {Span} span */
function take(span) {
  choose(span.card, span.card.spans.indexOf(span));
}

/** @param {Span} span */
function choice(span) {
  const { item, part } = span.card;
  const button = document.createElement("button");
  const code = Object.assign(document.createElement("span"), { className: "code" });
  code.textContent = item.code ?? "–";
  const name = document.createElement("span");
  name.textContent = part === "excluded" ? `“${item.text}” ` : `${item.display}`;
  if (part === "excluded") {
    name.append(Object.assign(document.createElement("small"), { textContent: "left out" }));
  }
  button.type = "button";
  button.className = span.card === chosen?.card ? "selected" : "";
  button.append(code, name);
  button.addEventListener("click", () => {
    byId("choices").hidePopover();
    take(span);
  });
  return button;
}

// ---------------------------------------------------------------- Hands

/** @param {MouseEvent} event */
function onClick(event) {
  const target = /** @type {Element} */ (event.target);
  const card = cards.find((one) => one.element.contains(target));
  const evidence = /** @type {HTMLElement | null} */ (target.closest("[data-evidence]"));
  if (card && evidence) choose(card, Number(evidence.dataset.evidence));
  else if (card && target.closest(".heading")) choose(card, nextOf(card));
  const code = /** @type {HTMLElement | null} */ (target.closest("[data-code]"))?.dataset.code;
  const named = code && cards.find((one) => one.item.code === code);
  if (named) choose(named);
  if (target.closest(".text") && getSelection()?.isCollapsed) {
    offer(spansAt(event.clientX, event.clientY), event.clientX, event.clientY);
  }
}

/**
 * A card that is already chosen goes on to its next evidence.
 * @param {Card} card
 */
function nextOf(card) {
  if (card !== chosen?.card || !card.spans.length) return 0;
  return (chosen.nth + 1) % card.spans.length;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("choices").matches(":popover-open")) return;
  const onCard = document.activeElement?.matches(".heading");
  const down = event.key === "j" || (onCard && event.key === "ArrowDown");
  const up = event.key === "k" || (onCard && event.key === "ArrowUp");
  if (event.key === "Escape" && chosen) {
    chosen = null;
    show();
  }
  if (!down && !up) return;
  event.preventDefault();
  const at = chosen ? cards.indexOf(chosen.card) : down ? -1 : cards.length;
  const next = cards[at + (down ? 1 : -1)];
  if (next) choose(next);
}

let pointed = 0;
/** @param {PointerEvent} event */
function onPoint(event) {
  cancelAnimationFrame(pointed);
  pointed = requestAnimationFrame(() => {
    const target = /** @type {Element} */ (event.target);
    const text = target.closest?.(".text");
    text?.classList.toggle("over", spansAt(event.clientX, event.clientY).length > 0);
  });
}

/** @type {{card: Card, nth: number} | null} */
let chosen = null;
const pages = readPages();
const cards = readCards(JSON.parse(byId("result").textContent ?? ""), pages);

document.documentElement.classList.add("live");
show();
document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
byId("note").addEventListener("pointermove", onPoint);
const observer = new ResizeObserver(() => pages.forEach(layChips));
for (const page of pages.values()) observer.observe(page.element);
