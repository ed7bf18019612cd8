"""Runs the tests of the modules beside this, and tells each result as a line of JSON."""

import importlib
import inspect
import json
import sys
import traceback

MODULES = ["at_once", "failures", "later", "batches", "webhooks", "predictions"]


def tell(name: str, failure: str | None) -> None:
    print(json.dumps({"name": name, "failure": failure}), file=RESULTS, flush=True)


def run(name: str, test) -> None:
    try:
        test()
        tell(name, None)
    except Exception:  # whatever it is, it is the result
        tell(name, traceback.format_exc())


# What a library prints is no result.
RESULTS = sys.stdout
sys.stdout = sys.stderr
WANTED = sys.argv[1:] or MODULES
for each in WANTED:
    module = importlib.import_module(each)
    for word, found in inspect.getmembers(module, inspect.isfunction):
        if word.startswith("test_"):
            run(f"{each}: {word.removeprefix('test_').replace('_', ' ')}", found)
