"""A standalone cluster of Spark on this machine: one master, some workers, each a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import depesha
import pyspark

SPARK = Path(pyspark.__file__).parent
ROOT = Path(__file__).resolve().parents[3]
JOB = ROOT / "examples" / "spark" / "read_reports.py"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def environment() -> dict[str, str]:
    package = str(Path(depesha.__file__).parent.parent)
    return {
        **os.environ,
        "SPARK_HOME": str(SPARK),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")])),
        "PYTHONWARNINGS": "ignore",
    }


class Cluster:
    """The cluster's processes, which end with the `with` block. Each worker has one core.

    Spark counts a core by the tasks that it gives, so that a worker alone takes whatever else the machine has for its
    own threads. With `one_core_each` each is held to one core, as on machines of one core.
    """

    def __init__(self, workers: int, folder: Path, one_core_each: bool = False) -> None:
        self.workers = workers
        self.folder = folder
        self.one_core_each = one_core_each
        self.port = free_port()
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        return f"spark://127.0.0.1:{self.port}"

    def _start(self, name: str, role: str, *arguments: str, core: int | None = None) -> None:
        log = (self.folder / f"{name}.log").open("wb")
        command = [str(SPARK / "bin" / "spark-class"), f"org.apache.spark.deploy.{role}", *arguments]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment())
        if core is not None:
            # Whatever it begins stays there too.
            os.sched_setaffinity(process.pid, {core})
        self.processes.append(process)

    def __enter__(self) -> Cluster:
        self.folder.mkdir(parents=True, exist_ok=True)
        own = ["--host", "127.0.0.1", "--webui-port", "0"]
        self._start("master", "master.Master", *own, "--port", str(self.port))
        for number in range(self.workers):
            work = ["--work-dir", str(self.folder / f"work-{number}")]
            size = ["--cores", "1", "--memory", "2g"]
            cores = sorted(os.sched_getaffinity(0))
            core = cores[number % len(cores)] if self.one_core_each else None
            self._start(f"worker-{number}", "worker.Worker", *own, *size, *work, self.url, core=core)
        deadline = time.monotonic() + 90
        log = self.folder / "master.log"
        while log.read_text(errors="replace").count("Registering worker") < self.workers:
            if time.monotonic() > deadline or any(one.poll() is not None for one in self.processes):
                self.__exit__(None, None, None)
                raise RuntimeError(f"the cluster did not begin; see {self.folder}/*.log")
            time.sleep(0.2)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def submit(self, reports: Path, tables: Path, *job: str | Path) -> subprocess.Popen[str]:
        """Begins the job that reads the reports into tables: the example's, or another one."""
        conf = {
            "spark.executor.memory": "1g",
            "spark.driver.memory": "1g",
            "spark.ui.enabled": "false",
            "spark.sql.session.timeZone": "UTC",
            "spark.executorEnv.PYTHONPATH": environment()["PYTHONPATH"],
        }
        options = [option for name, value in conf.items() for option in ("--conf", f"{name}={value}")]
        submit = [str(SPARK / "bin" / "spark-submit"), "--master", self.url, *options]
        command = [*submit, *map(str, job or (JOB,)), str(reports), str(tables)]
        log = (self.folder / f"{tables.name}.log").open("w")
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, env=environment(), text=True
        )

    def run(self, reports: Path, tables: Path, *job: str | Path) -> str:
        """Runs that job to its end; gives what it prints."""
        process = self.submit(reports, tables, *job)
        told, _ = process.communicate()
        if process.returncode != 0:
            log = (self.folder / f"{tables.name}.log").read_text(errors="replace")
            raise RuntimeError(f"the job failed:\n{log[-4000:]}")
        return told

    def executors(self) -> list[int]:
        """The processes that read, by their numbers: the children of the workers."""
        found = []
        for worker in self.processes[1:]:
            children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children")
            threads = Path(f"/proc/{worker.pid}/task")
            for listed in [children, *threads.glob("*/children")]:
                found += [int(number) for number in listed.read_text().split()]
        return sorted(set(found))

    def kill_an_executor(self) -> int:
        """Kills one of them without a warning; tells which."""
        executor = self.executors()[0]
        os.kill(executor, signal.SIGKILL)
        return executor
