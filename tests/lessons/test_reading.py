"""A lesson is what its file says; what is none becomes one sentence with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.lessons import Library, Step
from tests.lessons.writing import CHINESE, GOOD, library_of

OPENING = "# Title\n\nAbout.\n\n"
SCENE = "```scene one\nsteps=5\n```\n"
STEP = f"{OPENING}## Step\n\n{SCENE}"


def only(library: Library) -> tuple[str, int | None, str]:
    """The one problem of a library without lessons."""
    assert library.lessons == ()
    [problem] = library.problems
    return problem.file, problem.line, problem.sentence


def test_a_lesson_has_a_title_a_purpose_and_steps_with_scenes(tmp_path: Path) -> None:
    library = library_of(tmp_path, **{"01-down_en": GOOD, "01-down_zh": CHINESE})
    assert library.problems == ()
    [lesson] = library.lessons
    assert (lesson.name, lesson.number, lesson.own) == ("down", 1, True)
    text = lesson.text("en")
    assert text.title.plain == "Going down"
    assert text.about.plain == "What a step of size \\eta does."
    assert "<em>step</em>" in text.about.html
    assert "<math" in text.about.html
    assert [step.title.plain for step in text.steps] == ["A valley", "Faster", "A ridge"]
    assert [step.scene.link for step in text.steps] == [
        "f='beale'&steps=300",
        "f='beale'&steps=300",
        "f='rosenbrock'&steps=50",
    ]
    assert "<mfrac>" in text.steps[0].body
    assert "scene" not in text.steps[0].body


def test_a_translation_takes_the_links_of_the_scenes_that_it_names(tmp_path: Path) -> None:
    [lesson] = library_of(tmp_path, a_en=GOOD, a_zh=CHINESE).lessons
    assert [step.scene for step in lesson.text("zh").steps] == [
        step.scene for step in lesson.text("en").steps
    ]
    assert lesson.text("zh").title.plain == "向下走"


def test_a_lesson_in_one_language_is_read_in_that_one(tmp_path: Path) -> None:
    [lesson] = library_of(tmp_path, a_en=GOOD).lessons
    assert lesson.text("zh").language == "en"


def test_what_stands_after_a_scene_waits_where_the_scene_asks_first(tmp_path: Path) -> None:
    def step(link: str) -> Step:
        text = f"{OPENING}## First\n\nWhich?\n\n```scene one\n{link}\n```\n\nThat one.\n"
        [lesson] = library_of(tmp_path, a_en=text).lessons
        return lesson.text("en").steps[0]

    asking, showing = step("f=sphere&predict=rank"), step("f=sphere")
    assert (asking.body.strip(), asking.answer.strip()) == ("<p>Which?</p>", "<p>That one.</p>")
    assert asking.asks
    assert not showing.asks
    assert showing.answer == asking.answer


def test_steps_before_the_first_scene_show_it(tmp_path: Path) -> None:
    text = f"{OPENING}## First\n\nWords.\n\n## Second\n\n{SCENE}"
    [lesson] = library_of(tmp_path, a_en=text).lessons
    assert [step.scene.name for step in lesson.text("en").steps] == ["one", "one"]


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "expected a title first, such as “# Gradient descent”"),
        ("Words\n", 1, "expected a title first"),
        ("#\n\nAbout\n\n## S\n", 1, "expected words in the title, got none"),
        ("# T\n\n## Step\n", 3, "expected one paragraph under the title"),
        (f"# T\n\nOne.\n\nTwo.\n\n## S\n\n{SCENE}", 5, "expected the first step, such as"),
        (f"{OPENING}##\n\n{SCENE}", 5, "expected words in the heading of a step"),
        (f"{OPENING}## S\n\nWords.\n", None, "expected at least one scene"),
        (f"{STEP}\n# Again\n", 11, "expected one title in a lesson, got a second one"),
        (f"{STEP}\n{SCENE}", 11, "expected at most one scene in a step"),
        (f"{STEP}\n## B\n\n{SCENE}", 13, "got one again, which is also in line 7"),
        (f"{OPENING}## S\n\n- a\n\n  ```scene one\n  steps=5\n  ```\n", 9, "inside a list or a quotation"),
        (f"{OPENING}## S\n\n```scene\nsteps=5\n```\n", 7, "after “scene”, got “”"),
        (f"{OPENING}## S\n\n```scene a b\nsteps=5\n```\n", 7, "got “a b”"),
        (
            f"{OPENING}## S\n\n```scene one\nsteps=5\n\n## T\n",
            7,
            "expected ``` after the scene one, got none",
        ),
        (
            f"{OPENING}## S\n\n```scene one\nhttps://a.example/x\n```\n",
            7,
            "scene after its #, got “https://a",
        ),
        (f"{OPENING}## S\n\n```scene one\nnothing at all\n```\n", 7, "got “nothing at all”"),
        (f"{OPENING}## S\n\n```scene one\nnote='<b>'\n```\n", 7, "got “note='<b>'”"),
        (f"{OPENING}## S\n\n```scene one\nsteps={'1' * 9000}\n```\n", 7, "at most 8000 characters, got 9006"),
        (f"{OPENING}## S\n\n```scene one\n```\n", 7, "or a scene of that name with one in the translation"),
        (f"{STEP}\nA\nand $\\foo$.\n", 12, "got the unknown command “\\foo”"),
        (f"{STEP}\nA $\\frac{{1}}$.\n", 11, "expected mathematics in TeX, got “\\frac{1}”"),
        (f"{STEP}\nA $x}}$.\n", 11, "expected mathematics in TeX"),
        (f"{STEP}\n$$\n\\left( x\n$$\n", 11, "expected mathematics in TeX"),
        (f"{STEP}\nA ${'{' * 60}x{'}' * 60}$.\n", 11, "expected mathematics in TeX"),
        (f"{STEP}\nA ${'x' * 3000}$.\n", 11, "at most 2000 characters of mathematics, got 3000"),
        (f"{STEP}\n![a](https://a.example/a.png)\n", 11, "expected a picture under /static/"),
    ],
)
def test_what_is_no_lesson_becomes_a_sentence_with_its_line(
    tmp_path: Path, text: str, line: int | None, sentence: str
) -> None:
    file, where, said = only(library_of(tmp_path, a_en=text))
    assert (file, where) == ("a.en.md", line)
    assert sentence in said
    assert str(tmp_path) not in said


def test_bytes_that_are_no_utf_8_are_named_with_their_line(tmp_path: Path) -> None:
    said = only(library_of(tmp_path, a_en=STEP.encode() + b"\n\nna\xefve\n"))
    assert said == ("a.en.md", 12, "expected text in UTF-8, got the byte 0xef")


def test_a_mark_at_the_beginning_and_lines_of_windows_are_read(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + STEP.replace("\n", "\r\n").encode()
    assert library_of(tmp_path, a_en=data).problems == ()


def test_the_tex_that_lessons_need_is_understood(tmp_path: Path) -> None:
    written = [
        r"\hat{m}_t = \frac{m_t}{1-\beta_1^t}",
        r"\operatorname{sign}(g) \arg\min_x f(x)",
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
        r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
        r"\lVert g \rVert_2 \approx 10^{-3} \cdot \sqrt{v} \pm \epsilon \le \mathbb{E}[L]",
        r"\begin{pmatrix} 1 & 0 \\ 0 & 2 \end{pmatrix} \mathbf{w}^\top \nabla^2 L",
        r"\text{a < b & c}",
    ]
    text = STEP + "".join(f"\nHere ${tex}$ and\n\n$$\n{tex}\n$$\n" for tex in written)
    library = library_of(tmp_path, a_en=text)
    assert library.problems == ()
    body = library.lessons[0].text("en").steps[0].answer
    assert body.count("<math") == 2 * len(written)
    assert "a&nbsp;&lt;&nbsp;b" in body


def test_prices_are_no_mathematics(tmp_path: Path) -> None:
    [lesson] = library_of(tmp_path, a_en=f"{STEP}\nFrom $5 to $6.\n").lessons
    assert "From $5 to $6." in lesson.text("en").steps[0].answer
