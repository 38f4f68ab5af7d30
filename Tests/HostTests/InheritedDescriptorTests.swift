// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import Host

@Suite(.timeLimit(.minutes(5))) struct InheritedDescriptorTests {
    @Test func `the compiler that reads headers gets no descriptor of this process`() async throws {
        try await withTemporaryFolder { folder in
            let header = "\(folder)/plain.h"
            try "int plain(int);\n".write(toFile: header, atomically: true, encoding: .utf8)
            let known = try await HeaderCompiler(header: header, folders: []).syntaxTree(for: "test")
            #expect(!known.isEmpty)
            // Open here and not to be closed by exec: only a process that got it finds it under this name.
            let descriptor = open(header, O_RDONLY)
            try #require(descriptor >= 0)
            defer { close(descriptor) }
            await #expect(throws: CommandFailure.self) {
                try await HeaderCompiler(header: "/proc/self/fd/\(descriptor)", folders: [])
                    .syntaxTree(for: "test")
            }
        }
    }
}
