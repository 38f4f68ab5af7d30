// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import Host

/// A use of `plugin new` or `plugin check` that cannot go on.
private struct Misuse: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let complaint: String

    var testDescription: String { arguments.joined(separator: " ") }
}

private let misuses: [Misuse] = [
    Misuse(
        arguments: ["new", "Hello", "--lang", "c", "--output", "FOLDER/x"],
        complaint: """
            toolhost: plugin new: "Hello" cannot be the name of a plugin.
            hint: Use 1 to 40 letters a-z, digits, - and _, beginning with a letter, and no word of the language.

            """),
    Misuse(
        arguments: ["new", "hello", "--lang", "rusty", "--output", "FOLDER/x"],
        complaint: """
            toolhost: plugin new: There is no template for the language "rusty".
            hint: Did you mean "rust"?

            """),
    Misuse(
        arguments: ["new", "hello", "--lang", "fortran", "--output", "FOLDER/x"],
        complaint: """
            toolhost: plugin new: There is no template for the language "fortran".
            hint: The languages are c, cpp, rust, swift, c-library.

            """),
    Misuse(
        arguments: ["new", "hello", "--lang", "c", "--output", "FOLDER"],
        complaint: """
            toolhost: plugin new: The folder FOLDER is there already.
            hint: Choose another name, or another place with --output.

            """),
    Misuse(
        arguments: ["check", "FOLDER/none.so"],
        complaint: """
            toolhost: plugin check: FOLDER/none.so cannot be used: there is no such file.
            hint: Give the path of the shared library, such as build/greet.so.

            """),
    Misuse(
        arguments: ["check", "FOLDER/none.so", "--include", "calls.leak"],
        complaint: """
            toolhost: plugin check: There is no check "calls.leak".
            hint: Did you mean "calls.leaks"?

            """),
    Misuse(
        arguments: ["check", "FOLDER/none.so", "--reproduce", "calls.random"],
        complaint: """
            toolhost: plugin check: "calls.random" is nothing that a report printed.
            hint: Copy it as it stands: calls.random/greet/17@42.

            """),
    Misuse(
        arguments: ["bench", "FOLDER/none.so"],
        complaint: """
            toolhost: plugin bench: FOLDER/none.so cannot be used: there is no such file.
            hint: Give the path of the shared library, such as build/greet.so.

            """),
    Misuse(
        arguments: ["bench", "FOLDER/none.so", "--tool", "greet", "--arguments", "[]"],
        complaint: """
            toolhost: plugin bench: The arguments cannot be used: they are no JSON object.
            hint: Quote them for the shell: --arguments '{"name": "Ada"}'.

            """),
    Misuse(
        arguments: ["check"],
        complaint: """
            toolhost: plugin check: The plugin's file is missing.
            hint: toolhost plugin check build/greet.so

            """),
]

@Suite struct PluginCommandTests {
    @Test(arguments: misuses)
    private func `what cannot be done says what can`(misuse: Misuse) async throws {
        try await withTemporaryFolder { folder in
            let arguments = misuse.arguments.map { $0.replacing("FOLDER", with: folder) }
            let run = await ProgramRun(["plugin"] + arguments)
            #expect(run.status == .unusable)
            #expect(run.complaints == misuse.complaint.replacing("FOLDER", with: folder))
            #expect(run.output.isEmpty)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names.isEmpty)
        }
    }

    @Test func `a new plugin is written, and what comes next is said`() async throws {
        try await withTemporaryFolder { folder in
            let run = await ProgramRun(
                ["plugin", "new", "word-count", "--lang", "c", "--output", "\(folder)/new"])
            #expect(run.status == .ok)
            #expect(run.output.hasPrefix("\(folder)/new: 7 files, c\nNext:\n  cd \(folder)/new\n"))
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/new").sorted()
            #expect(names == [".gitignore", "Makefile", "README.md", "include", "src", "tests"])
        }
    }

    @Test func `the checks are listed with their levels`() async {
        let run = await ProgramRun(["plugin", "check", "--list"])
        #expect(run.status == .ok)
        #expect(run.output.split(separator: "\n").count == 15)
        #expect(run.output.hasPrefix("file.library        bronze  the file is a sound library"))
    }
}
