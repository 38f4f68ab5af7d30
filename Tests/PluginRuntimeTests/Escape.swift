// SPDX-License-Identifier: Apache-2.0

import Testing

/// What a plugin tries that is not its own, and the errno that it gets under the default permissions.
struct Escape: Sendable, CustomTestStringConvertible {
    /// The tool of the fixture.
    let tool: String
    /// What it is, as the documentation lists it.
    let about: String
    let errno: String

    init(_ tool: String, _ about: String, _ errno: String) {
        self.tool = tool
        self.about = about
        self.errno = errno
    }

    var testDescription: String { tool }

    /// `Tests/Fixtures/Plugins/escapes_files.c`.
    static let files = [
        Escape("reads_accounts", "reading `/etc/passwd`", "EACCES"),
        Escape("reads_in_its_constructor", "the same while the library is loaded", "EACCES"),
        Escape("reads_outside", "reading a file beside the sandbox", "EACCES"),
        Escape("lists_etc", "listing `/etc`", "EACCES"),
        Escape("lists_data_of_others", "listing the data folders of other plugins", "EACCES"),
        Escape("reads_by_link", "reading a file outside through a link in the sandbox", "EACCES"),
        Escape("reads_by_proc", "reading a file outside through `/proc/self/root`", "EACCES"),
        Escape("reads_by_folder", "reading a file outside relative to a folder opened as a name", "EACCES"),
        Escape("reads_by_handle", "a handle of a file outside", "EPERM"),
        Escape("writes_outside", "writing a file outside", "EACCES"),
        Escape("truncates_outside", "truncating a file outside", "EACCES"),
        Escape("makes_a_file_outside", "making a file outside", "EACCES"),
        Escape("makes_a_folder_outside", "making a folder outside", "EACCES"),
        Escape("makes_a_temporary_file", "a file in `/tmp`", "EACCES"),
        Escape("deletes_outside", "deleting a file outside", "EACCES"),
        Escape("moves_in", "moving a file outside into the sandbox", "EACCES"),
        Escape("moves_out", "moving a file out of the sandbox", "EACCES"),
        Escape("links_in", "a hard link in the sandbox to a file outside", "EXDEV"),
        Escape("makes_a_device", "making a device in the sandbox", "EACCES"),
        Escape("writes_its_own_library", "writing the plugin's own library", "EACCES"),
        Escape("changes_a_mode", "changing a mode by name", "EPERM"),
        Escape("changes_an_open_files_mode", "changing the mode of a library that is open", "EPERM"),
        Escape("changes_times", "changing times", "EPERM"),
        Escape("changes_an_owner", "changing an owner", "EPERM"),
        Escape("changes_an_attribute", "changing an extended attribute", "EOPNOTSUPP"),
        Escape("watches_a_folder", "watching a folder (inotify)", "EACCES"),
        Escape("watches_a_disk", "watching a file system (fanotify)", "EPERM"),
        Escape("changes_the_root", "chroot", "EPERM"),
    ]

    /// `Tests/Fixtures/Plugins/escapes_network.c`.
    static let network = [
        Escape("tcp", "a TCP socket", "EACCES"),
        Escape("tcp_over_ipv6", "a TCP socket of IPv6", "EACCES"),
        Escape("udp", "a UDP socket", "EACCES"),
        Escape("multipath_tcp", "a socket of multipath TCP", "EACCES"),
        Escape("sctp", "a socket of SCTP", "EACCES"),
        Escape("raw_ip", "a raw socket", "EACCES"),
        Escape("packets", "a socket for packets", "EACCES"),
        Escape("netlink", "a socket of netlink", "EACCES"),
        Escape("virtual_machines", "a socket to a virtual machine", "EACCES"),
        Escape("unix_stream", "a unix socket", "EACCES"),
        Escape("unix_datagrams", "a pair of datagram sockets, which can send to others", "EACCES"),
        Escape("abstract_socket", "connecting a pair's socket to an abstract one", "EISCONN"),
        Escape("io_uring", "io_uring", "ENOSYS"),
    ]

    /// `Tests/Fixtures/Plugins/escapes_processes.c`.
    static let processes = [
        Escape("reads_the_hosts_environment", "reading `/proc/HOST/environ`", "EACCES"),
        Escape("reads_the_hosts_memory", "reading `/proc/HOST/mem`", "EACCES"),
        Escape("lists_the_hosts_files", "listing `/proc/HOST/fd`", "EACCES"),
        Escape("reads_the_hosts_root", "reading through `/proc/HOST/root`", "EACCES"),
        Escape("lists_processes", "listing `/proc`", "EACCES"),
        Escape("traces_the_host", "ptrace on the host", "EPERM"),
        Escape("copies_the_hosts_memory", "process_vm_readv on the host", "EPERM"),
        Escape("takes_a_descriptor_of_the_host", "pidfd_getfd on the host", "EPERM"),
        Escape("signals_the_host", "a signal to the host", "EPERM"),
        Escape("signals_the_host_by_descriptor", "a signal to the host through a pidfd", "EPERM"),
        Escape("limits_the_host", "a limit for the host (prlimit)", "EPERM"),
        Escape("delays_the_host", "another priority for the host", "EPERM"),
        Escape("delays_the_user", "another priority for all of the user's programs", "EPERM"),
        Escape("moves_the_host_to_one_processor", "other processors for the host", "EPERM"),
        Escape("outlives_the_host", "staying when the host is killed", "EPERM"),
        Escape("executes", "execve", "EACCES"),
        Escape("executes_a_descriptor", "fexecve of a file in memory", "EACCES"),
        Escape("spawns", "posix_spawn", "EAGAIN"),
        Escape("forks", "fork", "EAGAIN"),
        Escape("vforks", "vfork", "EAGAIN"),
        Escape("clones_the_new_way", "clone3", "ENOSYS"),
        Escape("clones_into_a_namespace", "clone into a namespace", "EPERM"),
        Escape("leaves_a_namespace", "unshare", "EPERM"),
        Escape("enters_a_namespace", "setns", "EPERM"),
        Escape("mounts", "mount", "EPERM"),
        Escape("mounts_the_new_way", "fsopen", "EPERM"),
        Escape("asks_for_keys", "keyctl", "EPERM"),
        Escape("adds_a_key", "add_key", "EPERM"),
        Escape("loads_into_the_kernel", "bpf", "EPERM"),
        Escape("handles_page_faults", "userfaultfd", "EPERM"),
        Escape("counts_events", "perf_event_open", "EPERM"),
        Escape("shares_memory_by_name", "POSIX shared memory", "EACCES"),
        Escape("shares_memory_by_key", "System V shared memory", "ENOSYS"),
        Escape("shares_a_queue", "a POSIX message queue", "ENOSYS"),
        Escape("types_for_the_user", "input pushed back on a terminal", "EPERM"),
    ]

    /// `Tests/Fixtures/Plugins/escapes_bombs.c`.
    static let bombs = [
        Escape("takes_memory", "more memory than the limit", "ENOMEM"),
        Escape("takes_shared_memory", "shared memory without a file", "ENOMEM"),
        Escape("takes_threads", "a thread bomb", "EAGAIN"),
        Escape("takes_processes", "a fork bomb", "EAGAIN"),
        Escape("takes_descriptors", "more descriptors than the limit", "EMFILE"),
        Escape("grows_a_file", "a file over the limit", "EFBIG"),
        Escape("writes_far_behind", "writing behind the limit of a file", "EFBIG"),
    ]

    static let all = files + network + processes + bombs
}
