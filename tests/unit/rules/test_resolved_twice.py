"""Excludes1 against an independent reading of the tabular list.

This resolver shares nothing with the one under test: it walks parents instead of stored lineage,
scans text by characters instead of one pattern, compares codes as strings within lists of
categories instead of positions, and reads a "with" phrase as a function of single characters.
"""

import random
import string

from symphony.books.model import NoteKind
from symphony.rules.book import Book

MISPRINTS = {
    ("F06.7", "I69.01-I69.11-, I69.21-I69.31-, I69.81- I69.91-"):
        "I69.01-, I69.11-, I69.21-, I69.31-, I69.81-, I69.91-",
    ("E87.2", "categories E08-E10, E11, E13 with ketoacidosis"): "(E08-E10, E11, E13 with .1)",
    ("R10.85", "R10.1-R10.4-"): "R10.1-R10.3-",
    ("F02", "G31.90"): "G31.09",
}  # fmt: skip


class Reader:
    def __init__(self, release):
        self.release = release
        entries = [entry for entry in release.codes() if entry.level not in ("chapter", "block")]
        self.parent = {entry.code: entry.parent for entry in release.codes()}
        self.billable = [entry.code for entry in entries if entry.billable]
        self.categories = [entry.code for entry in entries if entry.level == "category"]
        self.known = {entry.code for entry in entries}
        self.under = {}
        for code in self.billable:
            at = code
            while at is not None:
                self.under.setdefault(at, set()).add(code)
                at = self.parent[at]
        self.read = {}

    def excluded(self, code):
        above, at = [], code
        while at is not None:
            above.append(at)
            at = self.parent[at]
        found = set()
        for owner in above:
            if owner not in self.read:
                notes = self.release.notes(owner, inherited=False)
                texts = [note.text for note in notes if note.kind is NoteKind.EXCLUDES1]
                self.read[owner] = set().union(*(self.named(owner, text) for text in texts))
            found |= self.read[owner]
        return found

    def named(self, owner, text):
        for (under, wrong), right in MISPRINTS.items():
            if under == owner:
                text = text.replace(wrong, right)
        inner = [part for part in self.brackets(text) if self.codes_in(part)]
        found = set()
        for part in inner or [text]:
            head, _, phrase = part.partition("with ")
            if not self.codes_in(head):
                head, phrase = part, ""
            keep = self.condition(phrase) if inner or phrase.startswith("5th") else None
            for first, last in self.spans(head):
                found |= {c for c in self.between(first, last) if keep is None or keep(c)}
        return found

    @staticmethod
    def brackets(text):
        parts, depth, start = [], 0, 0
        for place, character in enumerate(text):
            if character in "([{":
                depth, start = depth + 1, place + 1
            elif character in ")]}" and depth:
                depth -= 1
                parts.append(text[start:place])
        if depth:
            parts.append(text[start:])
        return parts

    def tokens(self, text):
        """Codes, and what stands between them."""
        word, found = "", []
        for character in text + " ":
            if character in string.ascii_letters + string.digits or (character == "." and word):
                word += character
                continue
            self.put(word, found)
            word = ""
            found.append(character)
        return found

    def put(self, word, found):
        if not word:
            return
        stem = word.rstrip(".")
        if stem in self.known:
            found.append((stem,))
            found.extend(word[len(stem) :])
        else:
            found.append(word)

    def codes_in(self, text):
        return [token for token in self.tokens(text) if isinstance(token, tuple)]

    def spans(self, text):
        tokens = self.tokens(text)
        spans, at = [], 0
        while at < len(tokens):
            if not isinstance(tokens[at], tuple):
                at += 1
                continue
            first = last = tokens[at][0]
            ahead = at + 1
            while ahead < len(tokens) and tokens[ahead] in ("-", " ", ".", "to"):
                ahead += 1
            joint = "".join(t for t in tokens[at + 1 : ahead])
            if (
                ahead < len(tokens)
                and isinstance(tokens[ahead], tuple)
                and ("-" in joint or "to" in joint)
            ):
                last, at = tokens[ahead][0], ahead
            spans.append((first, last))
            at += 1
        return spans

    def between(self, first, last):
        if first == last:
            return self.under[first]
        start, end = self.categories.index(first[:3]), self.categories.index(last[:3])
        inside = self.categories[start : end + 1]
        return {
            code
            for category in inside
            for code in self.under[category]
            if (code >= first or category != first[:3])
            and (category != last[:3] or code <= last or code in self.under[last])
        }

    def condition(self, phrase):
        phrase = phrase.strip(" ,").rstrip(".")
        if not phrase:
            return None
        letters = phrase.replace("characters", "character").replace("-character", " character")
        if letters.startswith("open fracture"):
            return lambda code: code[-1] in "BCEFHJMNQR"
        if letters.startswith("final character -"):
            return lambda code: code.endswith(letters[-2:])
        if letters.startswith("fifth or six"):
            wanted = self.wanted(letters.partition("character ")[2])
            return lambda code: self.intent(code) in wanted
        return self.at_place(letters) or self.after_dot(
            "." + phrase.partition(".")[2] if "." in phrase else "." + phrase
        )

    def at_place(self, letters):
        if letters.startswith("fifth to sixth"):
            return lambda code: code.replace(".", "")[4:6] == letters[-2:]
        for name, place in (("fifth", 5), ("5th", 5), ("sixth", 6), ("seventh", 7), ("7th", 7)):
            if letters.startswith(name):
                wanted = self.wanted(letters.partition("character ")[2])
                return lambda code, p=place, w=wanted: code.replace(".", "")[p - 1 : p] in w
        return None

    @staticmethod
    def after_dot(phrase):
        ends = []
        for part in phrase.replace(". ", ", ").replace(" or ", ", ").split(","):
            low, _, high = part.strip().lstrip(".").partition("-")
            high = high.lstrip(".")
            ends += [str(n) for n in range(int(low), int(high) + 1)] if high else [low]
        return lambda code: any(code[4:].startswith(end) for end in ends)

    @staticmethod
    def wanted(text):
        found = set()
        for part in text.replace(" or ", ",").split(","):
            low, _, high = part.strip(" .").partition("-")
            high = high or low
            found |= {chr(n) for n in range(ord(low), ord(high) + 1)}
        return found

    @staticmethod
    def intent(code):
        plain = code.replace(".", "")
        sixth = plain[5:6]
        return plain[4:5] if sixth in ("X", "") else sixth


def resolved(book, code, billable):
    found = set()
    for link in book.links(code, NoteKind.EXCLUDES1):
        for reach in link.reaches:
            stretch = (billable.get(n) for n in range(reach.low, reach.high + 1))
            found |= {entry.code for entry in stretch if entry and reach.holds(entry)}
    return found


def test_excludes1_of_200_codes(release):
    book, reader = Book(release), Reader(release)
    billable = {entry.position: entry for entry in release.codes() if entry.billable}
    drawn = random.Random(20260401).sample(reader.billable, 200)
    wrong = [code for code in drawn if resolved(book, code, billable) != reader.excluded(code)]
    assert wrong == []
    assert sum(bool(reader.excluded(code)) for code in drawn) > 100


def test_excludes1_of_codes_under_a_narrowed_note(release):
    """The 200 codes meet few notes that narrow a reference ("with fifth or sixth character 5")."""
    book, reader = Book(release), Reader(release)
    billable = {entry.position: entry for entry in release.codes() if entry.billable}
    narrowed = {
        entry.code
        for entry in release.codes()
        for link in book.own_links(entry.code)
        if link.note.kind is NoteKind.EXCLUDES1 and any(reach.pattern for reach in link.reaches)
    }
    drawn = [min(reader.under[owner]) for owner in sorted(narrowed) if owner in reader.under]
    wrong = [code for code in drawn if resolved(book, code, billable) != reader.excluded(code)]
    assert wrong == []
    assert len(drawn) > 15
