// SPDX-License-Identifier: Apache-2.0

/// What programs read of the system, beyond the folder they work in.
///
/// Nothing of /etc but the loader's cache and the time zone, nothing of /proc, no home: save for the few programs that
/// show nothing else and cannot be told to print a file.
package enum ProgramNeeds {
    /// What every program needs to run.
    package static let common = [
        "/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/etc/ld.so.cache", "/etc/localtime",
        "/etc/timezone",
        "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom",
    ]
    /// What every program may write, the folder aside.
    package static let sink = "/dev/null"

    private static let accounts = ["/etc/passwd", "/etc/group", "/etc/nsswitch.conf"]

    /// What one program needs besides: names of users for those that show them, /proc for those that show processes.
    package static func extra(for program: String) -> [String] {
        switch program {
        case "whoami", "id", "groups", "ls": accounts
        case "ps": ["/proc"] + accounts
        case "df": ["/proc/self"]
        case "free": ["/proc/meminfo"]
        case "uptime": ["/proc/uptime", "/proc/loadavg"]
        default: []
        }
    }

    /// What all of them together need, and their supervisor, who looks into their processes.
    package static let all = common + ["/proc"] + accounts
}
