# SPDX-License-Identifier: Apache-2.0
"""Sends requests with OpenAI's own client and prints what it makes of the answers, a JSON object a line.

    openai_calls.py BASE_URL < requests.jsonl

A line of the input is {"way": "whole" | "stream" | "helper" | "close" | METHOD, "body": {…}}: one piece, chunks that are
put together here, chunks that the client itself puts together, or chunks of which only the first is read before the
stream is closed; METHOD is one of the client's own, such as "embeddings.create".
"""

import json
import sys

import openai
from pydantic import BaseModel


def unknown(value):
    """The names of all members that OpenAI's own types do not know."""
    names = set()
    if isinstance(value, BaseModel):
        names.update(value.model_extra or {})
        for name in type(value).model_fields:
            names |= unknown(getattr(value, name, None))
    elif isinstance(value, list):
        for element in value:
            names |= unknown(element)
    return names


def check(value):
    """Fails unless the answer has everything that OpenAI's types demand, each of the right kind."""
    type(value).model_validate_json(value.to_json(), strict=True)
    return unknown(value)


class Choice:
    """A streamed choice, put together in the way of OpenAI's documentation."""

    def __init__(self):
        self.content, self.reasoning, self.calls, self.finish = None, None, [], None

    def take(self, choice):
        assert self.finish is None, "something follows the finish reason"
        delta = choice.delta
        if delta.content is not None:
            self.content = (self.content or "") + delta.content
        thought = getattr(delta, "reasoning_content", None)
        if thought is not None:
            self.reasoning = (self.reasoning or "") + thought
        for call in delta.tool_calls or []:
            if call.index == len(self.calls):
                assert call.id and call.type == "function" and call.function.name, "a call begins without a name"
                self.calls.append({"id": call.id, "name": call.function.name, "arguments": ""})
            else:
                assert call.index == len(self.calls) - 1, "an index is out of order"
                assert call.id is None and call.function.name is None, "a call begins twice"
            self.calls[call.index]["arguments"] += call.function.arguments
        self.finish = choice.finish_reason

    def summary(self):
        return {
            "content": self.content, "reasoning": self.reasoning, "calls": self.calls, "finish": self.finish,
        }


def summary(message, finish):
    """A whole choice, in the same terms."""
    return {
        "content": message.content,
        "reasoning": getattr(message, "reasoning_content", None),
        "calls": [
            {"id": call.id, "name": call.function.name, "arguments": call.function.arguments}
            for call in message.tool_calls or []
        ],
        "finish": finish,
    }


def whole(client, body):
    answer = client.chat.completions.create(**body)
    names = check(answer)
    choices = [summary(choice.message, choice.finish_reason) for choice in answer.choices]
    return choices, answer.usage, names


def stream(client, body):
    names, choices, usage, ids = set(), {}, None, set()
    for chunk in client.chat.completions.create(stream=True, **body):
        names |= check(chunk)
        ids.add(chunk.id)
        for choice in chunk.choices:
            choices.setdefault(choice.index, Choice()).take(choice)
        assert usage is None, "something follows the token counts"
        usage = chunk.usage
    assert len(ids) == 1, "chunks of one answer have several ids"
    return [choices[index].summary() for index in sorted(choices)], usage, names


def helper(client, body):
    with client.chat.completions.stream(**body) as events:
        for _ in events:
            pass
        try:
            answer = events.get_final_completion()
        except openai.LengthFinishReasonError as error:
            # The client's way to say that the model's limit was met.
            answer = error.completion
    choices = [summary(choice.message, choice.finish_reason) for choice in answer.choices]
    return choices, answer.usage, set()


def close(client, body):
    events = client.chat.completions.create(stream=True, **body)
    next(iter(events))
    events.close()
    return [], None, set()


def other(client, method, body):
    """A method of the client's own; of a stream, all of its pieces."""
    function = client
    for name in method.split("."):
        function = getattr(function, name)
    answer = function(**body)
    if isinstance(answer, BaseModel):
        return {"answer": json.loads(answer.to_json())}
    return {"answer": [json.loads(piece.to_json()) for piece in answer]}


def answer(client, way, body):
    ways = {"whole": whole, "stream": stream, "helper": helper, "close": close}
    try:
        if way not in ways:
            return other(client, way, body)
        choices, usage, names = ways[way](client, body)
        counts = None if usage is None else usage.to_dict(mode="json")
        return {"choices": choices, "usage": counts, "unknown": sorted(names)}
    except openai.APIError as error:
        return {
            "error": type(error).__name__, "status": getattr(error, "status_code", None), "code": error.code,
            "param": error.param, "type": error.type, "message": error.message,
        }


def main():
    client = openai.OpenAI(base_url=sys.argv[1], api_key="none", max_retries=0, timeout=120)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(answer(client, request["way"], request["body"])), flush=True)


main()
