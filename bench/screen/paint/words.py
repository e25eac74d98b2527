"""Text to show: always the same sentences, lines of a program and lines of a log. Pure."""

import random
from typing import Final

_SENTENCES: Final = (
    "the printer answers again after its cable was changed and a test page came out well today "
    "our customer called about invoices that nobody could open because a folder had moved away "
    "please look whether every backup of last night is complete before you change any setting "
    "network mail account window server update password table screen number office report letter "
    "first second third small large quick slow open closed new old ready"
)
_WORDS: Final = tuple(_SENTENCES.split())
_LEVELS: Final = ("INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR")
_PARTS: Final = ("net.http", "db.pool", "auth", "scheduler", "mail.queue", "cache", "storage.disk")


def prose(seed: int, count: int, width: int) -> list[str]:
    """So many lines of sentences, no longer than `width`, with an empty line now and then."""
    dice, lines, line = random.Random(seed), [], ""
    while len(lines) < count:
        word = dice.choice(_WORDS) + dice.choice(["", "", "", "", ",", "."])
        if len(line) + len(word) + 1 > width:
            lines.append(line)
            line = ""
            if dice.random() < 0.12:
                lines.append("")
        line = f"{line} {word}" if line else word
    return lines[:count]


def program(seed: int, count: int) -> list[str]:
    """So many lines of source text, indented as such lines are."""
    dice, lines, depth = random.Random(seed), [], 0
    while len(lines) < count:
        name, value = dice.choice(_WORDS), dice.randrange(1000)
        kind = dice.randrange(5)
        if kind == 0 and depth < 4:
            lines.append("    " * depth + f"if {name}.{dice.choice(_WORDS)} > {value}:")
            depth += 1
        elif kind == 1:
            lines.append("")
            depth = max(0, depth - dice.randrange(1, 3))
        else:
            call = f"{dice.choice(_WORDS)}({dice.choice(_WORDS)}, {value})"
            lines.append("    " * depth + f"{name}_{dice.choice(_WORDS)} = {call}")
    return lines


def log_line(dice: random.Random, number: int) -> list[tuple[str, str]]:
    """One line of a log as pieces (colour's name, text)."""
    level = dice.choice(_LEVELS)
    clock = f"{8 + number // 36000 % 12:02d}:{number // 600 % 60:02d}:{number // 10 % 60:02d}"
    said = " ".join(dice.choice(_WORDS) for _ in range(dice.randrange(3, 12)))
    part = f"{dice.choice(_PARTS)}[{dice.randrange(100, 9999)}]"
    when = f"{clock}.{number % 1000:03d} "
    return [("grey", when), (level, f"{level:<6}"), ("part", f"{part} "), ("text", said)]
