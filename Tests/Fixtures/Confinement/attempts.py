# SPDX-License-Identifier: Apache-2.0
# Tries system calls that a confined program must not get through with; a line each: what was tried, and how it went.
import ctypes
import errno
import fcntl
import os
import platform
import signal
import socket

libc = ctypes.CDLL(None, use_errno=True)
REFUSALS = {errno.EACCES, errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP}


def told(name, failure):
    went = "refused" if failure in REFUSALS else "went through" if not failure else errno.errorcode.get(failure, failure)
    print(name, went)


def attempt(name, action):
    try:
        action()
        told(name, 0)
    except OSError as failure:
        told(name, failure.errno)


def call(name, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(*[ctypes.c_long(argument) for argument in arguments])
    told(name, ctypes.get_errno() if result == -1 else 0)


for name, family, kind, protocol in [
    ("tcp", socket.AF_INET, socket.SOCK_STREAM, 0),
    ("tcp over ipv6", socket.AF_INET6, socket.SOCK_STREAM, 0),
    ("udp", socket.AF_INET, socket.SOCK_DGRAM, 0),
    ("multipath tcp", socket.AF_INET, socket.SOCK_STREAM, 262),
    ("raw ip", socket.AF_INET, socket.SOCK_RAW, 1),
    ("unix stream", socket.AF_UNIX, socket.SOCK_STREAM, 0),
    ("unix datagram", socket.AF_UNIX, socket.SOCK_DGRAM, 0),
    ("netlink", 16, socket.SOCK_RAW, 0),
    ("packets", 17, socket.SOCK_RAW, 0),
    ("virtual machine sockets", 40, socket.SOCK_STREAM, 0),
]:
    attempt(name, lambda: socket.socket(family, kind, protocol))
attempt("a pair of datagram sockets", lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))

attempt("the parent's environment", lambda: open(f"/proc/{os.getppid()}/environ").read())
attempt("the parent's memory", lambda: open(f"/proc/{os.getppid()}/mem").read())
attempt("the parent's files", lambda: os.readlink(f"/proc/{os.getppid()}/fd/3"))
attempt("the parent's root", lambda: os.listdir(f"/proc/{os.getppid()}/root"))
attempt("a signal to the parent", lambda: os.kill(os.getppid(), signal.SIGKILL))
attempt("the mode of its own folder", lambda: os.chmod(".", 0o777))
attempt("the times of its own folder", lambda: os.utime("."))
attempt("an attribute of its own folder", lambda: os.setxattr(".", "user.x", b"x"))
outside = os.open("/usr/bin/env", os.O_RDONLY)
attempt("the mode of a file outside", lambda: os.chmod("/usr/bin/env", 0o755))
attempt("the mode of an open file outside", lambda: os.fchmod(outside, 0o755))
attempt("the mode of a file outside by its descriptor", lambda: os.chmod(f"/proc/self/fd/{outside}", 0o755))
attempt("the times of an open file outside", lambda: os.utime(outside))
attempt("the mode of a device", lambda: os.chmod("/dev/null", 0o666))
attempt("the owner of an open file outside", lambda: os.fchown(outside, 0, 0))
os.symlink("/usr/bin/env", "link")
attempt("the mode of a file outside by a link", lambda: os.chmod("link", 0o755))
open("own", "w").close()
attempt("a mode that gives rights", lambda: os.chmod("own", 0o4755))
attempt("the flags of its own file", lambda: fcntl.ioctl(os.open("own", os.O_RDONLY), 0x40086602, bytes(8)))
attempt("the machine's name", lambda: socket.sethostname("x"))
attempt("another root", lambda: os.chroot("."))

# Numbers that all architectures share, from 424 on; the others by architecture.
numbers = {
    "x86_64": {
        "ptrace": 101, "process_vm_readv": 310, "mount": 165, "unshare": 272, "setns": 308, "keyctl": 250, "add_key": 248,
        "bpf": 321, "userfaultfd": 323, "perf_event_open": 298, "init_module": 175, "reboot": 169, "settimeofday": 164,
        "clock_settime": 227, "open_by_handle_at": 304, "shmget": 29, "syslog": 103, "execveat": 322, "iopl": 172,
    },
    "aarch64": {
        "ptrace": 117, "process_vm_readv": 270, "mount": 40, "unshare": 97, "setns": 268, "keyctl": 219, "add_key": 217,
        "bpf": 280, "userfaultfd": 282, "perf_event_open": 241, "init_module": 105, "reboot": 142, "settimeofday": 170,
        "clock_settime": 112, "open_by_handle_at": 265, "shmget": 194, "syslog": 116, "execveat": 281,
    },
}[platform.machine()]
for name, number in numbers.items():
    call(name, number, 0, 0, 0, 0, 0, 0)
for name, number in {"io_uring_setup": 425, "open_tree": 428, "fsopen": 430, "clone3": 435, "pidfd_getfd": 438,
                     "mount_setattr": 442}.items():
    call(name, number, 0, 0, 0, 0, 0, 0)
if platform.machine() == "x86_64":
    call("a call of x32", 0x40000000 + 39)
    # clone with a new user namespace
    call("clone into a namespace", 56, 0x10000000 | 17, 0, 0, 0, 0)
else:
    call("clone into a namespace", 220, 0x10000000 | 17, 0, 0, 0, 0)
