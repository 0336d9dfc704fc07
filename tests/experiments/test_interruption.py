"""Ctrl-C and SIGTERM: the first ends cleanly, the second at once, wherever they arrive; and how a command begins."""

import subprocess
import sys
import textwrap

BEGIN = """
import os, signal, sys, time
from experiments.running import interruption
"""


def ends(lines: str) -> tuple[int, str, str]:
    """Return how a script ends: exit code, standard output and standard error."""
    command = [sys.executable, "-c", BEGIN + textwrap.dedent(lines)]
    process = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return process.returncode, process.stdout, process.stderr


def test_command_that_is_still_loaded():
    """Ctrl-C while the program is loaded ends it without a traceback, with the exit code of an interrupted command."""
    lines = """
        class Finder:
            def find_spec(self, name, path=None, target=None):
                if name == "experiments.cli":
                    os.kill(os.getpid(), signal.SIGINT)

        sys.meta_path.insert(0, Finder())
        from experiments.start import main
        main()
    """
    assert ends(lines) == (130, "", "")


def test_address_space_without_room_for_libraries():
    """Where a limit leaves no room for compiled libraries, which would fail anywhere in them, that is said at once."""
    lines = """
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (700 << 20, 700 << 20))
        from experiments.start import main
        main()
    """
    code, out, error = ends(lines)
    assert (code, out) == (1, "")
    assert error.startswith("cxsim needs an address space of at least 1,464,843 kB, and 716,800 kB are allowed")
    assert len(error.splitlines()) == 1


def test_interrupt_in_a_destructor():
    """An interrupt that hits a destructor, where Python can only print it, is raised a moment later."""
    lines = """
        class Dropped:
            def __del__(self):
                signal.raise_signal(signal.SIGINT)

        interruption.listen()
        try:
            Dropped()
            time.sleep(0.01)
            for _ in range(1000):
                time.sleep(0.01)
        except KeyboardInterrupt:
            print("raised")
    """
    assert ends(lines) == (0, "raised\n", "")


def test_interrupt_that_is_deferred():
    """In a block in which it is deferred, an interrupt is raised by the check after it."""
    lines = """
        interruption.listen()
        with interruption.deferred():
            signal.raise_signal(signal.SIGTERM)
            print("goes on", interruption.is_requested())
        try:
            interruption.check()
        except KeyboardInterrupt:
            print("raised")
    """
    assert ends(lines) == (0, "goes on True\nraised\n", "")


def test_second_interrupt_in_a_deferred_block():
    """Deferring one interrupt does not defer the second."""
    lines = """
        interruption.listen()
        with interruption.deferred():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            time.sleep(30)
    """
    assert ends(lines) == (1, "", "ended at once\n")


def test_second_interrupt_on_a_busy_machine():
    """The second ends a process also before the thread that looks out for it has been given a processor."""
    lines = """
        interruption._end_at_the_second = lambda arriving: time.sleep(30)
        interruption.listen()
        with interruption.deferred():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGTERM)
            print("goes on")
    """
    assert ends(lines) == (1, "", "ended at once\n")


def test_nobody_reads_what_is_said_last():
    """A pipe that is full and that nobody reads keeps no process alive."""
    lines = """
        interruption.listen()
        read, write = os.pipe()
        os.set_blocking(write, False)
        try:
            while True:
                os.write(write, bytes(1000))
        except BlockingIOError:
            pass
        os.set_blocking(write, True)
        os.dup2(write, 2)
        with interruption.deferred():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            time.sleep(30)
    """
    assert ends(lines) == (1, "", "")
