// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON

/// OpenAI's own client for Python, which `make test` installs into `.build-venv`.
enum OpenAIClient {
    /// Whether the tests with it are left out, because somebody said so.
    static let isSkipped = ProcessInfo.processInfo.environment["TOOLHOST_SKIP_SDK"]?.isEmpty == false
    static let python = SourceTree.root.appending(path: ".build-venv/bin/python")

    struct NotInstalled: Error, CustomStringConvertible {
        let description =
            "OpenAI's client is not in .build-venv: run `make deps-test`, or set TOOLHOST_SKIP_SDK to do without"
    }

    /// A request, and in which way the client is used for it; see `openai_calls.py`.
    struct Request: Sendable {
        let way: String
        let body: JSONObject

        var line: String {
            JSONValue.object(["way": .string(way), "body": .object(body)]).jsonText() + "\n"
        }
    }

    /// Sends requests to the OpenAI-compatible server at `url`, one after the other, and gives what the client made of the answers.
    static func answers(to requests: [Request], at url: String, in folder: URL) async throws -> [JSONValue] {
        let done = try await run(
            [SourceTree.fixtures.appending(path: "Clients/openai_calls.py").path, url + "/v1"],
            input: requests.map(\.line).joined(), in: folder)
        return try done.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    /// Runs Python with the client at hand.
    static func run(_ arguments: [String], input: String = "", in folder: URL) async throws -> FinishedProcess
    {
        guard FileManager.default.isExecutableFile(atPath: python.path) else { throw NotInstalled() }
        let done = try await FinishedProcess.run(
            python.path, arguments, input: input, environment: environment, in: folder)
        guard done.status == 0 else { throw Failed(errors: done.errors) }
        return done
    }

    struct Failed: Error {
        let errors: String
    }

    /// A proxy of the machine has no business between two programs on it.
    static let environment = ["NO_PROXY": "*", "no_proxy": "*", "PYTHONDONTWRITEBYTECODE": "1"]
}
