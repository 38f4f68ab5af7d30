// SPDX-License-Identifier: Apache-2.0

import ChatModel
import OpenAICoding
import TestSupport
import Testing

@testable import LMStudio

/// A body under a content type.
struct BodyCase: Sendable, CustomTestStringConvertible {
    var name: String
    var contentType: String
    var body: String
    /// The content that it carries.
    var text: String
    /// The code of its failure; nil for none.
    var failure: String?

    init(_ name: String, _ contentType: String, _ body: String, text: String = "", failure: String? = nil) {
        self.name = name
        self.contentType = contentType
        self.body = body
        self.text = text
        self.failure = failure
    }

    var testDescription: String { name }

    static let all = [
        BodyCase(
            "events", "text/event-stream; charset=utf-8",
            "data: {\"choices\":[{\"delta\":{\"content\":\"é\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
            text: "é"),
        BodyCase(
            "events after white space and a mark", "",
            "\u{FEFF}data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\r\n\r\n",
            text: "a"),
        BodyCase(
            "events of an unknown kind", "text/event-stream", "foo: bar\n\n", failure: "upstream_truncated"),
        BodyCase(
            "a completion", "application/json", "\n {\"choices\":[{\"message\":{\"content\":\"whole\"}}]}\n",
            text: "whole"),
        BodyCase("an error", "application/json", #"{"error":{"message":"x"}}"#, failure: "upstream_error"),
        BodyCase("no completion", "application/json", #"{"detail":"Not Found"}"#, failure: "upstream_error"),
        BodyCase("a page", "text/html", "<html>data: x</html>", failure: "upstream_error"),
        BodyCase("text that begins like a field", "text/html", "error 7\n", failure: "upstream_error"),
        BodyCase("nothing", "text/event-stream", "", failure: "upstream_truncated"),
        BodyCase("white space", "text/event-stream", " \r\n\n", failure: "upstream_truncated"),
    ]
}

struct AnswerDecoderTests {
    @Test(arguments: BodyCase.all)
    func `a body is taken for what it is, however it is cut`(_ example: BodyCase) {
        for cut in SplitLaw.everySplit(of: Array(example.body.utf8), singlePlaces: 1000) {
            let deltas = decode(cut.chunks, as: example.contentType)
            #expect(deltas.text == example.text, "\(cut)")
            #expect(deltas.failureCodes == (example.failure.map { [$0] } ?? []), "\(cut)")
        }
    }

    @Test(arguments: BodyCase.all)
    func `a broken connection is one failure, unless the answer was over`(_ example: BodyCase) {
        let broken = UpstreamFailure(message: "Broken.", code: "upstream_truncated")
        let deltas = decode([Array(example.body.utf8)], as: example.contentType, ending: broken)
        let isOver = example.body.contains("[DONE]")
        #expect(deltas.failureCodes == (isOver ? [] : ["upstream_truncated"]))
    }

    private func decode(
        _ chunks: [[UInt8]], as contentType: String, ending: UpstreamFailure? = nil
    ) -> [ChatDelta] {
        var decoder = AnswerDecoder(contentType: contentType, limits: LMStudioLimits())
        var deltas: [ChatDelta] = []
        for chunk in chunks where !decoder.isOver { decoder.feed(chunk.span, into: &deltas) }
        decoder.finish(ending, into: &deltas)
        return deltas
    }
}
