// SPDX-License-Identifier: Apache-2.0

internal import ToolKit

/// The engines that there are, set up as the operator wants them.
struct SearchEngines: Sendable {
    var duckDuckGo = DuckDuckGo()
    var searXNG = SearXNG()
    var brave = BraveSearch()

    /// In the order in which messages name them.
    var all: [any SearchEngine] { [duckDuckGo, searXNG, brave] }

    /// The names that the argument `engine` may have.
    static let names = SearchEngines().all.map(\.name)

    /// Takes the operator's settings over; those that are not set leave things as they are.
    ///
    /// - Parameter context: Where the settings are.
    /// - Throws: `NetError` with `invalid_setting` for a URL that is none.
    mutating func apply(_ context: ToolContext) throws(NetError) {
        if let key = context.setting(NetSetting.braveKey) { brave.key = key }
        guard let text = context.setting(NetSetting.searXNG) else { return }
        guard let address = WebAddress(text), address.isWeb, !address.host.isEmpty else {
            throw NetError(
                .invalidSetting, "SEARXNG_URL is no http or https URL.",
                hint: "Use another engine, and tell the operator."
            )
        }
        searXNG.instance = address
    }
}
