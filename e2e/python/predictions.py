"""WriftAI's client."""

import asyncio
import threading

import httpx
import wriftai

from receiver import Receiver
from ringback import SERVER, fails, only, release, wrift

PROMPT = {"prompt": "Where does the Seine end?"}


# Its older releases know neither streams nor how long to wait.
STREAMS = hasattr(wrift().predictions, "stream")


def create(model: str = "demo/echo", **more):
    return wrift().predictions.create(model=model, input=PROMPT, **more)


def test_a_prediction_is_awaited():
    assert create()["status"] in ("pending", "started", "succeeded")
    done = create(wait=True)
    assert (done["status"], done["output"]) == ("succeeded", PROMPT["prompt"])


def test_a_prediction_of_a_version_is_found():
    done = wrift().predictions.wait(create("demo/echo:3")["id"])
    assert done["model"]["version_number"] == 3
    assert wrift().predictions.get(done["id"])["output"] == PROMPT["prompt"]


def test_predictions_are_listed_page_by_page():
    for _ in range(6):
        create(wait=True)
    page = wrift().predictions.list({"page_size": 5})
    assert len(page.items) == 5
    assert wrift().predictions.list({"page_size": 5, "cursor": page.next_cursor}).items
    assert asyncio.run(wrift().predictions.async_list()).items
    done = wrift().predictions.list({"statuses": ["succeeded"]})
    assert {each["status"] for each in done.items} == {"succeeded"}


@only(STREAMS)
def test_the_server_waits_as_it_is_asked():
    from wriftai.predictions import CreateWaitOptions
    done = create(wait=True, wait_options=CreateWaitOptions(duration=10.0, poll=False))
    assert done["status"] == "succeeded"
    assert (done["metrics"], done["stream"]) == (None, False)


def test_a_prediction_is_cancelled():
    begun = create("silent/silent")
    assert wrift().predictions.cancel(begun["id"]) is None
    assert wrift().predictions.wait(begun["id"])["status"] == "cancelled"
    release()


def test_a_prediction_fails():
    done = wrift().predictions.wait(wrift().predictions.create(model="demo/echo", input={"nothing": 1})["id"])
    assert done["status"] == "failed" and "prompt" in done["error"]["message"]


def test_what_is_refused():
    def status(ask) -> int:
        return fails(httpx.HTTPStatusError, ask).response.status_code
    assert status(lambda: wrift().predictions.create(model="nonsense", input=PROMPT)) == 422
    assert status(lambda: wrift().predictions.get("none")) == 404
    assert status(lambda: wriftai.Client(access_token="wrong", api_base_url=SERVER + "/v1").predictions.list()) == 401
    assert status(lambda: wrift().predictions.create(model="demo/echo", input={"nothing": 1}, validate_input=True)) == 422


def test_its_webhooks_are_verified():
    with Receiver() as receiver:
        create(webhook={"url": receiver.url, "secret": "top-secret"})
        for _ in range(3):
            webhook = receiver.next()
            signature = webhook.headers["wriftai-webhook-signature"]
            wriftai.verify_webhook(webhook.body, signature, "top-secret")
            fails(ValueError, lambda: wriftai.verify_webhook(webhook.body + b" ", signature, "top-secret"))


@only(STREAMS)
def test_a_prediction_is_streamed_as_it_is_made():
    events = create("any/paused", wait=True, stream=True)
    first, second = next(events), next(events)
    assert (first["event"], second["event"]) == ("init", "output")
    assert second["data"] == "Where ", "the model has said no more yet"
    release()
    rest = list(events)
    assert "".join(each["data"] for each in [second, *rest] if each["event"] == "output") == PROMPT["prompt"]
    assert rest[-1]["event"] == "done" and rest[-1]["data"]["output"] == PROMPT["prompt"]


@only(STREAMS)
def test_a_stream_is_taken_up_again():
    made = create("any/paused", stream=True)
    events = wrift().predictions.stream(made["id"], wait=1)
    _, heard = next(events), next(events)
    events.close()
    release()
    rest = list(wrift().predictions.stream(made["id"], after_id=heard["id"]))
    assert all(each["event"] != "init" for each in rest)
    assert heard["data"] + "".join(each["data"] for each in rest if each["event"] == "output") == PROMPT["prompt"]
    told = list(wrift().predictions.stream(made["id"]))
    assert "".join(each["data"] for each in told if each["event"] == "output") == PROMPT["prompt"]


@only(STREAMS)
def test_a_stream_of_what_fails_ends_with_an_error():
    *_, last = create("any/error-400", wait=True, stream=True)
    assert last["event"] == "error" and "told 400" in last["data"]["message"]


@only(STREAMS)
def test_a_stream_that_is_idle_is_closed_and_taken_up_by_the_client():
    made = create("any/silent", stream=True)
    events = wrift().predictions.stream(made["id"], wait=0.2)
    assert next(events)["event"] == "init"
    threading.Timer(1.5, release).start()
    assert [each["event"] for each in events][-1] == "done"


@only(STREAMS)
def test_many_streams_at_once():
    async def follow():
        events = await wrift().predictions.async_create(model="any/echo", input=PROMPT, wait=True, stream=True)
        return "".join([each["data"] async for each in events if each["event"] == "output"])

    async def all_of_them():
        return await asyncio.gather(*(follow() for _ in range(8)))

    assert asyncio.run(all_of_them()) == [PROMPT["prompt"]] * 8


@only(STREAMS)
def test_a_file_in_an_input_is_refused_in_words():
    refused = fails(httpx.HTTPStatusError, lambda: wrift().predictions.create(
        model="demo/echo", input={"image": wriftai.File(b"picture")}))
    assert refused.response.status_code == 404 and "upload" in refused.response.text, refused.response.text
