// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore
import Synchronization
import ToolLoop

/// Writes to one connection what other tasks make for it, as it comes and as fast as the client reads.
struct BodyPump: Sendable {
    let watch: InterruptionWatch
    let settings: HTTPServerSettings
    /// What shows in silence that the connection lives; nil where the body is not the host's to add to.
    let keepAlive: String?

    /// Lets `produce` fill the mailbox and writes what is in it, until `produce` returns.
    ///
    /// `produce` is cancelled when the client leaves or the server ends.
    ///
    /// - Returns: whether the server's end came first, so that a last word may still be said.
    /// - Throws: what `produce` throws; `Interruption.clientLeft`; what a write to a closed connection throws.
    func write(
        to writer: inout any ResponseBodyWriter,
        _ produce: @escaping @Sendable (Mailbox<ByteBuffer>) async throws -> Void
    ) async throws -> Bool {
        try await write(to: &writer, clock: settings.clock, produce)
    }

    private func write(
        to writer: inout any ResponseBodyWriter, clock: some Clock<Duration>,
        _ produce: @escaping @Sendable (Mailbox<ByteBuffer>) async throws -> Void
    ) async throws -> Bool {
        let mailbox = Mailbox<ByteBuffer>()
        let interruption = FirstOutcome<Void>()
        let silence = KeepAlive(interval: settings.keepAliveInterval, clock: clock)
        let observation = watch.observe { reason in
            interruption.settle(.failure(reason))
            mailbox.close()
        }
        defer { observation.cancel() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await produce(mailbox)
                    interruption.settle(.success(()))
                } catch {
                    interruption.settle(.failure(error))
                }
                mailbox.finish()
            }
            if keepAlive != nil { group.addTask { try await silence.run { mailbox.nudge() } } }
            defer { group.cancelAll() }
            while let batch = await mailbox.next() {
                try await writer.write(bytes(of: batch))
                silence.noteWrite()
            }
        }
        do {
            try await interruption.value()
            return false
        } catch Interruption.shuttingDown {
            return true
        }
    }

    private func bytes(of batch: [ByteBuffer]) -> ByteBuffer {
        guard var bytes = batch.first else { return ByteBuffer(string: keepAlive ?? "") }
        for more in batch.dropFirst() { bytes.writeImmutableBuffer(more) }
        return bytes
    }
}

extension ByteBuffer: MailboxItem {
    /// The bytes that are yet to be read.
    package var mailboxBytes: Int { readableBytes }
}
