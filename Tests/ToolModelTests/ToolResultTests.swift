// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing
import ToolModel

@Suite struct ToolResultTests {
    @Test func `the text joins the parts and describes what is no text`() {
        let result = ToolResult(content: [
            .text("one"), .image([1, 2, 3], mimeType: "image/png"),
            .link(uri: "file:///a", name: "a", mimeType: nil),
        ])
        #expect(result.text == "one\n[image: image/png, 3 bytes]\n[a: file:///a]")
        #expect(!result.isError)
    }

    @Test func `a result without parts reads as its data`() {
        #expect(ToolResult(content: [], structured: ["n": 1]).text == #"{"n":1}"#)
        #expect(ToolResult(content: []).text.isEmpty)
    }

    @Test func `annotations without a statement are empty`() {
        #expect(ToolAnnotations().isEmpty)
        #expect(!ToolAnnotations(isReadOnly: false).isEmpty)
    }
}
