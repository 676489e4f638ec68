"""What axe-core, an accessibility checker that is not ours, has against a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

FOLDER = Path(__file__).parent / "vendor" / "axe"

# WCAG 2.2 AA, and axe's own good practices: headings in order, nothing outside of landmarks.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = """async ([tags, foreign]) => {
  const runOnly = { type: "tag", values: tags };
  const exclude = foreign.map((one) => [one]);
  const { violations } = await axe.run({ exclude }, { runOnly, resultTypes: ["violations"] });
  return violations.map(({ id, help, nodes }) => ({
    id, help, nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} :: ${failureSummary}`),
  }));
}"""


def complaints(page: Page, foreign: Sequence[str] = ()) -> list[str]:
    """Each violation of axe's rules on the page as it stands, but for what is `foreign`, by selector."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((FOLDER / "axe.min.js").read_text())
    found: list[dict[str, Any]] = page.evaluate(ASK, [TAGS, list(foreign)])
    return [f"{one['id']}: {one['help']}\n  " + "\n  ".join(one["nodes"]) for one in found]
