// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import TestSupport
import Testing
import ToolModel

@testable import ToolCallParsing

@Suite struct CaseFileTests {
    @Test func `the case file is there`() {
        #expect(StreamCase.all.count == 172)
    }

    @Test(arguments: StreamCase.level(1...3).filter { $0.chunks != nil && !$0.isAboutTransportOnly })
    func `text gives what the case expects, in every cut`(_ testCase: StreamCase) throws {
        let given = testCase.chunks ?? []
        let whole = try StreamRun.text(testCase, given)
        testCase.check(whole)
        for cut in SplitLaw.everySplit(of: Array(given.joined())) {
            let outcome = try StreamRun.text(testCase, cut.chunks)
            #expect(outcome == whole, "cut \(cut)")
        }
    }

    @Test(arguments: StreamCase.level(1...3).filter { $0.completionChunks != nil })
    func `deltas give what the case expects`(_ testCase: StreamCase) throws {
        let pieces = StreamRun.pieces(of: testCase)
        let whole = try StreamRun.deltas(testCase, pieces)
        testCase.check(whole)
        #expect(try StreamRun.deltas(testCase, StreamRun.byCharacter(pieces)) == whole)
    }

    @Test(arguments: StreamCase.all.filter { $0.transport != nil })
    func `the transport gives what the case expects, in every cut`(_ testCase: StreamCase) throws {
        let given = testCase.transport ?? []
        let whole = try StreamRun.transport(testCase, given)
        testCase.check(whole)
        for cut in SplitLaw.everySplit(of: Array(given.joined())) {
            #expect(try StreamRun.transport(testCase, cut.chunks) == whole, "cut \(cut)")
        }
    }
}

extension StreamCase {
    /// The error can only be seen in the transport, so plain text cannot show it.
    var isAboutTransportOnly: Bool { source["sse_only"]?.bool == true }

    /// Holds an outcome against everything that the case says.
    func check(_ outcome: StreamOutcome, sourceLocation: SourceLocation = #_sourceLocation) {
        let isExact = source["text_cmp"]?.string == "exact"
        let expectedText = expectation["text"]?.string ?? ""
        let text = isExact ? outcome.text : trimmed(outcome.text)
        let wanted = isExact ? expectedText : trimmed(expectedText)
        #expect(Array(text.utf8) == Array(wanted.utf8), "text", sourceLocation: sourceLocation)

        let expectedReasoning = expectation["reasoning"]?.string ?? ""
        let trims = source["reasoning_cmp"]?.string == "trim"
        #expect(
            (trims ? trimmed(outcome.reasoning) : outcome.reasoning)
                == (trims ? trimmed(expectedReasoning) : expectedReasoning),
            "reasoning", sourceLocation: sourceLocation)

        checkCalls(outcome, sourceLocation)
        checkErrors(outcome, sourceLocation)
        if let order = source["order"]?.array {
            #expect(outcome.order == order.compactMap(\.string), sourceLocation: sourceLocation)
        }
        if let finish = source["finish"]?.string {
            #expect(outcome.finish?.name == finish, sourceLocation: sourceLocation)
        }
        #expect(outcome.finish != nil, "the last event is done", sourceLocation: sourceLocation)
    }

    private func checkCalls(_ outcome: StreamOutcome, _ sourceLocation: SourceLocation) {
        let expected = expectation["calls"]?.array ?? []
        let calls = outcome.calls
        #expect(calls.map(\.name) == expected.map { $0["name"]?.string }, sourceLocation: sourceLocation)
        for (call, wanted) in zip(calls, expected) {
            #expect(JSONValue.object(call.arguments) == wanted["arguments"], sourceLocation: sourceLocation)
            if let id = wanted["id"]?.string { #expect(call.id == id, sourceLocation: sourceLocation) }
            if let text = wanted["arguments_text"]?.string {
                #expect(JSONValue.object(call.arguments).jsonText() == text, sourceLocation: sourceLocation)
            }
        }
        #expect(Set(calls.map(\.id)).count == calls.count, "ids are unique", sourceLocation: sourceLocation)
    }

    private func checkErrors(_ outcome: StreamOutcome, _ sourceLocation: SourceLocation) {
        let codes = [
            "truncated": "tool_call_truncated", "malformed": "tool_call_malformed",
            "invalid_args": "invalid_arguments",
        ]
        let expected = expectation["errors"]?.array ?? []
        let wanted = expected.map { error in
            let code = error["code"]?.string ?? ""
            return codes[code] ?? code
        }
        #expect(outcome.failures.map(\.code) == wanted, sourceLocation: sourceLocation)
        for (failure, error) in zip(outcome.failures, expected) {
            guard let name = error["name"]?.string else { continue }
            #expect(failure.data?["action"]?.string == name, sourceLocation: sourceLocation)
        }
    }

    private func trimmed(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }),
            let last = bytes.lastIndex(where: { $0 > 0x20 })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
