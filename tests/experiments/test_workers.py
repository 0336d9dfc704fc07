"""Worker processes: same results, no loss when one is killed, and none left behind."""

import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from experiments.running.workers import results

TASKS = """
import os, signal, sys, time
from pathlib import Path
from experiments.running import interruption, watch
from experiments.running.workers import results

def square(seed):
    return seed * seed

def threads(seed):
    import numba
    return numba.config.NUMBA_NUM_THREADS

def sleep(seed):
    Path(f"{os.getpid()}.pid").touch()
    time.sleep(60)

def sleep_after_the_first(seed):
    if seed:
        time.sleep(60)

def die_once(seed):
    if seed == 3 and not Path("died").exists():
        Path("died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return seed

class Heavy:
    unpacked = 0

    def __setstate__(self, state):
        Heavy.unpacked += 1

    def __getstate__(self):
        return {"much": "data"}

    def __call__(self, key):
        return Heavy.unpacked

def die(seed):
    os.kill(os.getpid(), signal.SIGKILL)

def die_at_three(seed):
    if seed == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return seed

def die_once_each(seed):
    if not Path(f"died-{seed}").exists():
        Path(f"died-{seed}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return seed

class DeadlyToSend:
    def __init__(self, seed):
        self.seed, self.much = seed, bytes(5_000_000)

    def __reduce__(self):
        if not Path(f"sent-{self.seed}").exists():
            Path(f"sent-{self.seed}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return DeadlyToSend, (self.seed,)

def fail_at_the_end(seed):
    Path(f"{seed}.begun").touch()
    while seed == 3 and len(list(Path().glob("*.begun"))) < 4:
        time.sleep(0.05)
    if seed == 3:
        time.sleep(0.5)
        raise LookupError
    return seed

def fail(seed):
    raise LookupError(f"no {seed}")

def stop(seed):
    Path(f"{os.getpid()}.pid").touch()
    os.kill(os.getpid(), signal.SIGSTOP)

def stop_once(seed):
    if seed == 3 and not Path("stopped").exists():
        Path("stopped").write_text(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGSTOP)
    return seed

def sleep_at_three(seed):
    if seed == 3:
        time.sleep(3)
    return seed

def much(seed):
    return bytes(100_000)

def crunch(seed):
    import hashlib, threading
    threading.Timer(0.3, Path("crunching").touch).start()  # while it computes: before, a signal would be looked at
    hashlib.pbkdf2_hmac("sha256", b"", b"", 10**9)

if __name__ == "__main__":
"""


@pytest.fixture
def script(tmp_path):
    """Return a starter of a user's script, which ends with the given lines."""

    def start(lines: str) -> subprocess.Popen[str]:
        path = tmp_path / "script.py"
        path.write_text(TASKS + textwrap.indent(textwrap.dedent(lines), "    "))
        command = [sys.executable, "-W", "error", str(path)]
        return subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    return start


def wait_for(path: Path) -> None:
    """Return when a file exists."""
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def wait_for_workers(folder: Path) -> list[int]:
    """Return the process numbers of the two workers once they have begun."""
    deadline = time.monotonic() + 60
    while len(found := list(folder.glob("*.pid"))) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return [int(path.stem) for path in found]


def is_alive(process: int) -> bool:
    """Return whether a process exists and is no zombie."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False


def assert_gone(processes: list[int]) -> None:
    """Check that all processes end within three seconds."""
    deadline = time.monotonic() + 3
    while any(map(is_alive, processes)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_one_worker_is_this_process_in_order():
    """A single worker starts nothing and keeps the order."""
    assert list(results(lambda seed: (seed, os.getpid()), [3, 1, 2])) == [(s, (s, os.getpid())) for s in (3, 1, 2)]


def test_two_workers_return_the_same_results(script):
    """The results do not depend on the number of workers, and the kernels of a worker have one thread."""
    out, error = script(
        "print(dict(sorted(results(square, range(9), 2))), dict(results(threads, [1], 2)))"
    ).communicate()
    assert (out.strip(), error) == (str({seed: seed * seed for seed in range(9)}) + " {1: 1}", "")


def test_keys_are_anything(script):
    """A key may be whatever the task takes; it comes back with its result."""
    lines = "print(sorted(results(sum, [(1, 2), (3,), (4, 5, 6)], 2)))"
    assert script(lines).communicate() == ("[((1, 2), 3), ((3,), 3), ((4, 5, 6), 15)]\n", "")


def test_task_is_sent_once(script):
    """However many keys there are, a worker unpacks its task once."""
    lines = "print(max(times for _, times in results(Heavy(), range(20), 2)), flush=True)"
    assert script(lines).communicate() == ("1\n", "")


def test_killed_worker_loses_nothing(script):
    """After the death of a worker every seed still arrives exactly once."""
    out, error = script("print(sorted(seed for seed, _ in results(die_once, range(8), 2)))").communicate()
    assert (out.strip(), error) == (str(list(range(8))), "")


def test_deadly_task_ends_with_words(script):
    """A task that always kills its worker is given up with a message for people."""
    _, error = script("list(results(die_at_three, range(9), 2))").communicate()
    cause = "(killed, as a system does when its memory is used up)"
    assert f"WorkersError: 3 worker processes died at 3, one after the other {cause}. Fewer --workers" in error


def test_deaths_are_counted_for_each_key(script):
    """Workers that die now and then, each time at another key, end no work."""
    lines = "print(sorted(seed for seed, _ in results(die_once_each, range(6), 2)))"
    assert script(lines).communicate(timeout=120) == ("[0, 1, 2, 3, 4, 5]\n", "")


def test_death_while_sending_a_result(script):
    """A worker that dies in the middle of a result leaves no half message to wait for: the key is done again."""
    lines = "print(sorted(seed for seed, _ in results(DeadlyToSend, range(3), 2)))"
    assert script(lines).communicate(timeout=120) == ("[0, 1, 2]\n", "")


def test_error_of_a_task_is_raised_here(script):
    """A mistake in a task ends the work with its own error."""
    _, error = script("list(results(fail, [7], 2))").communicate()
    assert "LookupError: no 7" in error


def test_stopped_worker_is_reported_and_goes_on(script, tmp_path):
    """A worker that somebody stopped is named, with what it was doing and what to do; then it goes on as told."""
    process = script(
        """
        watch.SECONDS_STOPPED = 1
        def tell(message):
            print(message)
            os.kill(int(Path("stopped").read_text()), signal.SIGCONT)
        print(sorted(seed for seed, _ in results(stop_once, range(5), 2, notify=tell, named="seed-{}".format)))
        """
    )
    out, error = process.communicate(timeout=60)
    number = (tmp_path / "stopped").read_text()
    told = (
        f"worker process {number} was stopped at seed-3: `kill -CONT {number}` lets it go on, "
        f"`kill -9 {number}` lets another process do it"
    )
    assert (out.splitlines(), error) == ([told, "[0, 1, 2, 3, 4]"], "")


def test_idle_worker_is_reported_once_in_a_while(script):
    """A worker that uses no processor is named, and not again a moment later."""
    process = script(
        """
        watch.SECONDS_IDLE = 1
        print(sorted(seed for seed, _ in results(sleep_at_three, range(5), 2, notify=print)))
        """
    )
    out, error = process.communicate(timeout=60)
    *told, result = out.splitlines()
    (told_of_it,) = [line for line in told if " at 3:" in line]  # a busy machine keeps others waiting too
    assert re.fullmatch(
        r"worker process (\d+) has done nothing for \d+ s at 3: `kill -9 \1` lets another .*", told_of_it
    )
    assert (result, error) == ("[0, 1, 2, 3, 4]", "")


def test_interrupt_loses_nothing_that_is_finished(script):
    """After Ctrl-C whatever the workers have finished arrives before the work ends."""
    process = script(
        """
        interruption.listen()
        found = []
        try:
            for seed, _ in results(square, range(1000), 2, ahead=20):
                if not found:
                    time.sleep(1.5)  # a worker has finished all it has been given
                    os.kill(os.getpid(), signal.SIGINT)
                found.append(seed)
        except KeyboardInterrupt:
            print(len(found))
        """
    )
    out, error = process.communicate(timeout=60)
    assert error == ""
    assert 20 < int(out) < 50


def test_error_of_a_task_loses_nothing_that_is_finished(script):
    """What is ready when a task fails arrives before its error."""
    lines = """
        found = []
        try:
            for seed, _ in results(fail_at_the_end, range(4), 4):
                found.append(seed)
        except LookupError:
            print(sorted(found))
    """
    assert script(lines).communicate(timeout=60) == ("[0, 1, 2]\n", "")


@pytest.mark.parametrize("workers", [1, 2])
def test_second_interrupt_ends_at_once(script, tmp_path, workers):
    """Whatever computes where Python does not look at signals, a second Ctrl-C ends the process and its workers."""
    process = script(f"interruption.listen()\nlist(results(crunch, range(2), {workers}))")
    wait_for(tmp_path / "crunching")
    if workers == 2:
        os.kill(process.pid, signal.SIGSTOP)  # and even if both arrive in the same moment
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
    else:
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert process.communicate(timeout=10) == ("", "ended at once\n")
    assert (process.returncode, time.monotonic() - began < 5) == (1, True)


def test_one_request_to_a_process_and_its_group(script, tmp_path):
    """Batch systems send SIGTERM to a process and to its group: that is one request, and ends cleanly."""
    process = script(
        """
        interruption.listen()
        try:
            list(results(sleep, range(9), 2))
        except KeyboardInterrupt:
            print("stopped")
        """
    )
    workers = wait_for_workers(tmp_path)
    process.terminate()
    os.killpg(process.pid, signal.SIGTERM)
    assert process.communicate(timeout=10) == ("stopped\n", "")
    assert_gone(workers)


def test_no_more_workers_than_the_system_allows(script):
    """Where few files may be open, fewer workers do all the work, and that is said."""
    lines = """
        import resource
        resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
        print(len(list(results(much, range(40), 30, ahead=1, notify=print))))
    """
    out, error = script(lines).communicate(timeout=120)
    told, result = out.splitlines()
    assert re.fullmatch(r"only \d of 30 worker processes can be started: Too many open files; going on .*", told)
    assert (result, error) == ("40", "")


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ("resource.RLIMIT_NOFILE, (8, 8)", "no worker process can be started: Too many open files"),
        ("resource.RLIMIT_FSIZE, (90000, 90000)", "a worker process cannot hand over its result: File too large"),
    ],
)
def test_limits_of_the_system_end_with_words(script, limit, says):
    """Where no worker can be started, or no result passed on, a sentence says why."""
    lines = f"import resource\nresource.setrlimit({limit})\nlist(results(much, range(4), 2))"
    assert script(lines).communicate(timeout=60)[1].endswith(f"WorkersError: {says}\n")


def test_no_folder_for_temporary_files(script):
    """Where neither memory nor a folder takes what is passed on, a sentence names the folders that were tried."""
    lines = """
        import tempfile
        del os.memfd_create
        tempfile._candidate_tempdir_list = lambda: ["/proc"]
        list(results(square, range(4), 2))
    """
    says = "WorkersError: worker processes cannot be given their work: No usable temporary directory found in ['/proc']"
    assert says in script(lines).communicate(timeout=60)[1]


def test_temporary_files_serve_where_memory_does_not(script):
    """Without files in memory, files without a name in the temporary folder give the same."""
    lines = "del os.memfd_create\nprint(sum(len(found) for _, found in results(much, range(4), 2)))"
    assert script(lines).communicate(timeout=60) == ("400000\n", "")


def test_interrupt_ends_stopped_workers(script, tmp_path):
    """Ctrl-C does not wait for workers that somebody has stopped."""
    process = script("list(results(stop, range(9), 2))")
    workers = wait_for_workers(tmp_path)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert_gone(workers)


def test_leaving_stops_the_workers(script):
    """Who leaves the iteration does not wait for runs that nobody needs any more."""
    lines = """
        found = results(sleep_after_the_first, range(9), 2)
        next(found)
        start = time.monotonic()
        found.close()
        print(time.monotonic() - start < 10)
    """
    assert script(lines).communicate(timeout=60) == ("True\n", "")


def test_interrupt_ends_everything_at_once(script, tmp_path):
    """Ctrl-C reaches the script alone; its workers end without a word."""
    process = script(
        """
        try:
            list(results(sleep, range(9), 2))
        except KeyboardInterrupt:
            print("stopped")
        """
    )
    workers = wait_for_workers(tmp_path)
    os.killpg(process.pid, signal.SIGINT)
    out, error = process.communicate(timeout=10)
    assert (out, error) == ("stopped\n", "")
    assert_gone(workers)


def test_interrupt_while_workers_start_is_silent(script, tmp_path):
    """Ctrl-C in the first moments shows no traceback of a half-started worker."""
    process = script(
        """
        print("go", flush=True)
        try:
            list(results(sleep, range(9), 2))
        except KeyboardInterrupt:
            pass
        """
    )
    process.stdout.readline()
    time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=20)[1] == ""


def test_workers_of_a_killed_script_end_too(script, tmp_path):
    """When the script is killed, no worker goes on computing for nobody."""
    process = script("list(results(sleep, range(9), 2))")
    workers = wait_for_workers(tmp_path)
    process.kill()
    process.communicate(timeout=10)
    assert_gone(workers)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not kill what is stopped")
def test_stopped_workers_of_a_killed_script_end_too(script, tmp_path):
    """Not even workers that somebody has stopped are left when the script is killed."""
    process = script("list(results(stop, range(9), 2))")
    workers = wait_for_workers(tmp_path)
    process.kill()
    process.communicate(timeout=10)
    assert_gone(workers)
