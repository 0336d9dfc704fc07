"""Workers of a Dask cluster: who may work, and what is said when somebody is lost."""

import os
import pickle
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import dask
import pytest
from distributed import LocalCluster, Security, get_worker

from experiments.errors import WorkersError
from experiments.running import cluster as ours
from experiments.running import interruption
from experiments.running.cluster import clustered
from experiments.running.versions import software


@pytest.fixture(autouse=True)
def soon(monkeypatch) -> None:
    """Wait for a moment where a command waits for seconds."""
    monkeypatch.setattr(ours, "_SECONDS_TO_CONNECT", 1.0)
    monkeypatch.setattr(ours, "_SECONDS_BETWEEN_LOOKS", 0.1)


@pytest.fixture
def cluster() -> Iterator[Callable[..., LocalCluster]]:
    """Return a starter of a cluster within this process."""
    started = []

    def start(workers: int, **options) -> LocalCluster:
        options = {"threads_per_worker": 1, "processes": False, "dashboard_address": None} | options
        started.append(LocalCluster(n_workers=workers, **options))
        return started[-1]

    yield start
    for each in started:
        each.close()


def found(cluster: LocalCluster, task=abs, keys=range(-5, 0), **options) -> dict:
    """Return what a cluster finds."""
    return dict(clustered(task, keys, cluster.scheduler_address, **options))


def take(finished: Iterator, arrived: list[int], then: Callable[[], object] = lambda: None) -> None:
    """Note the keys that arrive, and do something after the first."""
    for key, _ in finished:
        arrived.append(key)
        if len(arrived) == 1:
            then()


def error_of(address: str) -> str:
    """Return what is said about an address."""
    with pytest.raises(WorkersError) as error:
        list(clustered(abs, [1], address))
    return str(error.value)


def test_same_results(cluster):
    """The workers of a cluster compute what one process computes."""
    assert found(cluster(2)) == {key: -key for key in range(-5, 0)}


# --- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["localhost", "tcp://localhost", "http://localhost:80", "inproc://x", ""])
def test_what_is_no_address(address):
    """What no scheduler can have as its address is refused with the form of one."""
    expected = f"{address} is no address of a Dask scheduler: expected tcp://HOST:PORT or tls://HOST:PORT"
    assert error_of(address) == expected


def test_protocol_that_is_not_installed():
    """A protocol that needs more than Dask is refused with those that are always possible."""
    says = error_of("ucx://127.0.0.1:1")
    assert says.startswith("Dask cannot connect to ucx://127.0.0.1:1 (")
    assert says.endswith("tcp://HOST:PORT and tls://HOST:PORT are possible everywhere")


def test_nobody_at_the_address():
    """A wrong address is told after a few seconds."""
    assert error_of("tcp://127.0.0.1:1").startswith("no Dask scheduler answers at tcp://127.0.0.1:1: is it running")


def test_something_else_at_the_address():
    """A program that is no scheduler, and says nothing, is not waited for."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        assert error_of(address).startswith(f"no Dask scheduler answers at {address}")


# --- encryption ---------------------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path) -> dict[str, str]:
    """Return a key and a certificate that signs itself, as Dask's configuration names them."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl on this machine")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=cxsim"
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    cert, key = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    tls = "distributed.comm.tls"
    return {f"{tls}.ca-file": cert, f"{tls}.client.cert": cert, f"{tls}.client.key": key}


@pytest.fixture
def encrypted(cluster, certificate) -> LocalCluster:
    """Return a cluster that speaks to those who have the certificate."""
    ca, cert, key = certificate.values()
    files = {
        f"tls_{role}_{kind}": path
        for role in ("scheduler", "worker", "client")
        for kind, path in (("cert", cert), ("key", key))
    }
    security = Security(tls_ca_file=ca, require_encryption=True, **files)
    return cluster(1, security=security, protocol="tls://", host="127.0.0.1")


def test_encrypted(encrypted, certificate):
    """With the certificates of Dask's configuration, an encrypted cluster is used like any other."""
    with dask.config.set(certificate):
        assert found(encrypted) == {key: -key for key in range(-5, 0)}


def test_no_certificates(encrypted):
    """Without certificates, what is missing and where it is set is said."""
    address = encrypted.scheduler_address
    missing = ", ".join(f"no distributed.comm.tls.{name}" for name in ("ca-file", "client.cert", "client.key"))
    assert error_of(address) == f"{address} needs certificates, and Dask's configuration names {missing}"


def test_certificate_that_is_not_there(encrypted, certificate):
    """A file that the configuration names, and that is missing, is named."""
    missing = certificate | {"distributed.comm.tls.client.cert": "/nowhere/cert.pem"}
    with dask.config.set(missing):
        says = error_of(encrypted.scheduler_address)
    assert says.endswith("names /nowhere/cert.pem for distributed.comm.tls.client.cert, which cannot be read")


def test_encryption_on_one_side_only(encrypted):
    """A scheduler that speaks TLS does not answer to tcp://, and that is asked about."""
    says = error_of(encrypted.scheduler_address.replace("tls", "tcp"))
    assert says.endswith(": is it running, and without TLS?")


# --- who may work -------------------------------------------------------------------------------------------------


def other_software_on(names: set[object]) -> bytes:
    """Return a proof in which the workers of some names have another NumPy."""
    here = software()

    def told() -> dict[str, str]:
        return here | {"numpy": "1.0"} if get_worker().name in names else here

    class Asked:
        def __reduce__(self):
            return told, ()

    from cloudpickle import dumps

    return dumps(Asked())


def test_other_software_is_refused(cluster, monkeypatch):
    """Where all workers have other versions, whose bits could differ, nothing is run; they are named together."""
    monkeypatch.setattr(ours, "_proof", lambda: other_software_on({0, 1}))
    with pytest.raises(WorkersError, match=r"^not used: the worker \S+ and 1 more, since it has numpy 1\.0 instead of"):
        found(cluster(2))


def test_worker_that_joins_late_proves_its_software(cluster, monkeypatch):
    """A worker that joins while others work gets nothing to do when its software is another, and that is told once."""
    monkeypatch.setattr(ours, "_proof", lambda: other_software_on({1}))
    growing, told, by = cluster(1), [], set()

    def who(key: int) -> object:
        time.sleep(0.02)
        return get_worker().name

    for key, name in clustered(who, range(60), growing.scheduler_address, notify=told.append):
        by.add(name)
        if key == 0:
            growing.scale(2)
    assert by == {0}
    assert len(told) == 1
    assert told[0].startswith("not used: the worker ")
    assert told[0].endswith("the last bits of simulated runs can differ; others do its work")


def test_worker_without_the_program(cluster, monkeypatch):
    """A machine on which cxsim cannot be imported is named with its own error."""

    class Asked:
        def __reduce__(self):
            return __import__, ("cxsim_is_not_here",)

    monkeypatch.setattr(ours, "_proof", lambda: pickle.dumps(Asked()))
    with pytest.raises(
        WorkersError, match=r"cannot run cxsim \(ModuleNotFoundError: No module named 'cxsim_is_not_here'"
    ):
        found(cluster(1))


def test_proof_is_ours(tmp_path):
    """A worker is asked by our own code: what its own cxsim would answer does not count."""
    for room in ("sim", "experiments", "experiments/running"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    lie = "software = lambda: {'code': 'yours'}\ncode_hash = _maths_library = _linear_algebra = lambda *names: 'yours'"
    (tmp_path / "experiments" / "running" / "versions.py").write_text(lie)
    script = "import pickle, sys; print(pickle.load(sys.stdin.buffer)['code'])"
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    asked = subprocess.run(
        [sys.executable, "-c", script],
        input=ours._proof(),
        capture_output=True,
        cwd=tmp_path,
        env=environment,
        check=True,
    )
    assert re.fullmatch(r"[0-9a-f]{16}", asked.stdout.decode().strip())
    assert asked.stdout.decode().strip() != software()["code"]


# --- who is lost --------------------------------------------------------------------------------------------------


def test_no_workers(cluster):
    """While no worker is there, that is said; when one joins, it does the work."""
    empty, told = cluster(0), []

    def notify(message: str) -> None:
        told.append(message)
        empty.scale(1)

    assert found(empty, notify=notify) == {key: -key for key in range(-5, 0)}
    waiting = "has no workers at present; waiting for workers to join ..."
    assert told == [f"the scheduler at {empty.scheduler_address} {waiting}"]


def leave(key: int) -> int:
    """Let the worker leave, in the middle of a task."""
    worker = get_worker()
    worker.loop.add_callback(worker.close, nanny=False)
    time.sleep(0.5)
    return key


def test_lost_workers_cost_nothing(cluster, tmp_path):
    """When all workers are lost in the middle, that is said, and those that join go on."""
    lost, told = cluster(2), []

    def leave_once(key: int) -> int:
        if key < 2 and not (mark := tmp_path / str(key)).exists():
            mark.touch()
            return leave(key)
        return key

    def notify(message: str) -> None:
        told.append(message)
        lost.scale(4)

    assert found(lost, leave_once, range(5), notify=notify) == {key: key for key in range(5)}
    assert len(told) == 1


def test_key_that_loses_its_workers(cluster):
    """A trial at which worker after worker is lost ends the work by its name; what is finished arrives before."""
    arrived: list[int] = []
    finished = clustered(
        lambda key: leave(key) if key == 3 else key, range(6), cluster(5).scheduler_address, named="seed-{}".format
    )
    with pytest.raises(WorkersError, match="lost 3 workers at seed-3, one after the other"):
        take(finished, arrived)
    assert 3 not in arrived
    assert set(arrived) >= {0, 1, 2}


def test_lost_scheduler(cluster, capfd):
    """When the scheduler is lost, one sentence says so, and nothing of Dask's is printed."""
    lost = cluster(1)
    finished = clustered(abs, range(10_000), lost.scheduler_address)
    with pytest.raises(WorkersError) as error:
        take(finished, [], threading.Thread(target=lost.close).start)
    assert str(error.value).startswith(f"the Dask scheduler at {lost.scheduler_address} does not answer any more")
    assert str(error.value).endswith("the same command goes on when there is one again")
    assert capfd.readouterr().err == ""


def test_error_of_a_task(cluster):
    """A mistake in a task ends the work with its own error."""
    with pytest.raises(ZeroDivisionError):
        found(cluster(1), lambda key: 1 // key, [0])


@pytest.fixture
def listening() -> Iterator[None]:
    """Listen to Ctrl-C as a command does."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    interruption.listen()
    yield
    interruption.listen()
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("listening")
def test_interrupt_loses_nothing_that_is_finished(cluster):
    """After Ctrl-C whatever the workers have finished arrives before the work ends."""
    arrived: list[int] = []

    def press_ctrl_c() -> None:
        time.sleep(1.5)  # the worker has finished all that it was given
        signal.raise_signal(signal.SIGINT)

    finished = clustered(abs, range(1000), cluster(1).scheduler_address, ahead=9)
    with pytest.raises(KeyboardInterrupt):
        take(finished, arrived, press_ctrl_c)
    assert 10 <= len(arrived) < 20
