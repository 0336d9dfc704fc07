"""Names that no file can have are answered in words."""

import pytest

NAME = "a" * 300


@pytest.mark.parametrize(
    "command",
    [
        ("compare", "telecom", NAME),
        ("compare", NAME, "price-cut"),
        ("check", NAME),
        ("rerun", NAME),
        ("why", NAME, "--customer=1"),
        ("sweep", NAME),
        ("sweep", "study.yaml"),
        ("discover", NAME),
        ("export", NAME),
        ("fit", "telecom", f"--facts={NAME}"),
        ("compare", "telecom", "price-cut", f"--worlds={NAME}"),
    ],
)
def test_a_name_too_long_for_a_file_is_no_traceback(cxsim, tmp_path, command):
    """Every command names it as what cannot be found."""
    (tmp_path / "study.yaml").write_text(f"market: telecom\nscenarios: [{NAME}]\nseeds: [1, 2]\n")
    answer = cxsim(*command)
    assert answer.code == 1
    assert NAME[:20] in answer.error + answer.out
    assert "Traceback" not in answer.error
