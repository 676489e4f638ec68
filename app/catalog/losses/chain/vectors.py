"""From two scores, a distance, or embeddings to the loss of pairs and triplets."""

from __future__ import annotations

from torch import Tensor

from app.catalog.entries import Text
from app.catalog.losses.chain.parts import Draft, Line, Sample, labels_of, spread


def ranks(sample: Sample) -> Draft:
    first, second = sample.output[:, 0].tolist()
    values = {"s": first, "t": second, "y": sample.target.item(), "margin": sample["margin"]}
    lead = Text(
        "How far the one that should be higher leads; negative where it lags.",
        "应当更高的一方领先多少；落后则为负。",
    )
    short = Text(
        "What it lacks of the margin; 0 where it has it.", "距离领先一个间隔还差多少；已领先则为 0。"
    )
    lines = [
        Line("d", "y * (s - t)", "term", lead),
        Line("own", "max(0, margin - d)", "loss", short),
    ]
    return Draft(values, lines)


def distances(sample: Sample) -> Draft:
    values = {"d": sample.output.item(), "margin": sample["margin"]}
    if sample.target.item() > 0:
        near = Text("A similar pair costs its distance.", "相似的一对：距离就是损失。")
        return Draft(values, [Line("own", "d", "loss", near)])
    far = Text(
        "A dissimilar pair costs what its distance lacks of the margin.",
        "不相似的一对：距离比间隔还差多少，就损失多少。",
    )
    return Draft(values, [Line("own", "max(0, margin - d)", "loss", far)])


_DOT = Line(
    "dot",
    "total(a_c * b_c, c)",
    "term",
    Text("The dot product of the two vectors.", "两个向量的点积。"),
)
_ANGLE = Text(
    "The cosine of the angle: 1 for the same direction, 0 for a right angle.",
    "夹角的余弦：同向为 1，直角为 0。",
)
_LENGTH = Text("The length of the vector.", "向量的长度。")


def _two_vectors(sample: Sample, one: Tensor, other: Tensor) -> Draft:
    return Draft({**spread("a", one), **spread("b", other)}, [_DOT], {"c": labels_of(one)})


def cosine_embedding(sample: Sample) -> Draft:
    draft = _two_vectors(sample, sample.output[0], sample.output[1])
    # torch adds this to both squares, whatever its eps elsewhere.
    draft.values["eps"] = 1e-12
    draft.lines += [
        Line("length_a", "sqrt(total(a_c ** 2, c) + eps)", "term", _LENGTH),
        Line("length_b", "sqrt(total(b_c ** 2, c) + eps)", "term", _LENGTH),
        Line("cosine", "dot / (length_a * length_b)", "term", _ANGLE),
    ]
    if sample.target.item() > 0:
        near = Text("A similar pair costs what its cosine lacks of 1.", "相似的一对：余弦比 1 差多少。")
        draft.lines.append(Line("own", "1 - cosine", "loss", near))
    else:
        draft.values["margin"] = sample["margin"]
        far = Text(
            "A dissimilar pair costs what its cosine is above the margin.",
            "不相似的一对：余弦超出间隔多少。",
        )
        draft.lines.append(Line("own", "max(0, cosine - margin)", "loss", far))
    return draft


def cosine_similarity(sample: Sample) -> Draft:
    if sample.prediction.dim() == 2 and sample["dim"] == 0:
        return _columns(sample)
    pair = sample.prediction.dim() == 3
    one, other = (sample.output[0], sample.output[1]) if pair else (sample.output, sample.target)
    draft = _two_vectors(sample, one, other)
    draft.values["eps"] = sample["eps"]
    draft.lines += [
        Line("length_a", "max(sqrt(total(a_c ** 2, c)), eps)", "term", _LENGTH),
        Line("length_b", "max(sqrt(total(b_c ** 2, c)), eps)", "term", _LENGTH),
        Line("cosine", "dot / (length_a * length_b)", "term", _ANGLE),
    ]
    about = Text("One minus the cosine.", "一减去余弦。")
    if pair:
        draft.values["y"] = sample.target.item()
        about = Text(
            "One minus the cosine, whose sign is turned for dissimilar pairs.",
            "一减去余弦；不相似的一对余弦取反号。",
        )
    draft.lines.append(Line("own", "1 - y * cosine" if pair else "1 - cosine", "loss", about))
    return draft


def _columns(sample: Sample) -> Draft:
    """Cosines of whole columns, to each of which a sample only adds: there is no loss of its own."""
    keep = [place for place in range(len(sample.prediction)) if place != sample.place]
    others, truths = sample.prediction[keep], sample.truth[keep]
    values = {
        **spread("a", sample.output),
        **spread("b", sample.target),
        **spread("others_dot", (others * truths).sum(dim=0)),
        **spread("others_a", (others**2).sum(dim=0)),
        **spread("others_b", (truths**2).sum(dim=0)),
        "eps": sample["eps"],
        "classes": float(len(sample.output)),
    }
    adds = Text(
        "What this sample adds to each class's column, and what the others do.",
        "这个样本对每个类别的一列贡献多少，加上其他样本的。",
    )
    mean = Text("One minus the mean of the columns' cosines.", "一减去各列余弦的平均。")
    lines = [
        Line("dot_c", "a_c * b_c + others_dot_c", "term", adds),
        Line("length_a_c", "max(sqrt(a_c ** 2 + others_a_c), eps)", "term", _LENGTH),
        Line("length_b_c", "max(sqrt(b_c ** 2 + others_b_c), eps)", "term", _LENGTH),
        Line("cosine_c", "dot_c / (length_a_c * length_b_c)", "term", _ANGLE),
        Line("reduced", "total(1 - cosine_c, c) / classes", "reduction", mean),
    ]
    return Draft(values, lines, {"c": labels_of(sample.output)})


def triplets(sample: Sample) -> Draft:
    anchor, positive, negative = sample.output
    power = float(sample["p"])
    values = {**spread("a", anchor), **spread("b", positive), **spread("n", negative)}
    values |= {"margin": sample["margin"], "eps": sample["eps"]}
    if power not in (1.0, 2.0):
        values["power"] = power
    near = Text("How far the anchor is from the positive.", "锚点到正例的距离。")
    far = Text("How far the anchor is from the negative.", "锚点到负例的距离。")
    lines = [
        Line("to_positive", _distance("a_c - b_c", power), "term", near),
        Line("to_negative", _distance("a_c - n_c", power), "term", far),
    ]
    name = "to_negative"
    if sample["swap"]:
        other = Text("How far the positive is from the negative.", "正例到负例的距离。")
        least = Text("The nearer of the two counts.", "两者中较近的一个算数。")
        lines += [
            Line("swapped", _distance("b_c - n_c", power), "term", other),
            Line("nearer", "min(to_negative, swapped)", "term", least),
        ]
        name = "nearer"
    about = Text(
        "What the negative lacks of being farther than the positive by the margin; 0 where it is.",
        "负例要比正例远出一个间隔，还差多少；已够远则为 0。",
    )
    lines.append(Line("own", f"max(0, to_positive - {name} + margin)", "loss", about))
    return Draft(values, lines, {"c": labels_of(anchor)})


def _distance(difference: str, power: float) -> str:
    if power == 2:
        return f"sqrt(total(({difference} + eps) ** 2, c))"
    if power == 1:
        return f"total(abs({difference} + eps), c)"
    return f"total(abs({difference} + eps) ** power, c) ** (1 / power)"
