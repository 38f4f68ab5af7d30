#!/usr/bin/python3 -I
# SPDX-License-Identifier: Apache-2.0
# Becomes toolhost-launch behind a filter that answers ENOSYS to Landlock's calls, as a kernel without it does.
import ctypes
import os
import platform
import struct

LOAD, EQUAL, ANSWER = 0x20, 0x15, 0x06
code = b"".join(
    struct.pack("HBBI", *instruction)
    for instruction in [
        (LOAD, 0, 0, 0),
        (EQUAL, 3, 0, 444), (EQUAL, 2, 0, 445), (EQUAL, 1, 0, 446),
        (ANSWER, 0, 0, 0x7FFF0000),
        (ANSWER, 0, 0, 0x00050000 | 38),
    ]
)
buffer = ctypes.create_string_buffer(code)
program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.create_string_buffer(program), 0, 0):
    raise OSError(ctypes.get_errno(), "the filter")

# The build folder is the one whose test bundle runs: the parent's, seen through what it has loaded.
maps = open(f"/proc/{os.getppid()}/maps").read().split()
bundle = next(path for path in maps if path.endswith(".xctest"))
os.execv(os.path.join(os.path.dirname(bundle), "toolhost-launch"), ["toolhost-launch"])
