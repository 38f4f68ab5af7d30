// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import Synchronization
import Testing
import ToolKit

@Suite struct ToolTests {
    private static let greet = Tool(
        name: "greet", description: "Greets somebody by name.",
        input: ["type": "object", "properties": ["name": ["type": "string"]]],
        annotations: [.readOnly, .closedWorld]
    ) { arguments, context in
        context.log(.info, "greeting")
        context.progress(1, of: 2, message: "half")
        try context.checkCancelled()
        try context.write("written")
        let greeting = context.setting("greeting") ?? "Hello"
        return "\(greeting), \(try arguments.require("name", as: String.self)), in \(context.paths.sandbox)"
    }

    @Test func `a tool is called without a host`() throws {
        let heard = Mutex<[String]>([])
        let output = try Self.greet.call(
            ["name": "Zoë"],
            context: .testing(
                sandbox: "/box", settings: ["greeting": "Good day"],
                onProgress: { done, total, message in
                    heard.withLock { $0.append("\(done) \(total ?? 0) \(message ?? "")") }
                },
                onWrite: { piece in heard.withLock { $0.append(piece) } },
                onLog: { level, message in heard.withLock { $0.append("\(level): \(message)") } }))
        #expect(output == ToolOutput(text: "Good day, Zoë, in /box"))
        #expect(heard.withLock { $0 } == ["info: greeting", "1.0 2.0 half", "written"])
    }

    @Test func `a cancelled call ends with the error that says so`() {
        #expect(throws: CancellationError.self) {
            try Self.greet.call(["name": "Zoë"], context: .testing(isCancelled: { true }))
        }
    }

    @Test func `a context for tests has folders of its own where asked`() {
        let context = ToolContext.testing(sandbox: "/box", cache: "/cache")
        #expect(context.paths == ToolPaths(sandbox: "/box", data: "/box", cache: "/cache"))
        #expect(context.deadline == nil)
        #expect(context.cancelDescriptor == nil)
        #expect(context.callID == "call_test")
    }

    @Test func `a plugin finds its tools by name`() {
        let plugin = Plugin(id: "org.example.greet", name: "greet", version: "1.0.0", tools: [Self.greet])
        #expect(plugin["greet"]?.description == "Greets somebody by name.")
        #expect(plugin["other"] == nil)
    }

    @Test func `an output's text is its text parts, or its data`() {
        #expect(
            ToolOutput(parts: [.text("a"), .bytes([1], mediaType: "image/png"), .text("b")]).text == "a\nb")
        #expect(ToolOutput(structured: ["a": 1]).text == "{\"a\":1}")
        #expect(ToolOutput(text: "", structured: 1).text == "")
    }

    @Test func `a failure's sentence ends with its hint`() {
        #expect(
            ToolFailure("No such file.", hint: "List the folder first.").description
                == "No such file. List the folder first.")
        #expect(ToolFailure("No such file.").code == "tool_failed")
    }
}
