"""The server that is tested, its model server, and those who speak to it."""

import json
import os
import time
import urllib.request
from collections.abc import Callable
from typing import TypeVar

import openai
import wriftai

SERVER = os.environ["RINGBACK_SERVER"]
MODEL_SERVER = os.environ["MODEL_SERVER"]
KEY = "dev"
PATIENCE = float(os.environ.get("RINGBACK_PATIENCE", "300"))

Answer = TypeVar("Answer")


def client(path: str = "/v1", **more) -> openai.OpenAI:
    return openai.OpenAI(base_url=SERVER + path, api_key=KEY, max_retries=0, **more)


def async_client() -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=SERVER + "/v1", api_key=KEY, max_retries=0)


def wrift() -> wriftai.Client:
    return wriftai.Client(access_token=KEY, api_base_url=SERVER + "/v1")


def call(method: str, url: str, body: object = None):
    """Asks for JSON, as any program does."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def api(method: str, path: str, body: object = None):
    return call(method, SERVER + "/api/v1" + path, body)


def release() -> None:
    """Lets the models silent and paused go on."""
    call("GET", MODEL_SERVER + "/release")


def asked() -> dict:
    """What the model server was asked last."""
    return call("GET", MODEL_SERVER + "/asked")


def poll(ask: Callable[[], Answer], ended: Callable[[Answer], bool]) -> Answer:
    begun, between = time.monotonic(), 0.005
    answer = ask()
    while not ended(answer):
        assert time.monotonic() - begun < PATIENCE, f"waited in vain; the last answer is {answer}"
        time.sleep(between)
        between = min(0.25, between * 2)
        answer = ask()
    return answer


def fails(kind: type[Exception], ask: Callable[[], object]):
    """The failure that asking came to."""
    try:
        answer = ask()
    except kind as failure:
        return failure
    raise AssertionError(f"{kind.__name__} was expected, not {answer!r}")


def only(known: bool):
    """A test of what some releases of a client do not know: with those it is none."""
    return lambda test: test if known else None
