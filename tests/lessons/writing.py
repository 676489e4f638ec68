"""Lessons as somebody would write them."""

from __future__ import annotations

from pathlib import Path

from app.lessons import Library, Shelf
from app.settings import Settings

GOOD = """# Going down

What a *step* of size $\\eta$ does.

## A valley

The rate is $\\frac{2}{\\lambda_{\\max}}$.

```scene valley
f='beale'
&steps=300
```

## Faster

Still the same scene.

## A ridge

$$x \\leftarrow x - \\eta \\nabla f(x)$$

```scene ridge
http://127.0.0.1:8000/#f='rosenbrock'&steps=50
```
"""

CHINESE = """# 向下走

大小为 $\\eta$ 的一步会怎样。

## 山谷

学习率是 $\\frac{2}{\\lambda_{\\max}}$。

```scene valley
```

## 更快

场景不变。

## 山脊

换一个函数。

```scene ridge
```
"""


def shelf_of(folder: Path, built_in: Path | None = None, **limits: int) -> Shelf:
    """A shelf with this folder as the teacher's own, and no built-in lessons unless they are named."""
    empty = folder.parent / f"{folder.name}-without"
    empty.mkdir(exist_ok=True)
    return Shelf(Settings(lessons=folder, **limits), built_in or empty)  # type: ignore[arg-type]


def library_of(folder: Path, **files: str | bytes) -> Library:
    """The library of a folder with these files; `a_en` is the file a.en.md."""
    for name, text in files.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name.replace('_', '.')}.md").write_bytes(data)
    return shelf_of(folder).library()
