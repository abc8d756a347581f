"""A figure: how many of how many are right, the bar it must reach, and what missed."""


class Figure:
    def __init__(self, of, what, bar=None, most=False):
        """`bar` in a hundred: at least, or at most where `most`; None: told, not judged."""
        self.of, self.what, self.bar, self.most = of, what, bar, most
        self.count = self.all = 0
        self.misses = []

    def add(self, counted, name="", all_of=1):
        """One more (or `all_of` more), `counted` of them; a miss is kept under `name`."""
        self.count += int(counted)
        self.all += all_of
        if bool(counted) == self.most or (not self.most and int(counted) < all_of):
            self.misses.append(name)

    @property
    def share(self):
        return 100.0 * self.count / self.all if self.all else 0.0 if self.most else 100.0

    @property
    def good(self):
        if self.bar is None:
            return True
        return self.share <= self.bar if self.most else self.share >= self.bar

    @property
    def bar_in_words(self):
        return "" if self.bar is None else f"{'at most' if self.most else 'at least'} {self.bar:g} %"

    def __str__(self):
        verdict = "" if self.bar is None else "ok" if self.good else "BELOW THE BAR"
        return f"{self.of:<12} {self.what:<44} {self.count:>5} of {self.all:<5} {self.share:6.2f} %  " \
               f"{self.bar_in_words:<16} {verdict}".rstrip()
