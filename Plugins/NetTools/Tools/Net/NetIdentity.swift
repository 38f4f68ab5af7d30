// SPDX-License-Identifier: Apache-2.0

/// How the plugin presents itself.
enum NetIdentity {
    static let version = "0.1.0"
    /// In the form that well-behaved robots use, with the project's name.
    static let userAgent = "Mozilla/5.0 (compatible; toolhost/\(version))"
}
