#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a model of 3 MB for llama.cpp's server, out of nothing but this file.

    make_model.py [--endless] MODEL.gguf

It is a transformer whose one layer adds next to nothing: what comes after a token is read from a table of the
pairs of tokens in a made-up corpus, which the matrices of the first and the last layer hold. So it writes small
sentences and JSON-like text, as fast as a disk reads. A word in the last message of the user steers it:

    [text]    a sentence or two
    [think]   <think>, a few thoughts, </think>, then a sentence
    [tool]    <tool_call>; the server's grammar makes JSON of what follows, of any tool that it was given
    [NAME]    one of SCRIPTS below, word for word
    nothing   a sentence; where there are tools, a call in six of ten cases

After the result of a tool it writes a sentence. With --endless no text ends by itself. Equal runs make equal files.
"""

import argparse
import json
import re

import gguf
import numpy as np

WIDTH = 512
LAYERS = 1
CONTEXT = 32768
SEED = 7

# Answers that are given word for word, in pieces that are a token each: one call in each of the dialects that can be
# taught, and what a native server has to make calls of. No two pieces may be alike.
SCRIPTS = {
    "hermes": ['<tool_', 'call>\n{"name": "ma', 'th", "arguments": {"ex', 'pr": "6*7"}}\n</tool', '_call>'],
    "calls": [
        '<tool_call>\n{"name": "math", "argum', 'ents": {"expr": "6*7"}}\n</tool_call>\n<tool',
        '_call>\n{"name": "math", "arguments": {"expr": ', '"2^100"}}\n</tool_call>',
    ],
    "plan": ['<thi', 'nk>A sum is a', ' case for math.</th', 'ink>\n\n<tool_call>\n{"name": "math", ',
             '"arguments": {"expr": "1+1"}}\n</tool_call>'],
    "action_json": ['{"acti', 'on": "math", "par', 'ams": {"expr": "6*', '7"}}'],
    "lmstudio": ['[TOOL_', 'REQUEST]{"name": "math", "arg', 'uments": {"expr": "6*7"}}[END', '_TOOL_REQUEST]'],
    "qwen3_coder": ['<tool_call>\n<func', 'tion=math>\n<para', 'meter=expr>\n6*7\n</param', 'eter>\n</function>\n</tool_call>'],
    "pythonic": ['[ma', 'th(expr=', "'6*7'", ')]'],
    "mistral": ['[TOOL_CA', 'LLS]math[AR', 'GS]{"expr": ', '"6*7"}'],
    "llama3_json": ['{"name": "m', 'ath", "parame', 'ters": {"expr": "6*', '7"} }'],
    "harmony": ['<|chan', 'nel|>commentary to=functions.ma', 'th <|constrain|>json<|mess', 'age|>{"expr":"6*7"}<|call|>'],
}
THOUGHTS = [" hmm", " so", " first", " then", " maybe", " thus"]

EOS = "<|im_end|>"
MARKERS = ["<tool_call>", "</tool_call>", "<think>", "</think>"]
STEERS = ["text", "tool", "think", "any", *SCRIPTS]
CONTROLS = ["<|endoftext|>", "<|im_start|>", EOS, *(f"<|go_{name}|>" for name in STEERS)]
# Room that is left of the width for tokens that are made of pairs.
MERGES = WIDTH - 256 - len(MARKERS) - len(CONTROLS) - len(THOUGHTS) - sum(map(len, SCRIPTS.values()))

# --- The corpus

SUBJECTS = "the server|a plugin|the tool|this host|the model|our client|the weather|a small cat|the user|one token"
VERBS = "reads|writes|calls|returns|sends|opens|closes|answers|counts|finds|sees|keeps"
OBJECTS = "a file|the result|some text|the number|a list of names|the next line|an error|the value|the city|the answer"
ENDINGS = "today|again|in Paris|at once|very slowly|before noon|with care|for the user|without a word|in the end"
VALUES = "alpha beta gamma delta omega Berlin Oslo Lima notes.txt /tmp/log hello world query 42 yes no".split()
KEYS = "name city text path count query value id".split()
# Nothing that is written: what descriptions of tools are full of, so that they take fewer tokens.
DESCRIPTION = '''{"type": "function", "function": {"name": "", "description": "", "parameters": {"type": "object",
"properties": {"path": {"type": "string", "description": "the file of a folder in the sandbox"}}, "required": ["path"]}}}
{"minimum": 1, "maximum": 100, "default": false, "type": "integer", "enum": [], "items": {"type": "boolean"}}'''


def sentence(dice):
    words = [str(dice.choice(part.split("|"))) for part in (SUBJECTS, VERBS, OBJECTS, ENDINGS)]
    text = " ".join(words)
    return text[0].upper() + text[1:] + "."


def value(dice, depth=0):
    kind = dice.integers(7)
    if kind == 3:
        return int(dice.integers(0, 100))
    if kind == 4:
        return bool(dice.integers(2))
    if kind == 5 and depth < 2:
        return [value(dice, depth + 1) for _ in range(dice.integers(0, 3))]
    if kind == 6 and depth < 2:
        return {str(dice.choice(KEYS)): value(dice, depth + 1) for _ in range(dice.integers(1, 3))}
    return " ".join(dice.choice(VALUES, dice.integers(1, 4)))


def corpus(dice):
    texts = [" ".join(sentence(dice) for _ in range(dice.integers(1, 5))) for _ in range(500)]
    calls = []
    for _ in range(500):
        arguments = {str(dice.choice(KEYS)): value(dice) for _ in range(dice.integers(1, 3))}
        calls.append(json.dumps({"name": str(dice.choice(KEYS)), "arguments": arguments}))
    return texts, calls


# --- Tokens: pairs of bytes, as GPT-2 makes them

WORD = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+")


def letters():
    """The character that stands for each byte."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in shown]
    return {byte: chr(byte) for byte in shown} | {byte: chr(256 + place) for place, byte in enumerate(hidden)}


LETTERS = letters()


def spelt(text):
    return "".join(LETTERS[byte] for byte in text.encode())


def joined(word, pair):
    out, place = [], 0
    while place < len(word):
        step = 2 if word[place:place + 2] == pair else 1
        out.append("".join(word[place:place + step]))
        place += step
    return tuple(out)


class Tokens:
    """The tokens of the corpus, of the scripts and of the template, in the order of their numbers."""

    def __init__(self, lines):
        words = {}
        for word in (tuple(spelt(word)) for line in lines for word in WORD.findall(line)):
            words[word] = words.get(word, 0) + 1
        self.merges = []
        for _ in range(MERGES):
            pairs = {}
            for word, count in words.items():
                for pair in zip(word, word[1:]):
                    pairs[pair] = pairs.get(pair, 0) + count
            best = max(pairs, key=lambda pair: (pairs[pair], pair))
            self.merges.append(best)
            words = {joined(word, best): count for word, count in words.items()}
        pieces = [spelt(piece) for script in SCRIPTS.values() for piece in script]
        self.plain = [LETTERS[byte] for byte in range(256)] + ["".join(pair) for pair in self.merges]
        self.plain += [spelt(thought) for thought in THOUGHTS] + pieces
        self.all = self.plain + MARKERS + CONTROLS
        self.number = {token: place for place, token in enumerate(self.all)}
        twice = {token for token in self.all if self.all.count(token) > 1}
        assert not twice and len(self.all) <= WIDTH, f"tokens that are there twice: {twice}"
        self.rank = {pair: place for place, pair in enumerate(self.merges)}

    def encoded(self, text):
        numbers = []
        for word in WORD.findall(text):
            units = tuple(spelt(word))
            while ranked := [pair for pair in zip(units, units[1:]) if pair in self.rank]:
                units = joined(units, min(ranked, key=self.rank.get))
            numbers += [self.number[unit] for unit in units]
        return numbers

    def __getitem__(self, text):
        """The number of a token: a marker's or a control's by its name, any other by its text."""
        return self.number[text] if text in self.number else self.number[spelt(text)]

    def types(self):
        kinds = [gguf.TokenType.NORMAL] * len(self.plain) + [gguf.TokenType.USER_DEFINED] * len(MARKERS)
        return kinds + [gguf.TokenType.CONTROL] * len(CONTROLS)


# --- What follows what

# What closes a JSON value soon, wherever a grammar has led the text where the corpus never was.
CLOSERS = {'"': 40, "}": 10, ",": 10, "]": 6, " ": 10, ".": 6, ":": 5, "1": 3, "4": 3, "e": 3, "a": 2, "0": 2}
NEVER = 1e-12


def followers(tokens, texts, calls, endless):
    """For each token the logarithm of how likely each other one is to follow."""
    count = np.zeros((len(tokens.all),) * 2)
    starts = np.zeros(len(tokens.all))
    for line in texts + calls:
        numbers = tokens.encoded(line)
        np.add.at(count, (numbers[:-1], numbers[1:]), 1)
        if line in texts:
            starts[numbers[0]] += 1
        else:
            count[numbers[-1], tokens["\n"]] += 1
    # A text is about two sentences long.
    stop = count[tokens["."]]
    stop[tokens[EOS]] += stop.sum() * 0.5
    stop[tokens['"']] += stop.sum() * 0.05
    closers = np.full(len(tokens.all), 1e-7)
    for text, weight in CLOSERS.items():
        closers[tokens[text]] += weight
    total = count.sum(1, keepdims=True)
    chance = np.where(total > 0, 0.995 * count / np.maximum(total, 1), 0)
    chance += np.where(total > 0, 0.005, 1.0) * closers / closers.sum()
    chance[:, tokens[EOS]] = np.maximum(chance[:, tokens[EOS]], 1e-4)
    for token in MARKERS + CONTROLS + THOUGHTS + [piece for script in SCRIPTS.values() for piece in script]:
        if token != EOS:
            chance[:, tokens[token]] = NEVER
    steer(tokens, chance, starts / starts.sum())
    if endless:
        chance[:, tokens[EOS]] = NEVER
    chance = np.maximum(chance, NEVER)
    table = np.maximum(np.log(chance / chance.sum(1, keepdims=True)), -14.0)
    if endless:
        table[:, tokens[EOS]] = -60.0
    return table


def steer(tokens, chance, starts):
    """Says what follows the tokens that no corpus has."""

    def only(token, next_ones):
        chance[tokens[token]] = NEVER
        for text, weight in next_ones.items():
            chance[tokens[token], tokens[text]] = weight

    only("<tool_call>", {"\n": 1})
    only("</tool_call>", {EOS: 0.75, "\n": 0.25})
    only("<think>", dict.fromkeys(THOUGHTS, 1))
    for thought in THOUGHTS:
        only(thought, {**dict.fromkeys(THOUGHTS, 0.85 / len(THOUGHTS)), "</think>": 0.15})
    chance[tokens["</think>"]] = starts
    chance[tokens["\n"]] = starts
    chance[tokens["<|go_text|>"]] = starts
    chance[tokens["<|go_any|>"]] = 0.4 * starts
    chance[tokens["<|go_any|>"], tokens["<tool_call>"]] = 0.6
    only("<|go_tool|>", {"<tool_call>": 1})
    only("<|go_think|>", {"<think>": 1})
    for name, pieces in SCRIPTS.items():
        for token, following in zip([f"<|go_{name}|>", *pieces], [*pieces, EOS]):
            only(token, {following: 1})


# --- The chat template: Qwen's, with a token at its end that steers

TEMPLATE = r"""{%- set system = 'You are a tiny model.' %}
{%- if messages[0].role == 'system' %}{%- set system = messages[0].content %}{%- endif %}
{{- '<|im_start|>system\n' + system }}
{%- if tools %}
    {{- "\n\n# Tools\n\nYou may call one or more functions to assist with the user query.\n\nYou are provided with function signatures within <tools></tools> XML tags:\n<tools>" }}
    {%- for tool in tools %}{{- "\n" }}{{- tool | tojson }}{%- endfor %}
    {{- "\n</tools>\n\nFor each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:\n<tool_call>\n{\"name\": <function-name>, \"arguments\": <args-json-object>}\n</tool_call>" }}
{%- endif %}
{{- '<|im_end|>\n' }}
{%- for message in messages %}
    {%- if message.role == 'user' or (message.role == 'system' and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}
    {%- elif message.role == 'assistant' %}
        {{- '<|im_start|>assistant\n' }}
        {%- if message.reasoning_content %}{{- '<think>' + message.reasoning_content + '</think>' }}{%- endif %}
        {%- if message.content %}{{- message.content }}{%- endif %}
        {%- for tool_call in message.tool_calls %}
            {%- if tool_call.function is defined %}{%- set tool_call = tool_call.function %}{%- endif %}
            {{- '\n<tool_call>\n{"name": "' + tool_call.name + '", "arguments": ' }}{{- tool_call.arguments | tojson }}{{- '}\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\n' }}
    {%- elif message.role == 'tool' %}
        {%- if loop.index0 == 0 or messages[loop.index0 - 1].role != 'tool' %}{{- '<|im_start|>user' }}{%- endif %}
        {{- '\n<tool_response>\n' + message.content + '\n</tool_response>' }}
        {%- if loop.last or messages[loop.index0 + 1].role != 'tool' %}{{- '<|im_end|>\n' }}{%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
    {%- set last = messages[messages | length - 1] %}
    {%- if last.role != 'user' %}{{- '<|go_text|>' }}
    STEERS
    {%- elif tools %}{{- '<|go_any|>' }}
    {%- else %}{{- '<|go_text|>' }}
    {%- endif %}
{%- endif %}
"""


def template():
    steers = [f"{{%- elif '[{name}]' in last.content %}}{{{{- '<|go_{name}|>' }}}}" for name in STEERS]
    return TEMPLATE.replace("STEERS", "\n    ".join(steers))


# --- The file


def write(path, tokens, table, dice):
    """Writes the model; with orthonormal embeddings, output @ norm(embedding[t]) is row t of the table."""
    heads, head, hidden = 1, 16, 128
    embedding = np.linalg.qr(dice.standard_normal((WIDTH, WIDTH)))[0][:len(tokens.all)].astype(np.float32)
    output = (table.T @ embedding / np.sqrt(WIDTH)).astype(np.float32)

    def noise(rows, columns, scale):
        return (dice.standard_normal((rows, columns)) * scale).astype(np.float32)

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_description("Made for tests: a table of pairs of tokens.")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(hidden)
    writer.add_head_count(heads)
    writer.add_head_count_kv(heads)
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_rope_dimension_count(head)
    writer.add_rope_freq_base(10000.0)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_vocab_size(len(tokens.all))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([token.encode() for token in tokens.all])
    writer.add_token_types(tokens.types())
    writer.add_token_merges([" ".join(pair) for pair in tokens.merges])
    writer.add_bos_token_id(tokens["<|endoftext|>"])
    writer.add_pad_token_id(tokens["<|endoftext|>"])
    writer.add_eos_token_id(tokens[EOS])
    writer.add_add_bos_token(False)
    writer.add_chat_template(template())
    writer.add_tensor("token_embd.weight", embedding)
    writer.add_tensor("output.weight", output)
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"{block}{name}.weight", np.ones(WIDTH, np.float32))
        for name in ("attn_q", "attn_k", "attn_v"):
            writer.add_tensor(f"{block}{name}.weight", noise(heads * head, WIDTH, WIDTH ** -0.5))
        for name in ("ffn_gate", "ffn_up"):
            writer.add_tensor(f"{block}{name}.weight", noise(hidden, WIDTH, WIDTH ** -0.5))
        # Small enough to change nothing.
        writer.add_tensor(f"{block}attn_output.weight", noise(WIDTH, heads * head, 2e-4))
        writer.add_tensor(f"{block}ffn_down.weight", noise(WIDTH, hidden, 2e-4))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--endless", action="store_true", help="no text ends by itself")
    parser.add_argument("model", help="the file to write")
    options = parser.parse_args()
    dice = np.random.default_rng(SEED)
    texts, calls = corpus(dice)
    tokens = Tokens(texts + calls + [DESCRIPTION] * 60)
    write(options.model, tokens, followers(tokens, texts, calls, options.endless), dice)


main()
