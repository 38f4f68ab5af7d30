// SPDX-License-Identifier: Apache-2.0

package import ChatModel

/// Carries a chat's events to whoever shows them.
package typealias EventMailbox = Mailbox<ChatEvent>

extension EventMailbox: EventSink {}

extension ChatEvent: MailboxItem {
    /// What an event counts for beyond its text: its size in memory, roughly.
    private static let fixedBytes = 64

    /// The length of the event's text, which is what makes an event large, and a little for the rest.
    package var mailboxBytes: Int {
        Self.fixedBytes + textBytes
    }

    private var textBytes: Int {
        switch self {
        case .text(let text), .reasoning(let text), .argumentsDelta(_, let text): text.utf8.count
        case .result(_, let result, _): result.contentBytes
        case .failure(let failure): failure.message.utf8.count
        case .callStarted, .call, .progress, .approval, .usage, .done: 0
        }
    }
}
