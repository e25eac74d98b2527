"""One parser under atheris, for so many seconds: `python -m tests.fuzz.run TARGET SECONDS FOLDER`.

The folder takes the seeds and what was found; a crash ends the process with another status than 0.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["agent", "broker"]):
    from tests.fuzz.targets import TARGETS

LONGEST = 80_000


def main() -> None:
    """Does not come back."""
    name, seconds, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(TARGETS[name].seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=10"]
    options += ["-rss_limit_mb=2048", f"-artifact_prefix={folder}/", "-print_final_stats=1"]
    run = TARGETS[name].run

    def one_input(data: bytes) -> None:
        run(bytes(data))

    atheris.Setup([sys.argv[0], *options, str(corpus)], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
