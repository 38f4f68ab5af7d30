// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing
import ToolABI

@testable import ToolKit

private let plugin = Plugin(
    id: "org.example.greet", name: "greet", version: "1.2.3", license: nil,
    tools: [
        Tool(
            name: "greet", title: "Greet", description: "Greets.", input: ["type": "object"],
            output: ["type": "object", "title": "é"], annotations: [.readOnly, .openWorld],
            timeout: .milliseconds(1500), concurrency: .reentrant
        ) { _, _ in "Hello" },
        Tool(name: "refused", description: "Refused.", input: ["type": "object"]) { _, _ in "Never" },
    ])

private let entry = PluginEntry(plugin) { host, registrar, instance in
    PluginEntry.start(plugin, host, registrar, instance)
}

@Suite struct PluginEntryTests {
    @Test func `the descriptor says what the plugin is`() {
        let descriptor = entry.descriptor.pointee
        #expect(descriptor.struct_size == 112)
        #expect(descriptor.magic == TH_MAGIC)
        #expect(descriptor.abi_built == TH_ABI_VERSION)
        #expect(text(descriptor.id) == "org.example.greet")
        #expect(text(descriptor.name) == "greet")
        #expect(text(descriptor.version) == "1.2.3")
        #expect(descriptor.license.length == 0)
        #expect(entry.descriptor == entry.descriptor)
    }

    @Test func `the start hands every tool over, and goes on after a refusal`() throws {
        var registrar = th_registrar(struct_size: 16, reserved: 0) { _, tool in
            guard let tool = tool?.pointee else { return TH_INVALID }
            guard text(tool.name) == "greet" else { return TH_INVALID }
            return isAsDescribed(tool) ? TH_OK : TH_INVALID
        }
        var host = th_host(
            struct_size: 56, abi_version: TH_ABI_VERSION, name: th_str(), version: th_str(),
            get_extension: { _, _ in nil }, set_error: nil)
        var instance: UnsafeMutableRawPointer?
        #expect(entry.descriptor.pointee.`init`(&host, &registrar, &instance) == TH_OK)
        #expect(instance != nil)
        entry.descriptor.pointee.shutdown(instance)
        #expect(entry.descriptor.pointee.`init`(nil, &registrar, &instance) == TH_INVALID)
    }

    @Test(arguments: [
        (Duration?.none, UInt32(0)), (.milliseconds(1), 1), (.microseconds(1), 1), (.zero, 1),
        (.seconds(30), 30000),
        (.milliseconds(1500) + .nanoseconds(1), 1501), (.seconds(Int64.max), .max),
    ])
    func `a timeout is whole milliseconds, rounded up`(timeout: Duration?, milliseconds: UInt32) {
        #expect(ToolRegistration.milliseconds(timeout) == milliseconds)
    }
}

private func text(_ source: th_str) -> String {
    String(decoding: UnsafeRawBufferPointer(start: source.data, count: source.length), as: UTF8.self)
}

/// Whether the struct says what the first tool of `plugin` is.
private func isAsDescribed(_ tool: th_tool) -> Bool {
    tool.struct_size == 144 && tool.flags == 0 && text(tool.title) == "Greet"
        && text(tool.description) == "Greets."
        && text(tool.input_schema) == "{\"type\":\"object\"}"
        && text(tool.output_schema) == "{\"type\":\"object\",\"title\":\"é\"}"
        && tool.hints == TH_HINT_READ_ONLY | TH_HINT_OPEN_WORLD && tool.concurrency == TH_REENTRANT
        && tool.timeout_ms == 1500 && tool.invoke != nil && tool.ctx != nil
}
