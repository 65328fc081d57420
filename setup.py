"""Learns the shipped content while the project is installed, so that the first start is as quick as every other."""

import os
import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent


class Learn(build_py):
    """Builds as usual, then keeps what matching learns in bot/content/built (not in git)."""

    def run(self) -> None:
        """A content that cannot be learnt now is learnt at the first start: it must not spoil the installation."""
        built = HERE / "bot" / "content" / "built"
        shutil.rmtree(built, ignore_errors=True)
        os.environ["BOT_CACHE_DIR"] = str(built)
        sys.path.insert(0, str(HERE))
        try:
            from bot.content.languages import load_all

            load_all(HERE / "intents")
        except Exception as error:
            print(f"the content is learnt at the first start instead ({type(error).__name__})")
        super().run()


setup(cmdclass={"build_py": Learn})
