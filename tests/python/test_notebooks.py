"""The notebooks run from top to bottom as they are committed: without outputs."""

import os
from pathlib import Path

import nbclient
import nbformat
import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook(path, monkeypatch):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code), "commit without outputs"
    monkeypatch.setitem(os.environ, "MPLBACKEND", "module://matplotlib_inline.backend_inline")
    nbclient.NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()
    shown = [output for cell in code for output in cell.outputs]
    assert sum("image/png" in output.get("data", {}) for output in shown) >= 2
    assert sum("text/html" in output.get("data", {}) for output in shown) >= 2
    assert not [output for output in shown if output.get("name") == "stderr" and "Error" in output.text]
    keep = os.environ.get("RECOUP_KEEP_NOTEBOOKS")  # a folder: to look at what was shown
    if keep:
        nbformat.write(notebook, Path(keep) / path.name)
