// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

/// Where answers are written.
package protocol TextOutput: Sendable {
    /// Writes all of the text, in order with other writes; returns when it has been handed over.
    ///
    /// - Throws: `REPLError.outputClosed` when nobody reads any more.
    func write(_ text: String) async throws
    /// Whether a person looks at it through a terminal, which acts on control characters.
    var isTerminal: Bool { get }
}

extension TextOutput {
    package var isTerminal: Bool { false }
}

/// A file descriptor that is written on a thread of its own: a terminal or a pipe may block for as long as it likes.
package final class FileOutput: TextOutput {
    package static let standard = FileOutput(descriptor: STDOUT_FILENO)
    package static let standardError = FileOutput(descriptor: STDERR_FILENO)

    private let descriptor: Int32
    private let queue: DispatchQueue

    package init(descriptor: Int32) {
        self.descriptor = descriptor
        self.queue = DispatchQueue(label: "toolhost.output.\(descriptor)")
    }

    package var isTerminal: Bool { isatty(descriptor) == 1 }

    package func write(_ text: String) async throws {
        guard !text.isEmpty else { return }
        let bytes = Array(text.utf8)
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            queue.async { [descriptor] in
                done.resume(with: Result { try Self.writeAll(bytes, to: descriptor) })
            }
        }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                offset += count
            } else if errno == EAGAIN {
                var file = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&file, 1, -1)
            } else if errno != EINTR {
                throw REPLError.outputClosed
            }
        }
    }
}
