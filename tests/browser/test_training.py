"""Models trained from the page: chosen, steered, paused, extended, fine-tuned, refused."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
from playwright.sync_api import Page, expect
from safetensors.torch import save_file
from torch import nn

from app.catalog.datasets import make_dataset
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.measure import wait_for
from tests.plain_training import mlp, train

MOONS = "/#data=(use:moons)&run=(use:Adam,set:(lr:0.01))&run=(use:SGD,set:(lr:0.1))&steps=200"
LONG = "/#data=(use:spirals)&run=(use:Adam,set:(lr:0.001))&steps=20000"

STATE = """async () => {
  const s = await import("/static/js/signals.js");
  return {
    comparison: s.comparison.value,
    runs: s.comparison.value.runs.map((run) => {
      const own = s.results.value.get(run.key);
      return own && {
        x: [...own.x], loss: [...own.loss], lr: [...own.lr], summary: own.summary, evaluation: own.evaluation,
        checkpoints: own.checkpoints, snapshot: own.snapshot?.step,
      };
    }),
  };
}"""


def state(page: Page) -> dict[str, Any]:
    """What the page holds of its runs."""
    held: dict[str, Any] = page.evaluate(STATE)
    return held


def wait_until_trained(page: Page) -> None:
    """Until every run has been trained as the page asks now."""
    wait_for(
        page,
        """return s.isModel.value && !s.training.value.running && s.comparison.value.runs.every((run) => {
             const own = s.results.value.get(run.key);
             return own?.complete && !own.provisional;
           });""",
        seconds=180,
    )


def wait_until_under_way(page: Page) -> None:
    """Until some steps have been taken."""
    wait_for(page, "return [...s.results.value.values()].some((own) => own.loss.length > 5);", seconds=60)


def plain_losses(comparison: dict[str, Any]) -> list[float]:
    """What a plain loop makes of a comparison's first run: a network on two classes, with its changes."""
    objective, run = comparison["objective"], comparison["runs"][0]
    data = make_dataset("spirals", objective["dataset"]["params"])
    shape = {"hidden": [32, 32], **objective["model"]["params"]}
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    trained = train(
        lambda: mlp(2, shape["hidden"], 1),
        nn.BCEWithLogitsLoss(),
        data.train.inputs,
        data.train.targets.float()[:, None],
        run["optimizer"],
        run["params"],
        comparison["steps"],
        batch_size=objective["batch_size"],
        seed=comparison["seed"],
        changes=run["changes"],
    )
    torch.set_num_threads(threads)
    return trained.loss


def unfold(page: Page, run: int) -> None:
    page.locator(".run-card").nth(run).locator(".more").first.click()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_dataset_of_the_gallery_trains_a_classifier(open_page: OpenPage, viewport: Any) -> None:
    page = open_page(viewport=viewport)
    page.locator(".objective-button").click()
    page.locator(".gallery [data-choice=models]").click()
    page.locator("[data-dataset=moons]").click()
    wait_until_trained(page)
    for own in state(page)["runs"]:
        assert own["evaluation"]["step"][0] == 0
        assert len(own["evaluation"]["step"]) == len(own["evaluation"]["validation_metric"])
        assert own["snapshot"] == own["evaluation"]["step"][-1]
        assert own["x"] == []
    best = max(own["summary"]["validation_metric"] for own in state(page)["runs"])
    assert best > 0.9
    expect(page.locator(".model-panel").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_another_loss_trains_anew_and_a_loss_of_its_own_trains_one_run(open_page: OpenPage) -> None:
    page = open_page(MOONS)
    wait_until_trained(page)
    before = state(page)["runs"]
    page.locator(".setup [data-choice=loss] select").select_option("SoftMarginLoss")
    wait_until_trained(page)
    after = state(page)
    assert after["comparison"]["objective"]["loss"] == {"id": "SoftMarginLoss", "params": {}}
    unfold(page, 1)
    page.locator(".run-card").nth(1).locator("[data-choice=loss] select").select_option("BCEWithLogitsLoss")
    wait_until_trained(page)
    again = state(page)["runs"]
    assert again[0]["loss"] == after["runs"][0]["loss"]
    assert again[1]["loss"] == before[1]["loss"]


def test_a_run_under_way_is_steered_and_the_link_trains_the_same(open_page: OpenPage) -> None:
    page = open_page(LONG)
    wait_until_under_way(page)
    page.get_by_role("button", name="Pause").first.click()
    field = page.locator('.run-card [data-param="lr"] input.number')
    field.fill("0.02")
    field.press("Enter")
    expect(page.locator(".change")).to_have_count(1)
    (change,) = state(page)["comparison"]["runs"][0]["changes"]
    assert change["params"] == {"lr": 0.02}
    budget = page.locator('.setup [data-param="steps"] input.number')
    steps = change["step"] + 60
    budget.fill(str(steps))
    budget.press("Enter")
    wait_until_trained(page)
    own = state(page)["runs"][0]
    assert own["lr"][change["step"] - 1] == pytest.approx(0.001)
    assert own["lr"][change["step"] + 1] == pytest.approx(0.02)
    assert own["loss"] == plain_losses(state(page)["comparison"])
    wait_for(page, f"return location.hash.includes('changes') && location.hash.includes('steps={steps}');")
    again = open_page("/" + page.evaluate("location.hash"))
    wait_until_trained(again)
    assert state(again)["runs"][0]["loss"] == own["loss"]
    page.locator(".change .clear").click()
    wait_until_trained(page)
    assert state(page)["comparison"]["runs"][0]["changes"] == []
    assert state(page)["runs"][0]["loss"][change["step"] + 5 :] != own["loss"][change["step"] + 5 :]


def test_a_training_pauses_goes_on_and_takes_more_steps(open_page: OpenPage) -> None:
    page = open_page(LONG)
    wait_until_under_way(page)
    page.get_by_role("button", name="Pause").first.click()
    expect(page.locator(".training-state")).to_contain_text("Paused")
    page.wait_for_timeout(300)
    done = len(state(page)["runs"][0]["loss"])
    page.wait_for_timeout(500)
    assert len(state(page)["runs"][0]["loss"]) == done
    page.get_by_role("button", name="Continue").click()
    wait_for(page, f"return [...s.results.value.values()].every((own) => own.loss.length > {done});")
    short = open_page(MOONS)
    wait_until_trained(short)
    before = state(short)["runs"][0]["loss"]
    short.get_by_role("button", name="100 steps more").click()
    wait_until_trained(short)
    after = state(short)["runs"][0]["loss"]
    assert len(after) == 301
    assert after[:200] == before[:200]


def test_a_run_is_fine_tuned_from_a_checkpoint_that_was_downloaded(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(MOONS)
    wait_until_trained(page)
    trained = state(page)["runs"][0]
    unfold(page, 0)
    card = page.locator(".run-card").nth(0)
    with page.expect_download() as download:
        card.get_by_role("link", name="Best weights").click()
    file = tmp_path / "best.safetensors"
    download.value.save_as(file)
    unfold(page, 1)
    other = page.locator(".run-card").nth(1)
    other.locator("input[type=file]").set_input_files(file)
    expect(other.locator("[data-param=start_from] select")).to_have_value(trained["checkpoints"]["best"])
    other.get_by_role("checkbox", name="Freeze hidden1").check()
    wait_until_trained(page)
    held = state(page)
    assert held["comparison"]["runs"][1]["frozen"] == ["hidden1"]
    began = held["runs"][1]["evaluation"]["validation_loss"][0]
    assert began == pytest.approx(trained["summary"]["best_validation_loss"], rel=1e-4)
    assert held["runs"][0]["loss"] == trained["loss"]


def test_what_does_not_fit_is_not_offered_and_refused_beside_its_control(open_page: OpenPage) -> None:
    page = open_page(MOONS + "&loss=(use:TripletMarginLoss)&run=(use:Muon)")
    expect(page.locator(".message")).to_contain_text("TripletMarginLoss")
    expect(page.locator(".run-card").nth(2).locator(".row-error")).to_contain_text("Muon")
    wait_until = page.locator("table.results tbody tr").nth(2)
    expect(wait_until).to_contain_text("not run")
    offered = page.locator(".setup [data-choice=loss] select option").evaluate_all(
        "all => all.map((one) => one.value)"
    )
    assert "BCEWithLogitsLoss" in offered
    assert "TripletMarginLoss" not in offered
    page.locator(".setup [data-choice=loss] select").select_option("formula")
    page.locator(".setup [data-choice=loss] .more").click()
    formula = page.locator('[data-param="loss.expression"] input')
    formula.fill("abs(prediction - nothing)")
    formula.press("Enter")
    expect(page.locator('[data-param="loss.expression"] .row-error')).to_contain_text("nothing")


def test_the_two_weights_of_a_model_are_dragged_on_their_landscape(open_page: OpenPage) -> None:
    page = open_page("/#data=(use:line)&run=(use:SGD,set:(lr:0.05))&steps=100&stage=landscape")
    wait_until_trained(page)
    handle = page.locator(".start-handle")
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = state(page)["runs"][0]
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(10):
        page.mouse.move(x + 8 * step, y + 2 * step)
        page.wait_for_timeout(20)
    page.mouse.up()
    wait_until_trained(page)
    held = state(page)
    start = held["comparison"]["objective"]["model"]["params"]["start"]
    assert held["runs"][0]["x"][0] == pytest.approx(start[0], rel=1e-4)
    assert held["runs"][0]["x"][0] != before["x"][0]


def test_each_path_lies_on_the_landscape_of_its_own_loss(open_page: OpenPage) -> None:
    link = (
        "/#data=(use:outliers)&model=(use:two_weight)&loss=(use:MSELoss)&batch=full"
        "&run=(use:Adam,set:(lr:0.1),label:squared)"
        "&run=(use:Adam,set:(lr:0.1),loss:(use:L1Loss),label:absolute)&steps=100&stage=landscape"
    )
    page = open_page(link + "&layout=side")
    wait_until_trained(page)
    wait_for(page, "return s.landscapes.value.size === 2;")
    heights = page.evaluate(
        """async () => [...(await import("/static/js/signals.js")).landscapes.value.values()]
             .map(({ z }) => Math.max(...z.flat()))"""
    )
    assert max(heights) > 3 * min(heights), "squares of the same errors"
    expect(page.locator(".panel-title")).to_have_count(2)
    page.keyboard.press("1")
    absolute = page.locator(".legend button", has_text="absolute")
    expect(absolute).to_have_attribute("data-elsewhere", "true")
    page.get_by_label("The loss whose landscape is shown").select_option(label="Mean absolute error")
    expect(absolute).to_have_attribute("data-elsewhere", "false")
    expect(page.locator(".legend button", has_text="squared")).to_have_attribute("data-elsewhere", "true")
    wait_for(page, 'return location.hash.includes("ground=1");')


def test_a_checkpoint_that_is_none_or_does_not_fit_is_refused_in_words(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(MOONS)
    wait_until_trained(page)
    unfold(page, 1)
    card = page.locator(".run-card").nth(1)
    pickled = tmp_path / "weights.safetensors"
    pickled.write_bytes(pickle.dumps({"hidden1.weight": [1.0]}))
    card.locator("input[type=file]").set_input_files(pickled)
    expect(page.locator("body")).to_contain_text("expected a safetensors file")
    other = tmp_path / "other.safetensors"
    save_file({"hidden1.weight": torch.zeros(7, 2), "elsewhere": torch.zeros(3)}, other)
    card.locator("input[type=file]").set_input_files(other)
    expect(card.locator(".row-error")).to_contain_text("hidden1.weight is 7 x 2")
    expect(card.locator(".row-error")).to_contain_text("elsewhere")
    card.locator("[data-param=start_from] select").select_option(index=0)
    wait_until_trained(page)
    expect(card.locator(".row-error")).to_have_count(0)


def test_the_confusion_matrix_is_that_of_the_api(open_page: OpenPage) -> None:
    page = open_page(MOONS)
    wait_until_trained(page)
    own = state(page)["runs"][0]
    shown = page.locator(".matrix").first.locator("tbody td").all_inner_texts()
    (right, wrong), (missed, found) = ([int(cell) for cell in row] for row in (shown[:2], shown[2:]))
    total = right + wrong + missed + found
    assert total == make_dataset("moons", {}).shape.validation
    assert (right + found) / total == pytest.approx(own["summary"]["validation_metric"])
