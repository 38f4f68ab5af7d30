// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Logging
import PluginRuntime
import TestSupport
import Testing
import ToolModel

@testable import PluginAuthoring

/// A call of a plugin and what it must bring.
private struct KitCall: Sendable, CustomTestStringConvertible {
    let tool: String
    var arguments: JSONObject = [:]
    var text: String?
    var structured: JSONValue?
    /// The code of the tool's refusal.
    var refusal: String?

    var testDescription: String { tool }
}

private let half = JSONValue.number(JSONNumber(0.5) ?? 0)
private let tenth = JSONValue.number(JSONNumber(0.1) ?? 0)

private let cppCalls: [KitCall] = [
    KitCall(tool: "refuses", text: "Come back.", refusal: "not_today"),
    KitCall(tool: "standard", text: "It broke.", refusal: "tool_failed"),
    KitCall(tool: "number", text: "The tool failed with an unknown exception.", refusal: "tool_failed"),
    KitCall(
        tool: "typed",
        structured: [
            "text": "none", "small": 0, "unsigned": 0, "big": 0, "number": half, "flag": false, "alive": 1,
            "raw": nil,
        ]),
    KitCall(
        tool: "typed",
        arguments: [
            "text": "a\"\n", "small": -128, "unsigned": 4_294_967_295, "big": -9_223_372_036_854_775_808,
            "number": tenth, "flag": true, "raw": [1],
        ],
        structured: [
            "text": "a\"\n", "small": -128, "unsigned": 4_294_967_295, "big": -9_223_372_036_854_775_808,
            "number": tenth, "flag": true, "alive": 1, "raw": [1],
        ]),
    KitCall(
        tool: "typed", arguments: ["small": 128],
        text: "The argument \"small\" must be an integer that fits.",
        refusal: "invalid_arguments"),
    KitCall(
        tool: "typed", arguments: ["unsigned": -1],
        text: "The argument \"unsigned\" must be an integer that fits.", refusal: "invalid_arguments"),
    KitCall(
        tool: "typed", arguments: ["flag": 1], text: "The argument \"flag\" must be true or false.",
        refusal: "invalid_arguments"),
]

private let rustCalls: [KitCall] = [
    KitCall(tool: "panics", text: "The tool failed: it panicked.", refusal: "tool_failed"),
    KitCall(tool: "refuses", text: "Come back.", refusal: "not_today"),
    KitCall(
        tool: "typed", arguments: ["n": 7, "f": half, "b": true], structured: ["n": 7, "f": half, "b": true]),
    KitCall(
        tool: "typed", arguments: ["n": "7", "f": half, "b": true],
        text: "The argument \"n\" must be an integer that fits.", refusal: "invalid_arguments"),
    KitCall(
        tool: "typed", arguments: ["n": 7], text: "The argument \"f\" is missing.",
        refusal: "invalid_arguments"),
]

private let rustSource = ##"""
    use toolhost::{Call, Failure, Object, Plugin, Tool};

    const ANY: &str = r#"{"type":"object"}"#;

    fn typed(call: &Call) -> Result<(), Failure> {
        let (n, f) = (call.require_integer("n")?, call.require_number("f")?);
        let b = call.boolean("b")?.unwrap_or(false);
        call.json(&Object::new().integer("n", n).number("f", f).boolean("b", b).json())
    }

    fn start(plugin: &mut Plugin) -> Result<(), Failure> {
        plugin.add(Tool::new("panics", "Panics.", ANY, |_| panic!("on purpose")));
        plugin.add(Tool::new("refuses", "Refuses.", ANY, |_| Err(Failure::new("not_today", "Come back."))));
        plugin.add(Tool::new("typed", "Reads arguments.", ANY, typed));
        plugin.add(Tool::new("bad name", "Is refused.", ANY, |_| Ok(())));
        Ok(())
    }

    toolhost::plugin!("org.example.kit", "kit", "1.0.0", "Apache-2.0", start);
    """##

private let exampleCalls: [String: [KitCall]] = [
    "c": [
        KitCall(tool: "change_case", arguments: ["text": "Straße 7", "to": "upper"], text: "STRAßE 7"),
        KitCall(tool: "keep_note", arguments: ["note": "milk"], text: "Noted in notes.txt."),
    ],
    "cpp": [
        KitCall(
            tool: "count_words", arguments: ["text": "one three\n\tfive"],
            structured: ["words": 3, "lines": 2, "longest": "three"]),
        KitCall(
            tool: "draw_word_lengths", arguments: ["text": " "],
            text: "The text has no words; give one that has.", refusal: "empty_text"),
    ],
    "rust": [
        KitCall(
            tool: "reverse_text", arguments: ["text": "aé"], structured: ["reversed": "éa", "characters": 2]),
        KitCall(
            tool: "search_sandbox", arguments: ["text": "x"], text: "No file of the sandbox contains \"x\".",
            refusal: "not_found"),
    ],
]

@Suite(.serialized, .timeLimit(.minutes(15))) struct KitTests {
    /// Loads a library in a process of its own and makes the calls one after the other.
    private static func make(_ calls: [KitCall], of library: String, tools: Int, refused: Int = 0)
        async throws
    {
        try await Trial.with(library, .testing(seed: 1), callTime: .seconds(60)) { trial in
            #expect(trial.refusal == nil)
            #expect(trial.tools.count == tools)
            #expect(trial.host.registry.quarantined.count == refused)
            for call in calls {
                let done = try await trial.host.call(call.tool, arguments: call.arguments, id: "call_1")
                #expect(done.failureCode == call.refusal, "\(call.tool)")
                if let text = call.text { #expect(done.result.text == text) }
                if let structured = call.structured { #expect(done.result.structured == structured) }
            }
        }
    }

    @Test(.enabled(if: !PluginCompiler.compilers(for: .cxx17).isEmpty))
    func `exceptions of C++ end at the border, and arguments keep their types`() async throws {
        try await withTemporaryFolder { folder in
            let library = "\(folder)/throws.so"
            let kit = ["-I", "\(Repository.root)/Sources/ToolABI/Kits/cpp"]
            try await PluginCompiler.build(
                [Repository.fixturePath("Plugins/throws.cpp")], output: library, language: .cxx17, flags: kit)
            try await Self.make(cppCalls, of: library, tools: 6, refused: 1)
            try await Trial.with(library, .testing(seed: 1)) { trial in
                let all = try await trial.host.call("bytes", arguments: [:], id: "call_1").result.content
                #expect(
                    all == [
                        .image([0x89, 0x50, 0x4E, 0x47], mimeType: "image/png"),
                        .embeddedText("a note", uri: "note:1", mimeType: "text/plain"),
                        .embeddedBytes([0, 1], uri: "note:2", mimeType: nil),
                        .link(uri: "https://example.org", name: "a page", mimeType: nil),
                        .text("asked nobody"),
                    ])
                await #expect {
                    try await trial.host.call("garbled", arguments: [:], id: "call_2")
                } throws: { error in
                    guard case .invalidOutput(_, _, let reason)? = error as? PluginError else { return false }
                    return reason == "a text is not UTF-8"
                }
            }
        }
    }

    @Test(.enabled(if: BuildTool.works("cargo") && BuildTool.works("make")))
    func `panics of Rust end at the border, and arguments keep their types`() async throws {
        try await withTemporaryFolder { folder in
            let scaffold = PluginScaffold(name: try PluginName("kit", for: .rust), language: .rust)
            try scaffold.write(to: "\(folder)/kit")
            try rustSource.write(toFile: "\(folder)/kit/src/lib.rs", atomically: true, encoding: .utf8)
            try await CommandRun.make([], in: "\(folder)/kit")
            try await Self.make(rustCalls, of: "\(folder)/kit/kit.so", tools: 3, refused: 1)
        }
    }

    @Test(.enabled(if: BuildTool.works("cargo") && BuildTool.works("make")))
    func `the crate passes its own tests, without a warning`() async throws {
        try await withTemporaryFolder { folder in
            let kit = KitFile.all.filter { $0.set == "rust-kit" }
            for file in kit {
                let path = URL(filePath: "\(folder)/\(file.path)")
                try FileManager.default.createDirectory(
                    at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.text.utf8).write(to: path)
            }
            try await CommandRun.run(
                ["RUSTFLAGS=-D warnings", "cargo", "test", "--offline", "--quiet"], in: "\(folder)/kit")
        }
    }

    @Test(arguments: exampleCalls.keys.sorted().filter { BuildTool.works($0 == "rust" ? "cargo" : "c++") })
    func `the tools of the examples answer as they say`(language: String) async throws {
        try await withTemporaryFolder { folder in
            let library = try await ExamplePlugin.build(language, in: folder)
            try await Self.make(exampleCalls[language] ?? [], of: library, tools: 2)
        }
    }
}
