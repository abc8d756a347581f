#!/usr/bin/python3
"""pictures.py FOLDER... - pictures of every page in a folder, in headless Chromium, and what is wrong with it.

Each NAME.html becomes NAME-320.png and NAME-800.png. A page must not be wider than the screen, and all its
text must stand out from what is behind it by 4.5 to 1 (WCAG 2.1, 1.4.3), and be no smaller than 13 points.
Speaks to the browser over its own pipe (--remote-debugging-pipe), so that nothing listens anywhere.
"""
import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WIDTHS = (320, 800)
CONTRAST = 4.5
SMALLEST = 13
LOOK = """
(() => {
  const numbers = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = rgb => rgb.slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const rgb = numbers(getComputedStyle(e).backgroundColor);
      if (rgb.length === 3 || rgb[3] > 0) return rgb;
    }
    return [255, 255, 255];
  };
  const wrong = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim()) continue;
    const style = getComputedStyle(node.parentElement);
    const [a, b] = [light(numbers(style.color)), light(behind(node.parentElement))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05), size = parseFloat(style.fontSize);
    const words = node.data.trim().slice(0, 40);
    if (ratio < %(contrast)s) wrong.add(`contrast ${ratio.toFixed(1)}: ${words}`);
    if (size < %(smallest)s) wrong.add(`letters of ${size} points: ${words}`);
  }
  for (const link of document.querySelectorAll('a')) {
    const box = link.getBoundingClientRect();
    if (box.right > innerWidth + 1) wrong.add(`a link reaches ${Math.round(box.right)}: ${link.textContent.slice(0, 40)}`);
  }
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) wrong.add(`${root.scrollWidth} points wide`);
  return {wrong: [...wrong], height: root.scrollHeight};
})()
""" % {"contrast": CONTRAST, "smallest": SMALLEST}


class Browser:
    def __init__(self, profile):
        to_child, self.writing = os.pipe()
        self.reading, from_child = os.pipe()

        def fit():
            # The pipe is spoken on descriptors 3 and 4.
            a, b = os.dup(to_child), os.dup(from_child)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--user-data-dir=" + profile, "--hide-scrollbars", "--no-first-run", "about:blank"],
            preexec_fn=fit, close_fds=False, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_child)
        os.close(from_child)
        self.count, self.rest, self.events = 0, b"", []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable")

    session = None

    def receive(self):
        while b"\0" not in self.rest:
            more = os.read(self.reading, 1 << 20)
            if not more:
                sys.exit("pictures.py: the browser went away")
            self.rest += more
        line, self.rest = self.rest.split(b"\0", 1)
        return json.loads(line)

    def ask(self, method, **parameters):
        self.count += 1
        order = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            order["sessionId"] = self.session
        os.write(self.writing, json.dumps(order).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.count:
                if "error" in answer:
                    sys.exit("pictures.py: %s: %s" % (method, answer["error"]))
                return answer["result"]
            self.events.append(answer.get("method"))

    def open(self, path):
        self.events.clear()
        self.ask("Page.navigate", url=path.resolve().as_uri())
        while "Page.loadEventFired" not in self.events:
            self.events.append(self.receive().get("method"))

    def size(self, width, height):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def picture(self, path, width):
        """What is wrong with a page; its picture stands beside it."""
        self.size(width, 600)
        self.open(path)
        found = self.ask("Runtime.evaluate", expression=LOOK, returnByValue=True)["result"]["value"]
        self.size(width, found["height"])
        image = self.ask("Page.captureScreenshot", format="png")["data"]
        path.with_name("%s-%d.png" % (path.stem, width)).write_bytes(base64.b64decode(image))
        return found["wrong"]

    def close(self):
        """It and all its children: none may write into the profile while that is removed."""
        os.close(self.writing)
        self.process.terminate()
        self.process.wait()
        try:
            while True:
                os.killpg(self.process.pid, signal.SIGKILL)
                time.sleep(0.02)
        except ProcessLookupError:
            pass


def main():
    wrong, pages = 0, [page for folder in sys.argv[1:] for page in sorted(Path(folder).glob("*.html"))]
    with tempfile.TemporaryDirectory(prefix="greffe-browser.") as profile:
        browser = Browser(profile)
        for page in pages:
            for width in WIDTHS:
                for fault in browser.picture(page, width):
                    print("%s at %d: %s" % (page.stem, width, fault))
                    wrong += 1
        browser.close()
    print("%d pages, %d things wrong; pictures in %s" % (len(pages), wrong, ", ".join(sys.argv[1:])))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
