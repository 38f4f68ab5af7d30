// SPDX-License-Identifier: Apache-2.0

/// The keys under which the operator's settings for this plugin are found.
enum NetSetting {
    /// FETCH_ALLOW_PRIVATE.
    static let allowPrivate = "fetch.allowPrivate"
    /// SEARXNG_URL.
    static let searXNG = "searxng.url"
    /// BRAVE_API_KEY.
    static let braveKey = "brave.apiKey"
}
