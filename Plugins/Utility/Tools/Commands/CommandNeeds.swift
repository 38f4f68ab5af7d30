// SPDX-License-Identifier: Apache-2.0

/// What programs read of the system, beyond the sandbox.
///
/// Nothing of /etc but the loader's cache and the time zone, nothing of /proc, no home: save for the few programs that
/// show nothing else and cannot be told to print a file.
enum CommandNeeds {
    /// What every program needs to run.
    static let common = [
        "/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/etc/ld.so.cache", "/etc/localtime",
        "/etc/timezone",
        "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom",
    ]
    /// What every program may write, the sandbox aside.
    static let sink = "/dev/null"

    /// All of a command's environment.
    static func environment(home: String, temporary: String) -> [String] {
        [
            "PATH=\(CommandAllowance.folders.joined(separator: ":"))", "HOME=\(home)", "TMPDIR=\(temporary)",
            "LANG=C.UTF-8", "TERM=dumb",
            // git gives up when it is kept from reading /etc/gitconfig.
            "GIT_CONFIG_NOSYSTEM=1",
        ]
    }

    private static let accounts = ["/etc/passwd", "/etc/group", "/etc/nsswitch.conf"]

    /// What one program needs besides: names of users for those that show them, /proc for those that show processes.
    static func extra(for command: String) -> [String] {
        switch command {
        case "whoami", "id", "groups", "ls": accounts
        case "ps": ["/proc"] + accounts
        case "df": ["/proc/self"]
        case "free": ["/proc/meminfo"]
        case "uptime": ["/proc/uptime", "/proc/loadavg"]
        default: []
        }
    }
}
