"""OpenAI's client: what goes wrong, and as which of its errors."""

import openai

from at_once import CHAT, QUESTION
from ringback import SERVER, api, call, client, fails

ERRORS = {
    400: openai.BadRequestError, 403: openai.PermissionDeniedError, 404: openai.NotFoundError,
    409: openai.ConflictError, 422: openai.UnprocessableEntityError, 429: openai.RateLimitError,
    500: openai.InternalServerError, 503: openai.InternalServerError,
}


def told(model: str, kind: type[Exception], **more) -> openai.APIStatusError:
    return fails(kind, lambda: list(client().chat.completions.create(**{**CHAT, "model": model}, **more)))


def test_each_error_of_the_model_server_in_openais_words():
    for status, kind in ERRORS.items():
        error = told(f"error-{status}", kind)
        assert (error.status_code, error.code) == (status, "some_code"), (status, error.code)
        assert f"told {status}" in error.message
        assert error.request_id


def test_each_error_of_the_model_server_before_a_stream():
    for status, kind in ERRORS.items():
        assert f"told {status}" in told(f"error-{status}", kind, stream=True).message


def test_errors_in_the_words_of_vllm_and_of_fastapi():
    for words in ("vllm", "fastapi"):
        for status in (400, 422):
            error = told(f"{words}-{status}", ERRORS[status])
            assert f"told {status}" in error.body["message"], error.body


def test_a_wrong_key():
    error = fails(openai.AuthenticationError, lambda: openai.OpenAI(
        base_url=SERVER + "/v1", api_key="wrong", max_retries=0).models.list())
    assert error.type == "invalid_request_error" and error.request_id


def test_a_field_that_is_missing():
    error = fails(openai.BadRequestError, lambda: client().post(
        "/chat/completions", cast_to=object, body={"model": "echo"}))
    assert (error.param, error.type) == ("messages", "invalid_request_error")


def test_a_key_that_asks_too_often():
    key = api("POST", "/keys", {"scopes": ["write"], "rate_limit": 1})["key"]
    one = openai.OpenAI(base_url=SERVER + "/v1", api_key=key, max_retries=0)
    one.chat.completions.create(**CHAT)
    error = fails(openai.RateLimitError, lambda: one.chat.completions.create(**CHAT))
    assert float(error.response.headers["retry-after"]) > 0


def test_operations_that_are_not_here():
    for ask in (
        lambda: client().responses.compact(model="echo", input=QUESTION),
        lambda: client().moderations.create(input="x"),
        lambda: client().images.generate(model="echo", prompt="x"),
        lambda: client().vector_stores.list(),
        lambda: client().fine_tuning.jobs.list(),
        lambda: client().chat.completions.list(),
        lambda: client().chat.completions.retrieve("chatcmpl-1"),
        lambda: client().audio.speech.create(model="echo", voice="alloy", input="x"),
        lambda: client().models.delete("echo"),
        lambda: client().conversations.create(),
        lambda: client().containers.list(),
        lambda: client().responses.input_tokens.count(model="echo", input="x"),
    ):
        fails(openai.NotFoundError, ask)


def test_a_body_on_a_get_or_a_delete_is_no_fault():
    assert call("GET", SERVER + "/v1/models", {"a": 1})["data"]
    assert api("GET", "/endpoints", {})["data"] is not None
    fails(openai.NotFoundError, lambda: client().delete("/responses/resp_none", cast_to=object, body={}))
