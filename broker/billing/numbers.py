"""A set of keys in little memory."""


class Keys:
    """Numbers, of which most follow each other, in an eighth of a byte each; and some texts."""

    def __init__(self) -> None:
        self._words: dict[int, int] = {}
        self._texts: set[str] = set()

    def add(self, key: int | str) -> None:
        """Put one in."""
        if isinstance(key, str):
            self._texts.add(key)
            return
        word, bit = divmod(key, 1024)
        self._words[word] = self._words.get(word, 0) | 1 << bit

    def __contains__(self, key: int | str) -> bool:
        if isinstance(key, str):
            return key in self._texts
        word, bit = divmod(key, 1024)
        return bool(self._words.get(word, 0) >> bit & 1)
