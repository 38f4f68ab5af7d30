// SPDX-License-Identifier: Apache-2.0

import Foundation
import SandboxFiles
import Testing

@Suite struct SystemErrorTests {
    static let numbers: [(number: Int32, reason: FileError.Reason)] = [
        (EXDEV, .leavesSandbox), (ELOOP, .leavesSandbox), (ENOTDIR, .notFolder), (EISDIR, .isFolder),
        (EEXIST, .exists), (EACCES, .permission), (EPERM, .permission), (ENAMETOOLONG, .nameTooLong),
        (ENOSPC, .diskFull), (EDQUOT, .diskFull), (EFBIG, .diskFull),
    ]

    @Test(arguments: SystemErrorTests.numbers.map(\.number))
    func `what goes wrong is named, with what to do next`(_ number: Int32) throws {
        let reason = try #require(Self.numbers.first { $0.number == number }).reason
        let error = SystemError(number: number).explained("reading", try SandboxPath("notes/a.txt"))
        #expect(error.reason == reason)
        #expect(error.message.contains("'notes/a.txt'"))
        #expect(error.hint != nil)
        #expect(!error.text.contains("\n"))
    }

    @Test func `an error without a name of its own keeps its number`() throws {
        let error = SystemError(number: 9_999).explained("reading", try SandboxPath("a.txt"))
        #expect(error.reason == .system)
        #expect(error.text == "Reading 'a.txt' failed: system error 9999.")
    }
}
