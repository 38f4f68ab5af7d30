// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import JSON
import PluginRuntime
import TestSupport
import Testing
import ToolModel

/// A function of a manifest that is not taken, with the message for its author.
private struct FaultyFunction: Sendable, CustomTestStringConvertible {
    let name: String
    let entry: String
    let code: String
    let reason: String
    let pointer: String

    var testDescription: String { entry }

    init(_ name: String, _ entry: String, _ code: String, _ reason: String, _ pointer: String = "") {
        (self.name, self.entry, self.code, self.reason) = (name, entry, code, reason)
        self.pointer = "/functions/0" + pointer
    }
}

private let example = #""description": "x", "examples": [{"arguments": {"x": 1}, "result": {"result": 1}}]"#

private let faulty: [FaultyFunction] = [
    FaultyFunction("?", "5", "invalid_manifest", "There is a number, where an object is due."),
    FaultyFunction("?", "{}", "invalid_manifest", "\"prototype\" is missing."),
    FaultyFunction(
        "sqrt", #"{"prototipe": "double sqrt(double x)", "name": "sqrt"}"#, "invalid_manifest",
        "\"prototipe\" is no member that is known here. Did you mean \"prototype\".", "/prototipe"),
    FaultyFunction(
        "sqrt", #"{"prototype": "double sqrt(double x"}"#, "invalid_prototype",
        "The prototype \"double sqrt(double x\" cannot be used: at column 21, , or ) is due here, not the end.",
        "/prototype"),
    FaultyFunction(
        "frexp", #"{"prototype": "double frexp(double x, int *exp)"}"#, "invalid_role",
        "\"exp\" is a pointer (int *) and needs a role; the roles are const, text, bytes, array, in, out, inout, out_bytes, out_text.",
        "/parameters/exp"),
    FaultyFunction(
        "sqrt", #"{"prototype": "double sqrt(double x)", "description": "x"}"#, "invalid_example",
        "There is no example: nothing else shows that the prototype is right.", "/examples"),
    FaultyFunction(
        "sqrt",
        #"{"prototype": "double sqrt(double x)", "examples": [{"arguments": {"x": 1}, "error": "x"}]}"#,
        "invalid_manifest", "\"description\" is missing."),
    FaultyFunction(
        "sqrt",
        #"{"prototype": "double sqrt(double x)", "description": "x", "examples": [{"arguments": {"y": 1}, "error": "x"}]}"#,
        "invalid_example",
        "The example cannot be right, the arguments against the schema: there is no property \"y\"; did you mean \"x\"?",
        "/examples/0/arguments"),
    FaultyFunction(
        "sqrt",
        #"{"prototype": "double sqrt(double x)", "description": "x", "examples": [{"arguments": {"x": 1}, "result": {"result": "1"}}]}"#,
        "invalid_example",
        "The example cannot be right, the result against the schema: /result: expected a number, got \"1\".",
        "/examples/0/result"),
    FaultyFunction(
        "sqrt",
        #"{"prototype": "double sqrt(double x)", "description": "x", "examples": [{"arguments": {"x": 1}}]}"#,
        "invalid_manifest", "An example has either a \"result\" or an \"error\".", "/examples/0"),
    FaultyFunction(
        "sqrt",
        #"{"prototype": "double sqrt(double x)", "input_schema": {"properties": {"y": {}}}, \#(example)}"#,
        "schema_not_narrower", "The prototype has no argument \"y\".", "/input_schema/properties/y"),
    FaultyFunction(
        "sqrt",
        #"{"prototype": "double sqrt(double x)", "input_schema": {"properties": {"x": {"pattern": "("}}}, \#(example)}"#,
        "invalid_schema", "", "/input_schema/properties/x/pattern"),
    FaultyFunction(
        "sqrt", #"{"prototype": "double sqrt(double x)", "hints": {"readonly": true}, \#(example)}"#,
        "invalid_manifest", "\"readonly\" is no member that is known here. Did you mean \"read_only\".",
        "/hints/readonly"),
    FaultyFunction(
        "sqrt", #"{"prototype": "double sqrt(double x)", "concurrency": "many", \#(example)}"#,
        "invalid_manifest",
        "There is none of \"plugin\", \"tool\" and \"reentrant\".", "/concurrency"),
    FaultyFunction(
        "sqrt", #"{"prototype": "double sqrt(double x)", "timeout_ms": 0, \#(example)}"#, "invalid_manifest",
        "There is no whole number from 1 to 600000.", "/timeout_ms"),
    FaultyFunction(
        "my sqrt", #"{"prototype": "double sqrt(double x)", "name": "my sqrt", \#(example)}"#, "invalid_name",
        "The name \"my sqrt\" does not follow [A-Za-z_][A-Za-z0-9_-]{0,63}."),
    FaultyFunction(
        "sqrtt", #"{"prototype": "double sqrtt(double x)", \#(example)}"#, "symbol_missing",
        "There is no function sqrtt to call: libm.so.6 does not export it."),
    FaultyFunction(
        "signgam", #"{"prototype": "double signgam(double x)", \#(example)}"#, "symbol_missing",
        "There is no function signgam to call: what has this name is no function."),
    FaultyFunction(
        "labs", #"{"prototype": "long labs(long x)", \#(example)}"#, "symbol_missing",
        "There is no function labs to call: it is not in libm.so.6 but in a library that this one needs; name that one."
    ),
    FaultyFunction(
        "sqrt",
        #"{"prototype": "struct s { double a[33]; }; double sqrt(struct s x)", "description": "x", "examples": [{"arguments": {"x": {"a": [\#(Array(repeating: "0", count: 33).joined(separator: ","))]}}, "error": ""}]}"#,
        "signature_unsupported",
        "sqrt cannot be called: it passes a struct of over 256 bytes by value; use a pointer."),
]

/// A manifest that is refused as a whole.
private struct FaultyManifest: Sendable, CustomTestStringConvertible {
    let text: String
    let reason: String

    var testDescription: String { text }

    init(_ text: String, _ reason: String) {
        (self.text, self.reason) = (text, reason)
    }
}

private let function = #"{"prototype": "double sqrt(double x)", \#(example)}"#

private let manifests: [FaultyManifest] = [
    FaultyManifest("", "Not valid JSON at line 1, column 1: there is no value"),
    FaultyManifest("[]", "it is no JSON object"),
    FaultyManifest("{", "Not valid JSON at line 1, column 2: the text ends before the value does"),
    FaultyManifest("{}", "\"library\" is missing"),
    FaultyManifest(#"{"library": "libm.so.6"}"#, "\"functions\" is missing"),
    FaultyManifest(#"{"library": "libm.so.6", "functions": []}"#, "at /functions, there is no function"),
    FaultyManifest(
        #"{"library": "libm.so.6", "functions": {}}"#,
        "at /functions, there is an object, where a list is due"),
    FaultyManifest(
        #"{"library": 5, "functions": [\#(function)]}"#,
        "at /library, there is a number, where a string is due"),
    FaultyManifest(
        #"{"libary": "libm.so.6", "functions": [\#(function)]}"#,
        "at /libary, \"libary\" is no member that is known here. Did you mean \"library\""),
    FaultyManifest(
        #"{"library": "libm.so.6", "library": "libz.so.1", "functions": []}"#,
        "Not valid JSON at line 1, column 26: the member \"library\" is there twice"),
    FaultyManifest(
        #"{"library": "libm.so.6", "id": "libm", "functions": [\#(function)]}"#,
        "its id \"libm\" is not in reverse DNS form, like org.example.greet"),
    FaultyManifest(
        #"{"library": "libm.so.6", "declarations": ["typedef long double real;"], "functions": [\#(function)]}"#,
        "at /declarations/0, the declaration \"typedef long double real;\" cannot be used: at column 9, long double is not supported; JSON has no use for it"
    ),
]

@Suite struct ManifestTests {
    private static func with(
        _ text: String, in home: PluginIsolation = .worker, body: (PluginFixture) async throws -> Void
    ) async throws {
        try await PluginFixture.with(in: home) { plugins async throws in
            try text.write(toFile: "\(plugins)/m.plugin.json", atomically: false, encoding: .utf8)
        } body: { fixture async throws in
            try await body(fixture)
        }
    }

    @Test(arguments: faulty)
    private func `a faulty function is left out with its reason, and the good one works`(
        fault: FaultyFunction
    )
        async throws
    {
        let good =
            #"{"prototype": "double hypot(double x, double y)", "description": "x", "examples": [{"arguments": {"x": 3, "y": 4}, "result": {"result": 5}}]}"#
        try await Self.with(#"{"library": "libm.so.6", "functions": [\#(fault.entry), \#(good)]}"#) {
            fixture async throws in
            let registry = fixture.host.registry
            #expect(registry.quarantined.map(\.name) == [fault.name])
            #expect(registry.quarantined.first?.code == fault.code)
            #expect(
                registry.quarantined.first?.reason.hasPrefix(fault.reason) == true, "\(registry.quarantined)")
            if let pointer = registry.quarantined.first?.pointer {
                #expect(pointer.description == fault.pointer)
            }
            #expect(registry.tools.map(\.definition.name) == ["hypot"])
            #expect(try await fixture.call("hypot", ["x": 3, "y": 4]).structured == ["result": 5])
        }
    }

    @Test(arguments: manifests)
    private func `a faulty manifest is refused with its reason`(fault: FaultyManifest) async throws {
        try await Self.with(fault.text) { fixture async throws in
            #expect(fixture.host.registry.tools.isEmpty)
            let path = fixture.path("m.plugin.json")
            #expect(
                fixture.host.registry.plugins.map(\.refusal)
                    == [.invalidDescriptor(path: path, reason: fault.reason)])
        }
    }

    @Test func `a manifest is a plugin, with a name and an id of its own`() async throws {
        try await Self.with(#"{"library": "libm.so.6", "functions": [\#(function)]}"#) {
            fixture async throws in
            let plugin = try #require(fixture.host.registry.plugins.first)
            #expect(plugin.name == "m")
            #expect(plugin.id == "local.m")
            #expect(plugin.tools == ["sqrt"])
            #expect(plugin.isolation == .worker)
            let tool = try #require(fixture.host.registry["sqrt"])
            #expect(tool.definition.inputSchema["examples"] == [["x": 1]])
            #expect(await fixture.error(of: "sqrt", ["x": "1"])?.code == "invalid_arguments")
            let refusal = try await fixture.call("sqrt", ["x": -1])
            #expect(refusal.isError)
            #expect(refusal.text == "sqrt has no finite result for these arguments.")
        }
    }

    @Test func `two functions of one name are told apart by their order`() async throws {
        try await Self.with(#"{"library": "libm.so.6", "functions": [\#(function), \#(function)]}"#) {
            fixture async throws in
            #expect(fixture.host.registry.tools.count == 1)
            #expect(fixture.host.registry.quarantined.map(\.code) == ["duplicate_name"])
            #expect(fixture.host.registry.quarantined.first?.pointer?.description == "/functions/1")
        }
    }

    @Test func `inside the host, functions that are given pointers are left out`() async throws {
        let frexp =
            #"{"prototype": "double frexp(double x, int *e)", "parameters": {"e": {"role": "out"}}, "description": "x", "examples": [{"arguments": {"x": 1}, "result": {"result": 0.5, "e": 1}}]}"#
        let text = #"{"library": "libm.so.6", "functions": [\#(function), \#(frexp)]}"#
        try await Self.with(text, in: .inProcess) { fixture async throws in
            #expect(fixture.host.registry.tools.map(\.definition.name) == ["sqrt"])
            #expect(try await fixture.call("sqrt", ["x": 4]).structured == ["result": 2])
            #expect(
                fixture.host.registry.quarantined == [
                    QuarantinedTool(
                        name: "frexp", plugin: "m", code: "needs_worker",
                        reason: "frexp is given pointers, so it runs only in a process of its own.")
                ])
        }
        try await Self.with(text, in: .worker) { fixture async throws in
            let result = try JSONValue(parsing: #"{"result": 0.5, "e": 4}"#)
            #expect(try await fixture.call("frexp", ["x": 8]).structured == result)
        }
    }

    @Test(arguments: ["libm", "zlib", "libc"])
    func `the manifests that are shipped do what their examples say`(name: String) async throws {
        try await PluginFixture.with(in: .worker) { plugins async throws in
            try FileManager.default.copyItem(
                atPath: "\(Repository.root)/Plugins/Manifests/\(name).plugin.json",
                toPath: "\(plugins)/\(name).plugin.json")
        } body: { fixture async throws in
            #expect(fixture.host.registry.quarantined == [])
            let check = try ManifestCheck(path: fixture.path("\(name).plugin.json"))
            let outcomes = try await check.run(in: fixture.host)
            #expect(outcomes.count == check.count)
            #expect(outcomes.compactMap(\.failure) == [])
            for tool in fixture.host.registry.tools {
                #expect(tool.definition.annotations.isReadOnly == true)
            }
        }
    }

    @Test func `examples that fail say what came instead`() async throws {
        let text = """
            {"library": "libm.so.6", "functions": [{"prototype": "double sqrt(double x)", "description": "x", "examples": [
              {"arguments": {"x": 4}, "result": {"result": 2}}, {"arguments": {"x": 4}, "result": {"result": 3}},
              {"arguments": {"x": -4}, "result": {"result": 2}}, {"arguments": {"x": 4}, "error": "no"}
            ]}]}
            """
        try await Self.with(text) { fixture async throws in
            let outcomes = try await ManifestCheck(path: fixture.path("m.plugin.json")).run(in: fixture.host)
            #expect(
                outcomes.map(\.failure) == [
                    nil,
                    "With {\"x\":4}, the result {\"result\":3} is due, and the result {\"result\":2} came.",
                    "With {\"x\":-4}, the result {\"result\":2} is due, and the error \"sqrt has no finite result for these arguments.\" came.",
                    "With {\"x\":4}, the error \"no\" is due, and the result {\"result\":2} came.",
                ])
        }
    }
}
