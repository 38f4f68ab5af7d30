// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import REPL

@Suite struct LineBufferTests {
    @Test(arguments: [
        ("", [String]()), ("\n", [""]), ("a\nb\n", ["a", "b"]), ("a\nb", ["a", "b"]),
        ("a\r\nb\r", ["a", "b"]),
        ("\n\nä\n", ["", "", "ä"]), ("a\rb\n", ["a\rb"]),
    ])
    func `lines come out the same however they come in`(text: String, lines: [String]) throws {
        let bytes = Array(text.utf8)
        for size in 1...max(1, bytes.count) {
            var buffer = LineBuffer(name: "test", longestLineBytes: 100)
            var found: [String] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                buffer.append(bytes[start..<min(start + size, bytes.count)])
                while case .success(.line(let line)) = buffer.take() { found.append(line) }
            }
            buffer.append([])
            while case .success(.line(let line)) = buffer.take() { found.append(line) }
            #expect(found == lines)
            #expect(try buffer.take()?.get() == .end)
        }
    }

    @Test func `a line has a limit`() throws {
        var buffer = LineBuffer(name: "test", longestLineBytes: 4)
        buffer.append([1, 2, 3, 4])
        #expect(try buffer.take()?.get() == nil)
        buffer.append([5])
        let error = #expect(throws: REPLError.self) { try buffer.take()?.get() }
        #expect(error == .tooLong(what: "A line of test", limitBytes: 4))
    }

    @Test func `a pipe is read line by line, and a wait can be interrupted`() async throws {
        let pipe = Pipe()
        let lines = StreamLines(descriptor: pipe.fileHandleForReading.fileDescriptor, name: "the pipe")
        async let waiting = lines.next(prompt: "", initial: "")
        // The wait may not have begun: an interrupt before it is lost, so it is repeated until one arrives.
        let interrupting = Task {
            while !Task.isCancelled {
                lines.interrupt()
                await Task.yield()
            }
        }
        #expect(try await waiting == .interrupted)
        interrupting.cancel()
        try pipe.fileHandleForWriting.write(contentsOf: Data("one\ntwo".utf8))
        #expect(try await lines.next(prompt: "", initial: "") == .line("one"))
        try pipe.fileHandleForWriting.close()
        #expect(try await lines.next(prompt: "", initial: "") == .line("two"))
        #expect(try await lines.next(prompt: "", initial: "") == .end)
    }
}
