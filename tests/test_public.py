import subprocess
import sys

import qa


def test_every_public_name_loads_and_is_listed_in_order() -> None:
    assert qa.__all__ == sorted(qa.__all__)
    assert set(qa.__all__) == set(qa._HOMES)
    for name in qa.__all__:
        assert getattr(qa, name).__name__ == name
    assert not hasattr(qa, "nothing_of_this_name")


def test_import_stays_light() -> None:
    heavy = "{'torch', 'transformers', 'lancedb', 'gradio', 'pyarrow'}"
    code = f"import sys, qa, qa.article, qa.loading, qa.sentences, qa.answers; print({heavy} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "set()"
