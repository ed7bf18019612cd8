"""The client that openapi-python-client made of the description, as a Python program uses it."""

import json
import os
import sys
import threading
import time
import traceback
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from generated import AuthenticatedClient
from generated.api.deliveries import get_delivery, list_deliveries
from generated.api.endpoints import (
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    get_endpoint,
    list_endpoints,
)
from generated.api.events import get_event, list_events, publish_events
from generated.api.inference import create_chat_completion
from generated.api.keys import create_key, list_keys
from generated.api.replays import create_replay, get_replay
from generated.api.sources import create_source, list_sources
from generated.models import (
    ChatRequest,
    ChatRequestMessagesItem,
    DeliveryEnd,
    DeliveryState,
    EndpointFormat,
    EndpointKind,
    EndpointSettings,
    EndpointState,
    EndpointWithSecret,
    EventId,
    EventIds,
    KeyWithText,
    Matched,
    NewEndpoint,
    NewEvent,
    NewKey,
    NewKeyScopesItem,
    NewReplay,
    NewSource,
    Problem,
    Replay,
    ReplayFilter,
    ReplayState,
)
from generated.types import UNSET

PATIENCE = float(os.environ.get("RINGBACK_PATIENCE", "300"))
CLIENT = AuthenticatedClient(
    base_url=os.environ["RINGBACK_SERVER"],
    token="dev",
    raise_on_unexpected_status=True,
    timeout=PATIENCE,
)


class Receiver:
    """Takes webhooks, and keeps the ids of their events."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                outer.seen.append(self.headers["webhook-id"])
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


def until(ask, ended):
    begun = time.monotonic()
    answer = ask()
    while not ended(answer):
        assert time.monotonic() - begun < PATIENCE, f"waited in vain; the last answer is {answer}"
        time.sleep(0.02)
        answer = ask()
    return answer


def made(event_type: str, **more) -> tuple[Receiver, EndpointWithSecret]:
    receiver = Receiver()
    endpoint = create_endpoint.sync(
        client=CLIENT, body=NewEndpoint(url=receiver.url, event_types=[event_type], **more)
    )
    assert isinstance(endpoint, EndpointWithSecret), endpoint
    return receiver, endpoint


def delivered(endpoint: str, count: int):
    return until(
        lambda: list_deliveries.sync(client=CLIENT, endpoint=endpoint, state=DeliveryState.SUCCEEDED),
        lambda page: len(page.data) == count,
    ).data


def test_an_endpoint_is_made_changed_and_deleted():
    _, endpoint = made("python.made", name="mine", format_=EndpointFormat.RAW)
    assert endpoint.kind is EndpointKind.HTTP and endpoint.secret.startswith("whsec_")
    assert endpoint.format_ is EndpointFormat.RAW and endpoint.stream is None
    # What a change does not name stays as it is.
    changed = change_endpoint.sync(endpoint.id, client=CLIENT, body=EndpointSettings(timeout_ms=5000))
    assert (changed.name, changed.timeout_ms, changed.format_) == ("mine", 5000, EndpointFormat.RAW)
    assert get_endpoint.sync(endpoint.id, client=CLIENT).state is EndpointState.ENABLED
    assert delete_endpoint.sync_detailed(endpoint.id, client=CLIENT).status_code == 204
    assert isinstance(get_endpoint.sync(endpoint.id, client=CLIENT), Problem)


def test_events_are_published_delivered_and_listed():
    receiver, endpoint = made("python.published")
    one = publish_events.sync(
        client=CLIENT, body=NewEvent(type_="python.published", data={"a": [1, None]}, subject="s")
    )
    assert isinstance(one, EventId) and one.endpoints == 1 and one.duplicate is UNSET
    more = publish_events.sync(
        client=CLIENT, body=[NewEvent(type_="python.published", data=i) for i in range(3)]
    )
    assert isinstance(more, EventIds) and len(more.events) == 3
    deliveries = delivered(endpoint.id, 4)
    assert sorted(receiver.seen) == sorted([one.id, *[each.id for each in more.events]])
    attempt = get_delivery.sync(deliveries[0].id, client=CLIENT).attempts[0]
    assert attempt.status == 200 and attempt.error is None
    event = get_event.sync(one.id, client=CLIENT)
    assert event.data == {"a": [1, None]} and event.subject == "s" and event.deliveries.succeeded == 1
    assert event.accepted_at <= datetime.now(timezone.utc)


def test_a_list_is_read_page_by_page():
    sent = publish_events.sync(
        client=CLIENT, body=[NewEvent(type_="python.paged", data=i) for i in range(5)]
    )
    found, cursor = [], UNSET
    while cursor is not None:
        page = list_events.sync(client=CLIENT, event_type="python.paged", limit=2, cursor=cursor)
        found += [each.id for each in page.data]
        cursor = page.next_cursor
    assert sorted(found) == sorted(each.id for each in sent.events)
    assert len(list_endpoints.sync(client=CLIENT, limit=1).data) == 1


def test_what_was_delivered_is_replayed():
    receiver, endpoint = made("python.replayed")
    publish_events.sync(client=CLIENT, body=NewEvent(type_="python.replayed", data=1))
    delivered(endpoint.id, 1)
    wanted = ReplayFilter(endpoint=endpoint.id, state=DeliveryEnd.SUCCEEDED)
    matched = create_replay.sync(client=CLIENT, body=NewReplay(filter_=wanted, dry_run=True))
    assert isinstance(matched, Matched) and matched.matched == 1
    replay = create_replay.sync(client=CLIENT, body=NewReplay(filter_=wanted))
    assert isinstance(replay, Replay)
    ended = until(
        lambda: get_replay.sync(replay.id, client=CLIENT),
        lambda each: each.state is not ReplayState.RUNNING,
    )
    assert ended.state is ReplayState.DONE and ended.created == 1
    until(lambda: receiver.seen, lambda seen: len(seen) == 2)
    assert receiver.seen[0] == receiver.seen[1]


def test_a_source_and_a_key_are_made_and_listed():
    source = create_source.sync(client=CLIENT, body=NewSource(provider="github", secrets=["s3cret"]))
    assert source.provider == "github" and source.url.startswith("http")
    assert source.id in [each.id for each in list_sources.sync(client=CLIENT).data]
    key = create_key.sync(client=CLIENT, body=NewKey(scopes=[NewKeyScopesItem.READ]))
    assert isinstance(key, KeyWithText) and key.key.startswith("rb_")
    assert key.id in [each.id for each in list_keys.sync(client=CLIENT).data]


def test_what_is_refused_says_which_field_is_wrong():
    refused = create_endpoint.sync(client=CLIENT, body=NewEndpoint(url="nonsense", timeout_ms=1))
    assert isinstance(refused, Problem)
    assert sorted(each.field for each in refused.errors) == ["timeout_ms", "url"]


def test_a_model_is_asked():
    message = ChatRequestMessagesItem.from_dict({"role": "user", "content": "hi"})
    answer = create_chat_completion.sync(
        client=CLIENT, body=ChatRequest(model="demo/echo", messages=[message])
    )
    assert answer.choices[0]["message"]["content"] == "hi", answer


for name, test in [each for each in globals().items() if each[0].startswith("test_")]:
    failure = None
    try:
        test()
    except Exception:  # whatever it is, it is the result
        failure = traceback.format_exc()
    print(json.dumps({"name": name.removeprefix("test_").replace("_", " "), "failure": failure}), flush=True)
sys.exit(0)
