"""The annotated example office (``config/office``): three departments that deliver from files."""

import shutil
from pathlib import Path

from domain.refusals import Refused

_EXAMPLE = Path(__file__).parent / "office"


def copy_example(folder: Path) -> None:
    """Copy the example to ``folder``, which is not there yet or empty. Raises Refused."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder}已有内容，示例只复制到新的或空的文件夹")
    try:
        shutil.copytree(_EXAMPLE, folder, dirs_exist_ok=True)
    except OSError as error:
        raise Refused(f"不能写入{folder}（{error.strerror or '复制未完成'}）") from error
