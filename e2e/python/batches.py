"""OpenAI's client: files and batches."""

import asyncio
import io
import json
import pathlib
import tempfile

import openai

from at_once import QUESTION
from ringback import async_client, client, fails, poll, release

BODIES = {
    "/v1/chat/completions": {"model": "echo", "messages": [{"role": "user", "content": QUESTION}]},
    "/v1/completions": {"model": "echo", "prompt": QUESTION},
    "/v1/embeddings": {"model": "embed", "input": QUESTION},
    "/v1/responses": {"model": "echo", "input": QUESTION},
}


def lines(url: str, *bodies: dict) -> bytes:
    return "\n".join(json.dumps(
        {"custom_id": f"r{i}", "method": "POST", "url": url, "body": body}) for i, body in enumerate(bodies)).encode()


def upload(content: bytes):
    return client().files.create(file=("requests.jsonl", content), purpose="batch")


def batch(content: bytes, url: str = "/v1/chat/completions", **more):
    return client().batches.create(input_file_id=upload(content).id, endpoint=url, completion_window="24h", **more)


def ended(made):
    return poll(
        lambda: client().batches.retrieve(made.id),
        lambda each: each.status in ("completed", "failed", "expired", "cancelled"))


def results(file: str) -> list[dict]:
    return [json.loads(line) for line in client().files.content(file).text.splitlines()]


def test_a_file_from_bytes_and_from_a_path():
    content = lines("/v1/chat/completions", BODIES["/v1/chat/completions"])
    first = client().files.create(file=io.BytesIO(content), purpose="batch", expires_after={"anchor": "created_at", "seconds": 3600})
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "größe.jsonl")
        path.write_bytes(content)
        second = client().files.create(file=path, purpose="user_data")
    assert (first.bytes, second.filename) == (len(content), "größe.jsonl")
    assert client().files.content(first.id).read() == content
    assert client().files.wait_for_processing(first.id).status == "processed"
    with client().files.with_streaming_response.content(second.id) as answer:
        assert b"".join(answer.iter_bytes()) == content
    assert second.id in [file.id for file in client().files.list(purpose="user_data")]
    assert client().files.delete(second.id).deleted
    fails(openai.NotFoundError, lambda: client().files.retrieve(second.id))


def test_a_batch_of_each_operation():
    for url, body in BODIES.items():
        done = ended(batch(lines(url, body, body), url, metadata={"a": "b"}))
        assert (done.status, done.request_counts.completed) == ("completed", 2), (url, done)
        assert done.usage.total_tokens > 0 and done.metadata == {"a": "b"}
        answers = results(done.output_file_id)
        assert sorted(each["custom_id"] for each in answers) == ["r0", "r1"]
        assert all(each["response"]["status_code"] == 200 and each["error"] is None for each in answers)


def test_lines_that_fail_are_in_the_error_file():
    chat = BODIES["/v1/chat/completions"]
    done = ended(batch(lines("/v1/chat/completions", chat, {**chat, "model": "error-400"})))
    assert (done.request_counts.completed, done.request_counts.failed) == (1, 1)
    [line] = results(done.error_file_id)
    assert line["custom_id"] == "r1" and line["response"]["status_code"] == 400
    assert "told 400" in line["response"]["body"]["error"]["message"] and line["error"] is None


def test_files_as_windows_writes_them():
    chat = json.dumps({"custom_id": "w", "method": "POST", "url": "/v1/chat/completions", "body": BODIES["/v1/chat/completions"]})
    done = ended(batch(f"\ufeff{chat}\r\n\r\n{chat.replace(chr(34) + 'w', chr(34) + 'v')}".encode()))
    assert (done.status, done.request_counts.completed) == ("completed", 2), done


def test_batches_are_listed_page_by_page():
    chat = BODIES["/v1/chat/completions"]
    made = {batch(lines("/v1/chat/completions", chat)).id for _ in range(3)}

    async def listed():
        async with async_client() as one:
            return {each.id async for each in one.batches.list(limit=2)}

    assert made <= {each.id for each in client().batches.list(limit=2)}
    assert made <= asyncio.run(listed())


def test_a_batch_is_cancelled():
    begun = batch(lines("/v1/chat/completions", {**BODIES["/v1/chat/completions"], "model": "silent"}))
    client().batches.cancel(begun.id)
    assert ended(begun).status == "cancelled"
    release()


def test_what_cannot_be_a_batch():
    content = lines("/v1/chat/completions", BODIES["/v1/chat/completions"])
    fails((openai.BadRequestError, openai.NotFoundError), lambda: client().batches.create(
        input_file_id="file-none", endpoint="/v1/chat/completions", completion_window="24h"))
    fails(openai.BadRequestError, lambda: batch(content, "/v1/moderations"))
