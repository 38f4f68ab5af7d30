// SPDX-License-Identifier: Apache-2.0

public import ChatModel

extension UpstreamFailure {
    /// The longest sentence taken over from an upstream, in bytes: enough to act on, little enough for a log line.
    static let messageBytes = 1024

    /// The failure that an upstream's own error means, its text bounded.
    public init(_ error: OpenAIError) {
        var text = error.message
        if text.utf8.count > Self.messageBytes {
            text = String(decoding: text.utf8.prefix(Self.messageBytes), as: UTF8.self) + "…"
        }
        self.init(message: "The model server reported an error: \(text)", code: "upstream_error")
    }
}
