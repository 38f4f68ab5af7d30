// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import Testing
import ToolModel

@testable import ToolCallParsing

/// The law that what is cut off is never repaired into a call that was not written.
@Suite struct TruncationTests {
    @Test(arguments: StreamCase.all.filter { $0.chunks != nil })
    func `a stream that is cut anywhere holds no call that the whole does not hold`(_ testCase: StreamCase)
        throws
    {
        let bytes = Array((testCase.chunks ?? []).joined())
        let whole = try StreamRun.text(testCase, [bytes])
        let known = Set(whole.calls.map { "\($0.name)\(JSONValue.object($0.arguments).jsonText())" })
        for place in 0..<bytes.count {
            var parser = try testCase.parser()
            var events: [ChatEvent] = []
            parser.feed(text: bytes.span.extracting(first: place), into: &events)
            parser.feed(.finish(.length), into: &events)
            parser.finish(into: &events)
            for call in StreamOutcome(events).calls {
                let text = "\(call.name)\(JSONValue.object(call.arguments).jsonText())"
                #expect(known.contains(text), "cut at \(place)")
            }
        }
    }
}
