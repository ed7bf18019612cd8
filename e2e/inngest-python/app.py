"""An app with functions in Python. What its functions do it prints, one word or two a line."""

import datetime
import logging
import sys
import threading

import flask
import inngest
import inngest.flask
from werkzeug.serving import make_server

logging.disable(logging.CRITICAL)
client = inngest.Inngest(app_id="py")
counts: dict[str, int] = {}
printing = threading.Lock()


def note(label: str) -> int:
    """Prints what was done, and answers how often that was. Steps may do so at the same time."""
    with printing:
        counts[label] = counts.get(label, 0) + 1
        print("note", label, flush=True)
        return counts[label]


def shaky() -> str:
    if note("shaky") < 3:
        raise ValueError("not yet")
    return "at last"


@client.create_function(fn_id="order", trigger=inngest.TriggerEvent(event="py/order"))
def order(ctx: inngest.ContextSync) -> dict[str, object]:
    step = ctx.step
    number = step.run("one", lambda: note("one") and 20)
    word = step.run("shaky", shaky)
    step.run("three", lambda: note("three") and None)
    step.sleep("a while", datetime.timedelta(seconds=1))
    paid = step.wait_for_event(
        "payment",
        event="py/paid",
        if_exp="event.data.order == async.data.order",
        timeout=datetime.timedelta(hours=1),
    )
    none = step.wait_for_event("none", event="py/never", timeout=datetime.timedelta(seconds=1))
    twice = step.invoke("twice", function=double, data={"n": number})
    pair = ctx.group.parallel(
        (
            lambda: step.run("left", lambda: note("left") and "L"),
            lambda: step.run("right", lambda: note("right") and "R"),
        )
    )
    step.send_event("tell", inngest.Event(name="py/done", data={"order": ctx.event.data["order"]}))
    return {
        "word": word,
        "amount": paid and paid.data["amount"],
        "none": none,
        "twice": twice,
        "pair": list(pair),
    }


@client.create_function(fn_id="double", trigger=inngest.TriggerEvent(event="py/double"))
def double(ctx: inngest.ContextSync) -> int:
    return ctx.step.run("double", lambda: int(ctx.event.data["n"]) * 2)


@client.create_function(fn_id="done", trigger=inngest.TriggerEvent(event="py/done"))
def done(ctx: inngest.ContextSync) -> None:
    note(f"done-{ctx.event.data['order']}")


def told(ctx: inngest.ContextSync) -> None:
    note(f"told-{ctx.event.data['error']['message']}")


@client.create_function(
    fn_id="broken", trigger=inngest.TriggerEvent(event="py/broken"), retries=0, on_failure=told
)
def broken(ctx: inngest.ContextSync) -> None:
    def stop() -> None:
        note("stop")
        raise inngest.NonRetriableError("no-use")

    ctx.step.run("stop", stop)


web = flask.Flask(__name__)
inngest.flask.serve(web, client, [order, double, done, broken])
server = make_server("127.0.0.1", 0, web, threaded=True)
print("ready", f"http://127.0.0.1:{server.port}/api/inngest", flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    sys.exit(0)
