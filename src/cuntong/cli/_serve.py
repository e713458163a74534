import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import Annotated

import typer

from ._django import prepare_database, start_django

Port = Annotated[int, typer.Option(help="Port to listen on.")]


def serve(
    port: Port = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    with_worker: Annotated[bool, typer.Option(help="Also run one worker for the jobs.")] = True,
) -> None:
    """Bring the database to this version and serve the pages, with a worker for the jobs beside them."""
    start_django()
    prepare_database()
    run_server(host=host, port=port, with_worker=with_worker)


def run_server(*, host: str, port: int, with_worker: bool = True) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    server = Granian(
        "cuntong.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
    )
    if with_worker:
        with _worker_beside():
            server.serve()
    else:
        server.serve()


@contextmanager
def _worker_beside():
    """One worker process for as long as the server runs; it ends with it, and picks its jobs up again next time."""
    process = subprocess.Popen([sys.executable, "-m", "cuntong", "worker", "--name", "beside-server"])
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()


def worker(
    name: Annotated[
        str, typer.Option(help="Keep it the same after a restart; give each worker of one database its own.")
    ] = "worker-1",
    concurrency: Annotated[int, typer.Option(help="Jobs at a time.")] = 2,
) -> None:
    """Do the jobs that people start, until stopped; what is left unfinished is taken up again."""
    start_django()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    from cuntong.apps.jobs.worker import work

    work(name=name, stop=stop, concurrency=concurrency)
