"""Which language a person is spoken to in."""

from broker.cli.saying import language_of
from broker.wire.texts import choose
from tests.every import every


@every(
    [
        ({}, "en"),
        ({"LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "it_IT.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE", "LC_MESSAGES": "it"}, "it"),
        ({"LANG": "it", "LC_ALL": ""}, "it"),
    ]
)
def test_the_language_follows_the_environment(environ: dict[str, str], language: str) -> None:
    assert language_of(environ) == language


@every([("it_IT.UTF-8", "it"), ("IT-ch", "it"), ("en_GB", "en"), ("italic", "en"), (None, "en")])
def test_the_nearest_language(wanted: str | None, language: str) -> None:
    assert choose(wanted) == language
