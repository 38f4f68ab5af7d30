// SPDX-License-Identifier: Apache-2.0

/// What every command is given.
enum CommandNeeds {
    /// All of a command's environment.
    static func environment(home: String, temporary: String) -> [String] {
        [
            "PATH=\(CommandAllowance.folders.joined(separator: ":"))", "HOME=\(home)", "TMPDIR=\(temporary)",
            "LANG=C.UTF-8", "TERM=dumb",
            // git gives up when it is kept from reading /etc/gitconfig.
            "GIT_CONFIG_NOSYSTEM=1",
        ]
    }
}
