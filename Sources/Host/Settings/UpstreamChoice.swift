// SPDX-License-Identifier: Apache-2.0

import ChatModel
import LMStudio

/// Which model server is asked.
enum UpstreamChoice: Sendable, Hashable {
    /// These servers, in order; the next one stands in where one does not answer.
    case servers([UpstreamURL])
    /// The small model inside the host.
    case demo
    /// The first of these servers that answers, else the demo model.
    case auto([UpstreamURL])

    /// - Parameter text: `demo`, `auto`, or `http` and `https` URLs separated by commas; nil for anything else.
    init?(text: String) {
        switch text {
        case "demo": self = .demo
        case "auto": self = .auto([])
        default:
            // The setting's own message says what was expected, which tells more than the URL's.
            guard let urls = try? UpstreamURL.list(text) else { return nil }
            self = .servers(urls)
        }
    }
}
