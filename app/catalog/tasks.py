"""What can be asked of a model? The tasks that datasets set."""

from __future__ import annotations

from app.catalog.entries import Task, Text

TASKS: dict[Task, tuple[Text, Text]] = {
    "regression": (
        Text("Regression", "回归"),
        Text("Predict a number.", "预测一个数值。"),
    ),
    "counts": (
        Text("Counts", "计数"),
        Text("Predict how often something happens: 0, 1, 2, ...", "预测某件事发生多少次：0、1、2……"),
    ),
    "binary": (
        Text("Two classes", "二分类"),
        Text("Decide between two classes.", "在两个类别之间做判断。"),
    ),
    "multiclass": (
        Text("Several classes", "多分类"),
        Text("Decide which one of several classes it is.", "判断属于多个类别中的哪一个。"),
    ),
    "multilabel": (
        Text("Several labels", "多标签"),
        Text(
            "Decide for each of several labels whether it applies; none, one or all may.",
            "对每个标签分别判断是否成立，可以一个都没有，也可以全部成立。",
        ),
    ),
    "soft_labels": (
        Text("Soft labels", "软标签"),
        Text("Predict the probability of each class.", "预测每个类别的概率。"),
    ),
    "ranking": (
        Text("Ranking", "排序"),
        Text("Tell which one of two is better.", "判断两个样本中哪个更好。"),
    ),
    "similarity": (
        Text("Similarity", "相似度"),
        Text("Tell whether two are of one kind.", "判断两个样本是否同类。"),
    ),
    "triplets": (
        Text("Triplets", "三元组"),
        Text(
            "Bring like samples together and keep unlike ones apart.",
            "让同类样本彼此靠近，让异类样本彼此远离。",
        ),
    ),
}
