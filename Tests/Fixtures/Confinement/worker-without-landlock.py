#!/usr/bin/python3 -I
# SPDX-License-Identifier: Apache-2.0
# Becomes toolhost-worker behind a filter that hides a part of the kernel; which one, the name that it is called by says.
import ctypes
import errno
import os
import platform
import struct
import sys

LOAD, EQUAL, ANSWER = 0x20, 0x15, 0x06
ALLOW, FAIL = 0x7FFF0000, 0x00050000
SECCOMP, PRCTL = {"x86_64": (317, 157), "aarch64": (277, 167)}[platform.machine()]
without = {
    # Landlock's three calls do not exist.
    "worker-without-landlock.py": [
        (LOAD, 0, 0, 0),
        (EQUAL, 3, 0, 444), (EQUAL, 2, 0, 445), (EQUAL, 1, 0, 446),
        (ANSWER, 0, 0, ALLOW),
        (ANSWER, 0, 0, FAIL | errno.ENOSYS),
    ],
    # Landlock is there, but there are too many layers of it.
    "worker-without-restriction.py": [
        (LOAD, 0, 0, 0), (EQUAL, 1, 0, 446),
        (ANSWER, 0, 0, ALLOW),
        (ANSWER, 0, 0, FAIL | errno.E2BIG),
    ],
    # Asking for seccomp's mode (21) fails, as where it is not built in.
    "worker-without-filters.py": [
        (LOAD, 0, 0, 0), (EQUAL, 0, 2, PRCTL),
        (LOAD, 0, 0, 16), (EQUAL, 1, 0, 21),
        (ANSWER, 0, 0, ALLOW),
        (ANSWER, 0, 0, FAIL | errno.EINVAL),
    ],
    # There is a listener already: a filter with another one (8, or 40 with its second flag) cannot be installed.
    "worker-without-supervision.py": [
        (LOAD, 0, 0, 0), (EQUAL, 0, 3, SECCOMP),
        (LOAD, 0, 0, 24), (EQUAL, 2, 0, 8), (EQUAL, 1, 0, 40),
        (ANSWER, 0, 0, ALLOW),
        (ANSWER, 0, 0, FAIL | errno.EBUSY),
    ],
}
code = b"".join(struct.pack("HBBI", *step) for step in without[os.path.basename(sys.argv[0])])
buffer = ctypes.create_string_buffer(code)
program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.create_string_buffer(program), 0, 0):
    raise OSError(ctypes.get_errno(), "the filter")

# The build folder is the one whose test bundle runs: the parent's, seen through what it has loaded.
maps = open(f"/proc/{os.getppid()}/maps").read().split()
bundle = next(path for path in maps if path.endswith(".xctest"))
program = os.path.join(os.path.dirname(bundle), "toolhost-worker")
os.execv(program, [program] + sys.argv[1:])
