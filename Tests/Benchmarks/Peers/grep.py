# SPDX-License-Identifier: Apache-2.0
#
# grep.py PORT FOLDER: the least time of some runs of ripgrep and of the tool grep on a host at PORT, in turns, for the
# same patterns in FOLDER, which is "headers" in the host's sandbox. The numbers of lines that were found must agree.
import http.client
import json
import subprocess
import sys
import time

port, folder = int(sys.argv[1]), sys.argv[2]
RUNS = 15

SEARCHES = [
    ("literal", "pthread_mutex_lock", []),
    ("literal, case ignored", "pthread_mutex_lock", ["-i"]),
    ("literal, in no file", "zzzqqq", []),
    ("literal, in many lines", "include", []),
    ("literal, whole word", "lock", ["-w"]),
    ("regex with a literal", r"struct\s+\w+_t\b", []),
    ("regex with a literal at its end", r"\w+_init\(", []),
    ("regex without a literal", r"[A-Z]{4}_[a-z]+", []),
    ("regex with a choice", r"(foo|bar|baz)\w*\(", []),
    ("regex at the start of lines", r"^\s*return\s", []),
    ("regex, case ignored", r"struct\s+\w+_t\b", ["-i"]),
]


def ripgrep(pattern, flags):
    # The same files: hidden ones too, no ignore files. Links are followed by neither.
    command = ["rg", "-uu", "--line-number", "--no-heading", *flags, "--", pattern, "."]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began, done.stdout.count(b"\n")


def ours(connection, pattern, flags):
    params = {
        "pattern": pattern,
        "path": "headers",
        "caseSensitive": "-i" not in flags,
        "wholeWord": "-w" in flags,
    }
    body = json.dumps({"action": "grep", "params": params})
    began = time.perf_counter()
    connection.request("POST", "/call", body, {"Content-Type": "application/json"})
    answer = json.loads(connection.getresponse().read())
    took = time.perf_counter() - began
    return took, answer


def lines(answer):
    for value in (answer, answer.get("result"), answer.get("structured"), answer.get("structuredContent")):
        if isinstance(value, dict):
            found = value if "matchingLines" in value else value.get("structured") or value.get("structuredContent")
            if isinstance(found, dict) and "matchingLines" in found:
                return found["matchingLines"]
    sys.exit("no number of lines in " + json.dumps(answer)[:500])


connection = http.client.HTTPConnection("127.0.0.1", port)
for name, pattern, flags in SEARCHES:
    peer, mine = [], []
    for _ in range(RUNS):
        took, expected = ripgrep(pattern, flags)
        peer.append(took)
        took, answer = ours(connection, pattern, flags)
        mine.append(took)
    found = lines(answer)
    note = "" if found == expected else f" ({expected} and {found} lines)"
    print(
        f"{name:32} rg {min(peer) * 1000:6.1f} ms, grep {min(mine) * 1000:6.1f} ms, "
        f"{min(mine) / min(peer):.2f} of it; {found} lines{note}",
        flush=True,
    )
