"""Polyps of the bowel by the name that the pathologist gave them."""

import pytest

from symphony.coding.extractor.adenomas import adenomas


def _sites(text: str) -> list[str]:
    return [adenoma.term.removeprefix("benign neoplasm of ") for adenoma in adenomas(text)]


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        ("A) cecal polyp: tubular adenoma. B) rectal polyp: hyperplastic.", ["cecum"]),
        ("Colon, splenic flexure, polyp:\n  - Tubulovillous adenoma\n", ["transverse colon"]),
        ("1. RECTUM, POLYPECTOMY: TUBULAR ADENOMA\n2. CECUM, BIOPSY: NORMAL\n", ["rectum"]),
        (
            "Tubular adenomas of the ascending and descending colon.",
            ["ascending colon", "descending colon"],
        ),
        ("Three adenomas removed (cecum, sigmoid).", ["cecum", "sigmoid colon"]),
        ("Hyperplastic polyp in the rectum, serrated lesion in the cecum", ["cecum"]),
        ("The duodenal polyp was an adenoma.", ["duodenum"]),
    ],
)
def test_the_site_stands_before_or_behind_the_name(text: str, sites: list[str]) -> None:
    assert _sites(text) == sites


@pytest.mark.parametrize(
    "text",
    [
        "History of a sigmoid tubular adenoma.",
        "Last colonoscopy: cecal polyp, tubular adenoma in 2021",
        "The rectum is normal; adrenal adenoma.",
        "Rectal exam deferred, pituitary adenoma",
        "Pathology is awaited of the sigmoid polyp.",
        "No adenoma in the rectum.",
    ],
)
def test_earlier_ones_and_those_of_other_organs_are_left_out(text: str) -> None:
    assert not _sites(text)
