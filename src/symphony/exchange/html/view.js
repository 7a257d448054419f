// @ts-check
// The walk between codes and words: click a code to see its evidence, click words to see their
// codes. The page is complete without this script; nothing here writes note text as HTML.

/** The order of interest where words belong to several cards. @type {Part[]} */
const PARTS = ["codes", "candidates", "excluded"];

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
  reveal(span);
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
  for (const chip of document.querySelectorAll(".chips [data-card]")) {
    const card = /** @type {HTMLElement} */ (chip).dataset.card;
    chip.classList.toggle("selected", card === chosen?.card.element.id);
  }
  paint(["selected", "current"]);
}

/** @param {Span} span */
function reveal(span) {
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
 * What is coded first, then the shortest.
 * @param {Span} a
 * @param {Span} b
 */
function byInterest(a, b) {
  const part = PARTS.indexOf(a.card.part) - PARTS.indexOf(b.card.part);
  return part || a.end - a.start - (b.end - b.start);
}

/**
 * Choose what belongs to the words at a place; where that is several, list them there.
 * @param {Span[]} spans
 * @param {number} x
 * @param {number} y
 */
function offer(spans, x, y) {
  const several = distinct([...spans].sort(byInterest));
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
  code.textContent = item.code ?? "no code";
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
const settled = settle();

document.documentElement.classList.add("live");
paint();
show();
document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
byId("note").addEventListener("pointermove", onPoint);
const observer = new ResizeObserver(() => {
  pages.forEach(layChips);
  show();
});
for (const page of pages.values()) observer.observe(page.element);
