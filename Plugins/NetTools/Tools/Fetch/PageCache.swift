// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Long pages whose next part may be asked for: the parts of one page belong together, and a form is not sent twice.
final class PageCache: Sendable {
    /// What was asked for.
    struct Key: Sendable, Hashable {
        let request: WebRequest
        let format: PageFormat
    }

    private struct Entry {
        let key: Key
        let page: FetchedPage
        let end: ContinuousClock.Instant
    }

    /// A model that reads on does so soon.
    private static let lifetime = Duration.seconds(300)
    /// How many pages are kept: models read a few side by side.
    private static let most = 8
    /// How much text is kept in all, in bytes; a page is 8 MiB at most before it is turned into text.
    private static let mostBytes = 16 << 20

    /// The newest last.
    private let entries = Mutex<[Entry]>([])

    func page(for key: Key, at now: ContinuousClock.Instant = .now) -> FetchedPage? {
        entries.withLock { entries in
            entries.removeAll { $0.end <= now }
            return entries.last { $0.key == key }?.page
        }
    }

    func keep(_ page: FetchedPage, for key: Key, at now: ContinuousClock.Instant = .now) {
        entries.withLock { entries in
            entries.removeAll { $0.key == key || $0.end <= now }
            entries.append(Entry(key: key, page: page, end: now + Self.lifetime))
            while entries.count > Self.most || Self.bytes(entries) > Self.mostBytes { entries.removeFirst() }
        }
    }

    private static func bytes(_ entries: [Entry]) -> Int {
        entries.reduce(0) { $0 + $1.page.page.text.utf8.count }
    }
}
