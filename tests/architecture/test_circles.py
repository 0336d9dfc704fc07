"""No two files need each other, not even for the names of types or inside a function."""

import grimp
import networkx

PACKAGES = ("app", "benchmarks", "experiments", "language", "manual", "sim")


def test_no_files_import_each_other_in_a_circle():
    """Claim: every file can be read after those that it imports."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    imports = networkx.DiGraph(
        (module, imported) for module in graph.modules for imported in graph.find_modules_directly_imported_by(module)
    )
    assert imports.number_of_edges() > 1_000
    circles = [sorted(circle) for circle in networkx.strongly_connected_components(imports) if len(circle) > 1]
    assert not circles
