// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// A printed request of the documents the project grew from, and what it is answered.
///
/// `NAME.sh` is the curl command as printed. `NAME.upstream.jsonl`, where there is one, is what the model writes, as a
/// script for `toolhost model serve`. `NAME.expected.json` is what must be in the answer.
struct SeedRequest: Sendable, CustomTestStringConvertible {
    let name: String

    var testDescription: String { name }

    static let folder = SourceTree.fixtures.appending(path: "Seeds")

    static let all: [SeedRequest] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".sh") }.sorted().map { SeedRequest(name: String($0.dropLast(3))) }
    }()

    func file(_ ending: String) -> URL {
        Self.folder.appending(path: "\(name).\(ending)")
    }

    /// The command with the port put in; curl's own progress output off.
    func command(port: Int) throws -> String {
        try String(contentsOf: file("sh"), encoding: .utf8)
            .replacing("http://localhost:3000", with: "http://localhost:\(port)")
            .replacing("curl ", with: "curl --silent --show-error --max-time 60 ", maxReplacements: 1)
    }

    func expected() throws -> JSONValue {
        try JSONValue(parsing: Array(Data(contentsOf: file("expected.json"))))
    }
}

@Suite(.timeLimit(.minutes(10))) struct SeedRequestTests {
    @Test func `the printed requests are found`() {
        #expect(SeedRequest.all.count == 14)
    }

    @Test(arguments: SeedRequest.all)
    func `a printed request works as sent`(request: SeedRequest) async throws {
        let script = request.file("upstream.jsonl")
        if FileManager.default.fileExists(atPath: script.path) {
            try await RunningModel.with(script: script) { model in
                try await RunningHost.with(upstream: model.url, prepare: { try await Self.addFiles(to: $0) })
                { host in
                    try await Self.check(request, host)
                }
            }
        } else {
            try await RunningHost.with(prepare: { try await Self.addFiles(to: $0) }) { host in
                try await Self.check(request, host)
            }
        }
    }

    /// The file that the requests read, as the request before them wrote it.
    private static func addFiles(to folder: URL) async throws {
        let sandbox = folder.appending(path: "sandbox")
        try FileManager.default.createDirectory(at: sandbox, withIntermediateDirectories: true)
        try "Hello World".write(to: sandbox.appending(path: "test.txt"), atomically: true, encoding: .utf8)
    }

    private static func check(_ request: SeedRequest, _ host: RunningHost) async throws {
        let done = try await FinishedProcess.run(
            "/bin/bash", ["-c", try request.command(port: host.port)], in: host.folder)
        #expect(done.status == 0, "\(done.errors)")
        let expected = try request.expected()
        if let events = expected["events"] {
            let actual = JSONValue.array(try ServerSentEvents.values(in: done.output).joiningText())
            let missing = JSONSubset.firstDifference(of: events, in: actual)
            #expect(missing == nil, "\(missing ?? "") in \(done.output)")
        } else if let answer = expected["answer"] {
            let actual = try JSONValue(parsing: done.output)
            let missing = JSONSubset.firstDifference(of: answer, in: actual)
            #expect(missing == nil, "\(missing ?? "") in \(done.output)")
        } else {
            Issue.record("\(request.name) expects nothing")
        }
    }
}
