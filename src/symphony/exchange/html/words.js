// @ts-check
// The words of the documents: where evidence lies in the page, and what lies at a point.
// words.js, marks.js and view.js are placed in the page one after the other, as one module.

/** @typedef {"codes" | "candidates" | "excluded"} Part */
/** @typedef {{document: string, start: number, end: number, section: string | null}} Evidence */
/** @typedef {{code: string | null, display?: string, text?: string, evidence: Evidence[]}} Item */
/** @typedef {{element: HTMLElement, name: string, margin: HTMLElement, spans: Span[]}} Page */
/** @typedef {{element: HTMLElement, button: HTMLButtonElement, part: Part, item: Item, spans: Span[]}} Card */
/**
 * Evidence in the page; `start` and `end` count UTF-16 units.
 * @typedef {{page: Page, start: number, end: number, card: Card, evidence: Evidence}} Span
 */

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

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @returns {Map<string, Page>} */
function readPages() {
  const pages = new Map();
  for (const element of document.querySelectorAll(".text")) {
    element.normalize(); // a parser may split long text; one node is quickest
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
  const found = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".card"));
  const cards = [...found].map((element) => {
    const [part, place] = element.id.split("-");
    const item = result[/** @type {Part} */ (part)][Number(place)];
    const button = /** @type {HTMLButtonElement} */ (element.querySelector(".heading"));
    /** @type {Card} */
    const card = { element, button, part: /** @type {Part} */ (part), item, spans: [] };
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

/**
 * The text nodes of a page, one, or several where it is split by marks, with their offsets.
 * @param {Page} page
 * @returns {Generator<{node: Text, from: number}>}
 */
function* nodesOf(page) {
  const walker = document.createTreeWalker(page.element, NodeFilter.SHOW_TEXT);
  let from = 0;
  for (let found = walker.nextNode(); found; found = walker.nextNode()) {
    const node = /** @type {Text} */ (found);
    yield { node, from };
    from += node.length;
  }
}

/** @param {{page: Page, start: number, end: number}} span */
function rangeOf(span) {
  const range = document.createRange();
  for (const { node, from } of nodesOf(span.page)) {
    const to = from + node.length;
    if (from <= span.start && span.start < to) range.setStart(node, span.start - from);
    if (from < span.end && span.end <= to) range.setEnd(node, span.end - from);
  }
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
  const base = [...nodesOf(page)].find(({ node }) => node === caret[0]);
  if (!base) return [];
  const offset = base.from + caret[1];
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
