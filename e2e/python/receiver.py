"""A receiver as people write them: FastAPI by uvicorn, which hands on the bytes that came."""

import queue
import threading
from dataclasses import dataclass

import fastapi
import uvicorn

from ringback import PATIENCE


@dataclass
class Webhook:
    body: bytes
    headers: dict[str, str]


class Receiver:
    def __init__(self) -> None:
        self.webhooks: queue.Queue[Webhook] = queue.Queue()
        app = fastapi.FastAPI()

        @app.post("/hook")
        async def hook(request: fastapi.Request) -> dict:
            self.webhooks.put(Webhook(await request.body(), dict(request.headers)))
            return {"ok": True}

        self.server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
        self.socket = self.server.config.bind_socket()
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/hook"
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],), daemon=True)
        self.thread.start()

    def next(self) -> Webhook:
        return self.webhooks.get(timeout=PATIENCE)

    def __enter__(self) -> "Receiver":
        return self

    def __exit__(self, *_) -> None:
        self.server.should_exit = True
        self.thread.join()
