import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


def completion(text=None, calls=()):
    message = {"role": "assistant", "content": text}
    if calls:
        message["tool_calls"] = [
            {"id": f"random{n}", "type": "function", "function": {"name": name, "arguments": args}}
            for n, (name, args) in enumerate(calls)
        ]
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "tiny-1",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {
            "prompt_tokens": 11,
            "completion_tokens": 3,
            "total_tokens": 14,
            "prompt_tokens_details": {"cached_tokens": 5},
        },
    }


class Misbehaving:
    """An HTTP endpoint that does, request by request, what it is told to."""

    def __init__(self):
        self.script = []
        self.bodies = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                outer.bodies.append(json.loads(self.rfile.read(length)))
                outer.script.pop(0)(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def say(self, *behaviours):
        self.script += behaviours
        return self

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def send(handler, data, status=200, headers=(), length=None):
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    for key, value in headers:
        handler.send_header(key, value)
    handler.end_headers()
    handler.wfile.write(body)


def good(text='{"code": "A"}', calls=()):
    return lambda handler: send(handler, completion(text, calls))


def error(status, message="no", headers=()):
    body = {"error": {"message": message, "type": "x"}}
    return lambda handler: send(handler, body, status, headers)


def raw(data, **more):
    return lambda handler: send(handler, data, **more)


def hang(seconds):
    def wait(handler):
        time.sleep(seconds)
        handler.close_connection = True

    return wait


def drop(handler):
    handler.close_connection = True
    handler.connection.close()


@pytest.fixture
def endpoint():
    server = Misbehaving()
    yield server
    server.close()
