import socket
import subprocess
import sys

import pytest

LAUNCH = """
import socket, time
outside = []
look_up = socket.getaddrinfo
def watched(host, *rest, **options):
    if host not in (None, "", "127.0.0.1", "localhost", "::1", "0.0.0.0"):
        outside.append(host)
        raise OSError("no network in this test")
    return look_up(host, *rest, **options)
socket.getaddrinfo = watched
from qa.library import Library
from qa.loading import seeds
from ui.app import LAUNCH, build
articles = [next(seeds())]
app = build(Library.of(articles))
_, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **LAUNCH)
time.sleep(3)
print(url, outside)
app.close(verbose=False)
"""


def test_the_server_looks_up_no_host_and_listens_on_loopback() -> None:
    shown = subprocess.run([sys.executable, "-c", LAUNCH], capture_output=True, text=True, check=True).stdout
    url, _, outside = shown.strip().splitlines()[-1].partition(" ")
    assert url.startswith("http://127.0.0.1:")
    assert outside == "[]"


@pytest.mark.parametrize("arguments", [["none.txt"], ["--port", "TAKEN"]])
def test_what_cannot_be_served_gets_a_sentence(arguments: list[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        arguments = [argument.replace("TAKEN", str(taken.getsockname()[1])) for argument in arguments]
        command = [sys.executable, "-m", "ui", "--no-browser", *arguments]
        shown = subprocess.run(command, capture_output=True, text=True, check=False)
    assert shown.returncode == 2
    assert shown.stderr.splitlines()[-1].startswith("error: ")
    assert "Traceback" not in shown.stderr
