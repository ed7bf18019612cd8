"""Webhooks in every format, received by FastAPI and judged by the official libraries."""

import openai
import standardwebhooks
import svix.webhooks

from at_once import CHAT, QUESTION
from receiver import Receiver, Webhook
from ringback import api, client, fails, only

DATA = [
    {"order": 17}, {"text": "\u2028 \u0000 \U0001f600 é"}, 1.50, "text", None, [], {"long": "x" * 500_000},
]


def judges(secret: str):
    yield standardwebhooks.Webhook(secret).verify, standardwebhooks.WebhookVerificationError
    yield svix.webhooks.Webhook(secret).verify, svix.webhooks.WebhookVerificationError


def verified(webhook: Webhook, secret: str):
    answers = []
    for verify, refused in judges(secret):
        answers.append(verify(webhook.body, webhook.headers))
        fails(refused, lambda: verify(webhook.body + b" ", webhook.headers))
    return answers[0]


def made(receiver: Receiver, **more) -> dict:
    return api("POST", "/endpoints", {"url": receiver.url, **more})


def test_events_of_any_content():
    with Receiver() as receiver:
        endpoint = made(receiver, event_types=["any.content"])
        for data in DATA:
            api("POST", "/events", {"type": "any.content", "data": data})
            assert verified(receiver.next(), endpoint["secret"])["data"] == data


def test_events_in_every_format():
    for format in ("standard", "raw", "cloudevents", "openai"):
        with Receiver() as receiver:
            endpoint = made(receiver, event_types=[f"in.{format}"], format=format)
            api("POST", "/events", {"type": f"in.{format}", "data": {"a": 1}})
            verified(receiver.next(), endpoint["secret"])


def test_generations_in_every_format():
    for format in ("standard", "inference", "inference-legacy", "openai"):
        with Receiver() as receiver:
            endpoint = made(receiver, event_types=["none"], format=format)
            client("/v1/slow").chat.completions.create(**CHAT, metadata={"webhook_id": endpoint["id"]})
            verified(receiver.next(), endpoint["secret"])


def test_both_secrets_hold_while_one_is_rotated():
    with Receiver() as receiver:
        endpoint = made(receiver, event_types=["rotated"])
        newer = api("POST", f"/endpoints/{endpoint['id']}/rotate-secret", {})["secret"]
        api("POST", "/events", {"type": "rotated", "data": {}})
        webhook = receiver.next()
    assert newer != endpoint["secret"]
    verified(webhook, endpoint["secret"])
    verified(webhook, newer)


def test_openais_client_unwraps_the_end_of_a_response():
    with Receiver() as receiver:
        endpoint = made(receiver, event_types=["response.completed"], format="openai")
        begun = client().responses.create(model="echo", input=QUESTION, background=True)
        webhook = receiver.next()
    one = client(webhook_secret=endpoint["secret"])
    event = one.webhooks.unwrap(webhook.body, webhook.headers)
    assert (event.type, event.data.id) == ("response.completed", begun.id)
    one.webhooks.unwrap(webhook.body.decode(), {name.title(): value for name, value in webhook.headers.items()})
    one.webhooks.verify_signature(webhook.body, webhook.headers)
    fails(openai.InvalidWebhookSignatureError, lambda: one.webhooks.unwrap(webhook.body + b" ", webhook.headers))


@only(hasattr(client().webhooks, "create"))
def test_openais_client_manages_webhooks():
    with Receiver() as receiver:
        webhooks = client().webhooks
        assert "response.completed" in str(webhooks.event_types.list())
        endpoint = webhooks.create(name="mine", url=receiver.url, event_types=["response.completed"])
        assert endpoint.id in [each.id for each in webhooks.list()]
        assert webhooks.retrieve(endpoint.id).name == "mine"
        assert webhooks.update(endpoint.id, name="ours").name == "ours"
        secret = webhooks.rotate_secret(endpoint.id).signing_secret
        assert webhooks.test(endpoint.id, event_type="response.completed").success
        webhook = receiver.next()
        assert client(webhook_secret=secret).webhooks.unwrap(webhook.body, webhook.headers).type == "response.completed"
        assert webhooks.delete(endpoint.id).deleted
