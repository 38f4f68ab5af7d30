// SPDX-License-Identifier: Apache-2.0

internal import CHTML

/// What a forgiving parser finds in a page, from its beginning to its end.
@safe final class HTMLEvents {
    /// One find.
    enum Event {
        case start(String)
        case attribute(String, String)
        case text(String)
        case end
    }

    private var events = unsafe chtml_events()
    private var place = 0

    /// Whether the page was so large, or so deep, that its rest was left out.
    var isCut: Bool { unsafe events.is_cut != 0 }

    /// Reads a page; nil when memory is short.
    init?(_ html: String, limits: (events: UInt32, depth: UInt32)) {
        // A NUL would end the page; browsers show a replacement too.
        var bytes =
            html.utf8.contains(0)
            ? Array(html.utf8).flatMap { $0 == 0 ? [0xEF, 0xBF, 0xBD] : [$0] } : Array(html.utf8)
        let count = bytes.count
        bytes.append(0)
        let isRead = unsafe bytes.withUnsafeBytes { buffer in
            unsafe chtml_read(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), count, limits.events, limits.depth,
                &events)
        }
        guard isRead != 0 else { return nil }
    }

    deinit {
        unsafe chtml_free_events(&events)
    }

    /// The next find; nil at the end.
    func next() -> Event? {
        guard let (kind, text) = piece() else { return nil }
        switch kind {
        case CHTML_START: return .start(text)
        case CHTML_TEXT: return .text(text)
        case CHTML_NAME: return piece().map { .attribute(text, $0.text) }
        default: return .end
        }
    }

    private func piece() -> (kind: UInt8, text: String)? {
        let header = 5
        guard unsafe place + header <= events.count, let bytes = unsafe events.bytes else { return nil }
        let kind = unsafe bytes[place]
        var length: UInt32 = 0
        unsafe withUnsafeMutableBytes(of: &length) { target in
            for index in 0..<4 { unsafe target[index] = unsafe bytes[place + 1 + index] }
        }
        let count = Int(length)
        guard unsafe place + header + count <= events.count else { return nil }
        let text = unsafe String(
            decoding: UnsafeBufferPointer(start: bytes + place + header, count: count), as: UTF8.self)
        place += header + count
        return (kind, text)
    }
}
