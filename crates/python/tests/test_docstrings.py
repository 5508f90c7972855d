"""The examples in docstrings, and that whatever is public has one."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from types import ModuleType

import depesha
import pytest

MODULES = sorted(
    f"depesha.{found.name}" for found in pkgutil.iter_modules(depesha.__path__) if found.name != "_native"
)


def modules() -> list[ModuleType]:
    return [depesha, *(importlib.import_module(name) for name in MODULES)]


@pytest.mark.parametrize("name", ["depesha", *MODULES])
def test_examples_are_true(name: str, request: pytest.FixtureRequest) -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    for example in finder.find(importlib.import_module(name)):
        if not example.examples:
            continue
        example.globs["getfixture"] = request.getfixturevalue
        told: list[str] = []
        result = doctest.DocTestRunner(verbose=False).run(example, out=told.append)
        assert result.failed == 0, "".join(told)


def test_whatever_is_called_has_an_example() -> None:
    lacking = []
    for module in modules():
        for name, value in vars(module).items():
            is_own = getattr(value, "__module__", None) == module.__name__
            if name.startswith("_") or not is_own or not callable(value):
                continue
            if inspect.isclass(value):
                if ">>>" not in (value.__doc__ or "") and name != "Ingested":
                    lacking.append(f"{module.__name__}.{name}")
                methods = vars(value).items()
                lacking += [
                    f"{module.__name__}.{name}.{method}"
                    for method, body in methods
                    if not method.startswith("_")
                    and inspect.isfunction(body)
                    and method not in {"to_dict", "write", "cache"}
                    and ">>>" not in (body.__doc__ or "")
                ]
            elif inspect.isfunction(value) and ">>>" not in (value.__doc__ or ""):
                lacking.append(f"{module.__name__}.{name}")
    assert lacking == []
