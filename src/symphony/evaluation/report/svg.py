"""Plots as SVG, drawn here so that the page needs neither script nor network."""

from collections.abc import Sequence

from symphony.exchange.html.markup import Markup, element

WIDTH, HEIGHT, EDGE = 360, 260, 40

Point = tuple[float, float]


def _shape(name: str, *children: str | None, **places: float | str) -> Markup:
    """An element whose attributes are places in the drawing, in pixels."""
    return element(name, *children, **{key: str(value) for key, value in places.items()})


def square(
    name: str,
    across: str,
    up: str,
    *,
    line: Sequence[Point] = (),
    dots: Sequence[tuple[float, float, float]] = (),
    diagonal: bool = False,
) -> Markup:
    """A plot of values from 0 to 1 on both axes.

    Args:
        name: what the plot shows, also for those who do not see it.
        across: what the horizontal axis is.
        up: what the vertical axis is.
        line: points that are joined.
        dots: points that are not, each with the share (0-1) of the largest size.
        diagonal: draw where both axes are equal.
    """
    marks = [_axes(across, up)]
    if diagonal:
        (x1, y1), (x2, y2) = _place((0, 0)), _place((1, 1))
        marks.append(_shape("line", x1=x1, y1=y1, x2=x2, y2=y2, class_="diagonal"))
    if line:
        points = " ".join(f"{x},{y}" for x, y in map(_place, line))
        marks.append(_shape("polyline", points=points, class_="curve"))
    for x, y, size in dots:
        cx, cy = _place((x, y))
        title = element("title", f"{across} {x:.2f}, {up} {y:.2f}")
        marks.append(_shape("circle", title, cx=cx, cy=cy, r=round(3 + 7 * size, 1), class_="dot"))
    return _figure(name, HEIGHT, *marks)


def bars(name: str, rows: Sequence[tuple[str, float | None, str]]) -> Markup:
    """Horizontal bars: what each is, how long it is (0-1, None for not judged), and its label."""
    marks = []
    for number, (text, value, label) in enumerate(rows):
        top = number * 28
        marks.append(_shape("text", text, x=92, y=top + 18, class_="name"))
        marks.append(_shape("rect", x=100, y=top + 4, width=160, height=20, class_="track"))
        if value is not None:
            width = round(160 * value, 1)
            marks.append(_shape("rect", x=100, y=top + 4, width=width, height=20, class_="bar"))
        marks.append(_shape("text", label, x=266, y=top + 18, class_="label"))
    return _figure(name, 28 * len(rows) + 6, *marks)


def _place(point: Point) -> Point:
    x, y = point
    return (
        round(EDGE + x * (WIDTH - 2 * EDGE), 1),
        round(HEIGHT - EDGE - y * (HEIGHT - 2 * EDGE), 1),
    )


def _axes(across: str, up: str) -> Markup:
    marks = []
    for tenth in range(0, 11, 2):
        value = tenth / 10
        (x, low), (_, high) = _place((value, 0)), _place((value, 1))
        (left, y), (right, _) = _place((0, value)), _place((1, value))
        marks.append(_shape("line", x1=x, y1=low, x2=x, y2=high, class_="grid"))
        marks.append(_shape("line", x1=left, y1=y, x2=right, y2=y, class_="grid"))
        marks.append(_shape("text", f"{value:.1f}", x=x, y=low + 14, class_="tick middle"))
        marks.append(_shape("text", f"{value:.1f}", x=left - 6, y=y + 4, class_="tick end"))
    marks.append(_shape("text", across, x=WIDTH / 2, y=HEIGHT - 6, class_="axis middle"))
    marks.append(_shape("text", up, x=EDGE, y=EDGE - 12, class_="axis"))
    return element("g", *marks)


def _figure(name: str, height: int, *marks: Markup) -> Markup:
    drawing = element(
        "svg",
        element("title", name),
        *marks,
        viewBox=f"0 0 {WIDTH} {height}",
        width=WIDTH,
        height=height,
        role="img",
        aria_label=name,
    )
    return element("figure", drawing, element("figcaption", name))
