"""Packages of Python that only tests need: fetched once from a package registry, of exactly the bytes that were looked at."""

import fcntl
import subprocess
import sys


def install(name, requirements, folder):
    """Fetches what a list of requirements names, unless it is there.

    The list pins versions and hashes. The packages lie in `folder`, which no other list may share, and the list beside
    them, which says that they are whole. Raises OSError or subprocess.SubprocessError.

    Returns where they can be imported from.
    """
    wanted = requirements.read_text(encoding="utf-8")
    packages, mark = folder / "packages", folder / "installed.txt"
    if not is_installed(wanted, mark):
        packages.mkdir(parents=True, exist_ok=True)
        # Tests start several programs at once: one fetches, the others wait for it.
        with open(folder / "lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not is_installed(wanted, mark):
                fetch(name, requirements, packages)
                mark.write_text(wanted, encoding="utf-8")
    return packages


def is_installed(wanted, mark):
    """Whether the packages of exactly this list lie there whole."""
    return mark.exists() and mark.read_text(encoding="utf-8") == wanted


def fetch(name, requirements, packages):
    """Fetches the packages."""
    print(f"{name}: fetching its packages", file=sys.stderr)
    subprocess.run(
        [
            "/usr/bin/python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action", "ignore",
            "--no-deps", "--only-binary", ":all:", "--require-hashes", "--upgrade", "--target", str(packages),
            "--requirement", str(requirements),
        ],
        check=True,
    )
