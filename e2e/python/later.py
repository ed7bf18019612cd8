"""OpenAI's client: what is answered later, and what inference.net's users do with it."""

import openai

from at_once import CHAT, PLAIN_TOOL, QUESTION
from receiver import Receiver
from ringback import api, client, fails, poll, release


def background(model: str = "echo", **more):
    return client().responses.create(model=model, input=QUESTION, background=True, **more)


def ended(response):
    return poll(lambda: client().responses.retrieve(response.id), lambda each: each.status not in ("queued", "in_progress"))


def generation(path: str, job: str):
    return poll(
        lambda: client(path).get(f"/generation/{job}", cast_to=object),
        lambda each: each["state"] in ("Success", "Failed"))


def test_a_background_response_is_polled():
    begun = background(metadata={"a": "b"}, instructions="Be brief.")
    assert begun.status == "queued"
    response = ended(begun)
    assert (response.status, response.output_text) == ("completed", QUESTION)
    assert (response.metadata, response.instructions) == ({"a": "b"}, "Be brief.")


def test_a_background_response_goes_on_from_another():
    first = ended(background())
    second = ended(background(previous_response_id=first.id))
    assert second.previous_response_id == first.id
    texts = [part.text for item in client().responses.input_items.list(second.id, order="asc") for part in item.content]
    assert texts.count(QUESTION) >= 2, texts


def test_input_items_are_paged():
    response = ended(client().responses.create(
        model="echo", background=True, input=[{"role": "user", "content": str(i)} for i in range(5)]))
    assert len(list(client().responses.input_items.list(response.id, limit=2))) == 5


def test_a_background_response_is_cancelled_twice():
    begun = background("silent")
    assert client().responses.cancel(begun.id).status == "cancelled"
    assert client().responses.cancel(begun.id).status == "cancelled"
    release()


def test_a_background_response_is_deleted():
    response = ended(background())
    client().responses.delete(response.id)
    fails(openai.NotFoundError, lambda: client().responses.retrieve(response.id))


def test_a_background_response_fails():
    response = ended(background("error-400"))
    assert response.status == "failed" and "told 400" in response.error.message


def test_a_background_response_is_streamed_and_resumed():
    events = list(background(stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert events[-1].response.output_text == QUESTION
    middle = len(events) // 2
    resumed = list(client().responses.retrieve(events[0].response.id, stream=True, starting_after=middle))
    assert [event.sequence_number for event in resumed][-1] == len(events) - 1
    assert resumed[0].sequence_number == middle + 1


def test_the_helper_follows_a_background_response():
    begun = background()
    with client().responses.stream(response_id=begun.id) as stream:
        for _ in stream:
            pass
        assert stream.get_final_response().output_text == QUESTION


def test_a_background_response_calls_tools():
    [call] = ended(background(tools=[PLAIN_TOOL])).output
    assert call.name == "weather"


def test_slow_and_async_are_base_urls():
    for path in ("/v1/slow", "/v1/async"):
        one = client(path)
        jobs = [
            one.chat.completions.create(**CHAT, metadata={"custom_id": "7"}).id,
            one.completions.create(model="echo", prompt=QUESTION).id,
            one.responses.create(model="echo", input=QUESTION).id,
            one.embeddings.create(model="embed", input=QUESTION, encoding_format="float").model_dump()["id"],
        ]
        assert [generation(path, job)["state"] for job in jobs] == ["Success"] * 4
        assert generation(path, jobs[0])["request"]["metadata"]["custom_id"] == "7"
        assert [model.id for model in one.models.list()] == ["echo"]


def test_a_stream_is_no_job():
    chunks = fails_or_id(lambda: list(client("/v1/slow").chat.completions.create(**CHAT, stream=True)))
    assert chunks, "the id of the job was lost"


def fails_or_id(ask):
    try:
        return [chunk.id for chunk in ask()]
    except openai.BadRequestError as refused:
        return refused.param == "stream"


def test_twenty_jobs_at_once():
    one = client("/v1/slow")
    jobs = [one.chat.completions.create(**CHAT).id for _ in range(20)]
    assert len(set(jobs)) == 20
    assert {generation("/v1/slow", job)["state"] for job in jobs} == {"Success"}


def test_a_group_is_polled():
    group = client("/v1/slow").post(
        "/group/chat/completions", cast_to=object, body={"requests": [CHAT, {**CHAT, "model": "error-400"}]})
    def states():
        answer = client("/v1/slow").get(f"/group/{group['groupId']}/generations", cast_to=object)
        return [each["state"] for each in answer["generations"]]

    assert poll(states, lambda told: set(told) <= {"Success", "Failed"}) == ["Success", "Failed"]


def test_who_waits_and_who_is_called_speak_of_one_thing():
    with Receiver() as receiver:
        made = api("POST", "/endpoints", {"url": receiver.url, "event_types": ["none"], "format": "inference"})
        answer = client().chat.completions.create(**CHAT, metadata={"webhook_id": made["id"]})
        webhook = receiver.next()
    assert webhook.headers["x-inference-generation-id"] == answer.id
