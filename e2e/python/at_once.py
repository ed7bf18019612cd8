"""OpenAI's client: what is answered at once."""

import asyncio

import openai
import pydantic

from ringback import async_client, asked, client, fails

QUESTION = "Where does the Seine end?"
CHAT = {"model": "echo", "messages": [{"role": "user", "content": QUESTION}]}
TOOL = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}
PLAIN_TOOL = {"type": "function", "name": "weather", "parameters": {"type": "object", "properties": {}}, "strict": False}


class Place(pydantic.BaseModel):
    city: str
    river: str


def test_a_chat_completion():
    completion = client().chat.completions.create(**CHAT)
    assert completion.choices[0].message.content == QUESTION
    assert completion.usage.total_tokens == 12
    assert completion.choices[0].message.tool_calls in (None, [])


def test_a_raw_answer_has_a_request_id():
    raw = client().chat.completions.with_raw_response.create(**CHAT)
    assert raw.status_code == 200
    assert raw.request_id
    assert raw.parse().choices[0].message.content == QUESTION
    assert raw.parse()._request_id == raw.request_id


def test_an_answer_that_is_read_as_it_streams():
    with client().chat.completions.with_streaming_response.create(**CHAT) as answer:
        assert QUESTION in answer.read().decode()


def test_a_stream_of_chunks():
    pieces = [chunk.choices[0].delta.content or "" for chunk in client().chat.completions.create(**CHAT, stream=True)]
    assert len(pieces) > 5
    assert "".join(pieces) == QUESTION


def test_a_stream_that_tells_its_usage():
    chunks = list(client().chat.completions.create(**CHAT, stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].usage.total_tokens == 12 and chunks[-1].choices == []


def test_the_helper_for_streams():
    with client().chat.completions.stream(**CHAT) as stream:
        kinds = {event.type for event in stream}
    assert "content.delta" in kinds and "content.done" in kinds
    assert stream.get_final_completion().choices[0].message.content == QUESTION


def test_a_stream_that_is_closed_early_leaves_the_client_usable():
    one = client()
    with one.chat.completions.create(**CHAT, stream=True) as stream:
        next(iter(stream))
    assert one.chat.completions.create(**CHAT).choices


def test_an_answer_is_parsed_by_a_class():
    completion = client().chat.completions.parse(**CHAT, response_format=Place)
    assert completion.choices[0].message.parsed == Place(city="Paris", river="Seine")


def test_tools_are_called():
    [call] = client().chat.completions.create(**CHAT, tools=[TOOL]).choices[0].message.tool_calls
    assert (call.function.name, call.function.arguments) == ("weather", '{"city": "Paris"}')


def test_tools_are_called_in_a_stream():
    with client().chat.completions.stream(**CHAT, tools=[TOOL]) as stream:
        [call] = stream.get_final_completion().choices[0].message.tool_calls
    assert (call.id, call.function.arguments) == ("call-1", '{"city": "Paris"}')


def test_several_choices():
    assert [choice.index for choice in client().chat.completions.create(**CHAT, n=3).choices] == [0, 1, 2]


def test_logprobs():
    [token] = client().chat.completions.create(**CHAT, logprobs=True).choices[0].logprobs.content
    assert token.logprob == -0.5


def test_pictures_and_the_role_of_a_developer():
    messages = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "What is it?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]},
    ]
    answer = client().chat.completions.create(model="echo", messages=messages)
    assert answer.choices[0].message.content == "What is it? [image_url]"


def test_store_with_metadata_goes_to_the_model_server():
    client().chat.completions.create(**CHAT, store=True, metadata={"order": "17"})
    assert asked()["body"]["metadata"] == {"order": "17"}


def test_extra_members_of_the_body_go_to_the_model_server():
    client().chat.completions.create(**CHAT, extra_body={"top_k": 7, "guided_choice": ["a"]})
    assert asked()["body"]["top_k"] == 7 and asked()["body"]["guided_choice"] == ["a"]


def test_organization_project_headers_and_query_are_taken():
    answer = client(organization="org-1", project="proj-1").chat.completions.create(
        **CHAT, extra_headers={"X-A": "b"}, extra_query={"x": "1"})
    assert answer.choices


def test_text_completions():
    one = client().completions.create(model="echo", prompt="The Seine ends in")
    several = client().completions.create(model="echo", prompt=["one", "two"])
    streamed = client().completions.create(model="echo", prompt="The Seine ends in", stream=True)
    assert one.choices[0].text == "The Seine ends in"
    assert [choice.text for choice in several.choices] == ["one", "two"]
    assert "".join(chunk.choices[0].text for chunk in streamed) == "The Seine ends in"


def test_embeddings_packed_and_as_floats():
    request = {"model": "embed", "input": ["the Seine", "the Rhine is long"], "dimensions": 8}
    packed = client().embeddings.create(**request)
    floats = client().embeddings.create(**request, encoding_format="float")
    assert [len(each.embedding) for each in packed.data] == [8, 8]
    for one, other in zip(packed.data, floats.data):
        assert all(abs(a - b) < 1e-5 for a, b in zip(one.embedding, other.embedding))


def test_embeddings_of_tokens():
    assert len(client().embeddings.create(model="embed", input=[[1, 2], [3]]).data) == 2
    assert len(client().embeddings.create(model="embed", input=[1, 2, 3]).data) == 1


def test_models():
    assert [model.id for model in client().models.list()] == ["echo"]
    assert client().models.retrieve("echo").id == "echo"
    fails(openai.NotFoundError, lambda: client().models.retrieve("none"))


def test_a_response():
    response = client().responses.create(model="echo", input=QUESTION)
    assert (response.status, response.output_text, response.usage.total_tokens) == ("completed", QUESTION, 12)


def test_the_events_of_a_response():
    events = list(client().responses.create(model="echo", input=QUESTION, stream=True))
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == QUESTION
    assert events[-1].type == "response.completed"


def test_the_helper_for_streams_of_responses():
    with client().responses.stream(model="echo", input=QUESTION) as stream:
        for _ in stream:
            pass
        assert stream.get_final_response().output_text == QUESTION


def test_a_response_is_parsed_by_a_class():
    response = client().responses.parse(model="echo", input=QUESTION, text_format=Place)
    assert response.output_parsed == Place(city="Paris", river="Seine")


def test_a_response_calls_tools():
    [call] = client().responses.create(model="echo", input=QUESTION, tools=[PLAIN_TOOL]).output
    assert (call.name, call.arguments) == ("weather", '{"city": "Paris"}')


def test_many_at_once():
    async def ask():
        async with async_client() as one:
            answers = await asyncio.gather(*(one.chat.completions.create(**CHAT) for _ in range(8)))
            pieces = []
            async for chunk in await one.chat.completions.create(**CHAT, stream=True):
                pieces.append(chunk.choices[0].delta.content or "")
            models = [model.id async for model in one.models.list()]
        return answers, "".join(pieces), models

    answers, streamed, models = asyncio.run(ask())
    assert [each.choices[0].message.content for each in answers] == [QUESTION] * 8
    assert (streamed, models) == (QUESTION, ["echo"])
