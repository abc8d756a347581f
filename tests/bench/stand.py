"""What every row of the table needs: servers on loopback, the limit programs of ../shared/bench, an instance, a daemon.

Everything lies in one temporary folder. Both sides of a comparison are pinned to the same processors, as are their servers.
"""
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

HARNESS = Path("../shared/bench")
PROCESSORS = os.environ.get("CPUS", "0-1")
PASSWORD = "benchpass"


def pinned(*command):
    return ["taskset", "-c", PROCESSORS, *map(str, command)]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_for(what, seconds, condition, pause=0.005):
    """Asks again and again; the seconds that it took. Asking takes processor time from what is measured."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(pause)
    return time.monotonic() - began


class Stand:
    def __init__(self, build, folder):
        self.build = Path(build).resolve()
        self.folder = Path(folder)
        self.smtp_port, self.imap_port = free_port(), free_port()
        self.environment = dict(os.environ, BENCH_WORK=str(self.folder), SINK_PORT=str(self.smtp_port),
                                IMAP_PORT=str(self.imap_port))
        self.daemon = None
        self.mailman = None  # peers.py makes it
        self.database = None
        subprocess.run(["make", "-s", "-C", HARNESS / "limits", f"B={self.folder / 'bin'}"], check=True)

    def generate(self, kind, count):
        """Messages of the harness's generator, made once."""
        folder = self.folder / f"{kind}-{count}"
        if not folder.exists():
            subprocess.run(["/usr/bin/python3", HARNESS / "gen_messages.py", kind, folder, "-n", str(count)], check=True,
                           stdout=subprocess.DEVNULL)
        return folder

    def script(self, name, *arguments):
        subprocess.run(pinned(HARNESS / "scripts" / name, *arguments), check=True, env=self.environment,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def limit(self, program, *arguments):
        """The figures that a limit program prints: NAME=VALUE."""
        done = subprocess.run(pinned(self.folder / "bin" / program, *arguments), check=True, capture_output=True, text=True)
        return {name: float(value) for name, value in re.findall(r"(\w+)=([0-9.]+)", done.stdout)}

    # --- servers ---

    def start_dovecot(self, count):
        """A mailbox with so many letters, as it was made the first time."""
        mail = self.folder / "maildir"
        shutil.rmtree(mail, ignore_errors=True)
        if count > 0:
            subprocess.run(["cp", "-al", self.generate("maildir", count), mail], check=True)
        else:
            mail.mkdir()
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "dovecot:", mail], check=True)
        self.script("dovecot.sh", "start")

    def stop_dovecot(self):
        self.script("dovecot.sh", "stop")

    def start_sink(self):
        self.script("sink.sh", "start")

    def stop_sink(self):
        self.script("sink.sh", "stop")

    def taken(self):
        """Mails that the sink has counted."""
        counts = re.findall(r"mesg=(\d+)", (self.folder / "run" / "sink.out").read_text(errors="replace"))
        return int(counts[-1]) if counts else 0

    # --- greffe ---

    def use(self, instance):
        """What the following is done with."""
        self.instance, self.database = instance, None

    def new_instance(self, name="instance", **transport):
        """A rehearsal instance on the two servers."""
        self.use(self.folder / name)
        shutil.rmtree(self.instance, ignore_errors=True)
        subprocess.run([self.build / "greffe", "init", self.instance, "--rehearsal"], check=True, stdout=subprocess.DEVNULL)
        secret = self.instance / "config" / "password"
        secret.write_text(PASSWORD + "\n")
        secret.chmod(0o600)
        more = "".join(f"{key} = {value}\n" for key, value in transport.items())
        (self.instance / "config" / "greffe.conf").write_text(
            "[instance]\nname = Assemblée\naddress = greffe@lists.example\nstaff = secretariat@lists.example\n"
            "digest = false\n\n"
            f"[mailbox]\nkind = imap\nhost = 127.0.0.1\nport = {self.imap_port}\ntls = none\nuser = bench\n"
            "secret = file:config/password\n\n"
            f"[transport]\nkind = smtp\nhost = 127.0.0.1\nport = {self.smtp_port}\ntls = none\nauth = none\n{more}")

    def greffe(self, *arguments):
        return subprocess.run(pinned(self.build / "greffe", "-C", self.instance, *arguments), check=True,
                              capture_output=True, text=True).stdout

    def start_daemon(self):
        log = open(self.folder / "greffed.log", "ab")
        self.logged = log.tell()
        self.daemon = subprocess.Popen(pinned(self.build / "greffed", "-C", self.instance), stdout=log, stderr=log)

    def wait_for_mailbox(self):
        """Until the daemon that was started last has opened the mailbox."""
        log = self.folder / "greffed.log"
        wait_for("mailbox open", 60, lambda: b"mailbox outcome=opened" in log.read_bytes()[self.logged:])

    def stop_daemon(self):
        """Ends it politely; the processor seconds that it and its readers took."""
        self.daemon.send_signal(signal.SIGTERM)
        _, status, usage = os.wait4(self.daemon.pid, 0)
        self.daemon.returncode = os.waitstatus_to_exitcode(status)
        self.daemon = None
        return usage.ru_utime + usage.ru_stime

    def ask(self, question):
        """The first column of what the database answers."""
        if self.database is None:
            self.database = sqlite3.connect(f"file:{self.instance / 'greffe.db'}?mode=ro", uri=True, timeout=10)
        return [row[0] for row in self.database.execute(question).fetchall()]

    def is_done(self):
        """No mailing waits or leaves."""
        return self.count("SELECT count(*) FROM mailing WHERE state IN ('queued', 'leaving')") == 0

    def count(self, question):
        return self.ask(question)[0]

    def clear(self):
        if self.daemon is not None:
            self.daemon.kill()
            self.daemon.wait()
        self.stop_dovecot()
        self.stop_sink()
        if self.mailman is not None:
            self.mailman.script("stop")
