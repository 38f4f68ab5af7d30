// SPDX-License-Identifier: Apache-2.0

/// Where this user's files belong, after the XDG base directory specification.
struct UserFolders: Sendable, Hashable {
    let home: String
    /// Settings: `$XDG_CONFIG_HOME/toolhost`.
    let config: String
    /// Plugins: `$XDG_DATA_HOME/toolhost`.
    let data: String
    /// What can be made again: `$XDG_CACHE_HOME/toolhost`.
    let cache: String
    /// What outlives a run but is no setting, such as the REPL's history: `$XDG_STATE_HOME/toolhost`.
    let state: String

    /// - Parameter environment: relative XDG paths are ignored, as the specification asks.
    init(environment: [String: String]) {
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/"
        func folder(_ variable: String, _ fallback: String) -> String {
            let base = environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "\(home)/\(fallback)"
            return "\(base)/toolhost"
        }
        self.home = home
        self.config = folder("XDG_CONFIG_HOME", ".config")
        self.data = folder("XDG_DATA_HOME", ".local/share")
        self.cache = folder("XDG_CACHE_HOME", ".cache")
        self.state = folder("XDG_STATE_HOME", ".local/state")
    }
}
