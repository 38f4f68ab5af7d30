// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

/// The bytes of a file or of standard input, read on a thread of their own as they come.
struct ByteInput: Sendable {
    /// One read takes what is there, up to this much.
    static let chunkBytes = 64 << 10

    let descriptor: Int32
    /// What messages call it.
    let name: String
    private let queue = DispatchQueue(label: "toolhost.input")

    static var standard: ByteInput {
        ByteInput(descriptor: STDIN_FILENO, name: "standard input")
    }

    private init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Opens a file for as long as `body` runs; nil and `-` are standard input.
    ///
    /// - Throws: `CommandFailure` when it cannot be opened.
    static func with<Result>(
        _ path: String?, for command: String, _ body: (ByteInput) async throws -> Result
    ) async throws -> Result {
        guard let path, path != "-" else { return try await body(.standard) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .unusable, command, "\(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        return try await body(ByteInput(descriptor: descriptor, name: path))
    }

    /// What one read brings; nil at the end.
    ///
    /// - Throws: `CommandFailure` when reading fails.
    func next(for command: String) async throws -> [UInt8]? {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<[UInt8]?, any Error>) in
            queue.async { done.resume(with: Result { try readOnce(for: command) }) }
        }
    }

    /// All of it.
    ///
    /// - Parameters:
    ///   - limitBytes: how much there may be.
    ///   - command: what messages say was to be done.
    /// - Returns: the bytes up to the end.
    /// - Throws: `CommandFailure` when there is more, or reading fails.
    func all(limitBytes: Int, for command: String) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let chunk = try await next(for: command) {
            bytes += chunk
            guard bytes.count <= limitBytes else {
                throw CommandFailure(.unusable, command, "\(name) is larger than \(limitBytes) bytes.")
            }
        }
        return bytes
    }

    private func readOnce(for command: String) throws -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count > 0 { return Array(chunk[..<count]) }
            if count == 0 { return nil }
            if errno == EINTR { continue }
            throw CommandFailure(
                .unusable, command, "\(name) cannot be read: \(String(cString: strerror(errno))).")
        }
    }
}
