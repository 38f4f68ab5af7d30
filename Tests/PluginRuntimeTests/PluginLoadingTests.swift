// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import PluginRuntime
import TestSupport
import Testing
import ToolModel

/// A fixture that cannot be used, and what the host says of it.
private struct Refusal: Sendable, CustomTestStringConvertible {
    let fixture: String
    let code: String
    /// With `PATH` for the plugin's path.
    let message: String

    init(_ fixture: String, _ code: String, _ message: String) {
        self.fixture = fixture
        self.code = code
        self.message = message
    }

    var testDescription: String { fixture }
}

private let refusals: [Refusal] = [
    Refusal(
        "no_entry", "plugin_no_entry",
        "The library PATH is no plugin: it does not export th_plugin_entry_v1."),
    Refusal(
        "entry_is_object", "plugin_no_entry",
        "The library PATH is no plugin: its th_plugin_entry_v1 is no function."),
    Refusal("entry_null", "plugin_descriptor_invalid", descriptor("the entry function returned null")),
    Refusal(
        "entry_junk_pointer", "plugin_descriptor_invalid",
        descriptor("the entry function returned a pointer outside the plugin's memory")),
    Refusal(
        "wrong_magic", "plugin_descriptor_invalid", descriptor("it does not have the magic number TH_MAGIC")),
    Refusal(
        "size_zero", "plugin_descriptor_invalid",
        descriptor("its struct_size is 0, which cannot be; sizeof(th_plugin) is 112")),
    Refusal(
        "size_huge", "plugin_descriptor_invalid",
        descriptor("its struct_size is 4294967295, which cannot be; sizeof(th_plugin) is 112")),
    Refusal(
        "newer_major", "plugin_abi_mismatch",
        "The plugin PATH was built for version 2.1 of the plugin ABI and needs at least 2.0; "
            + "this host has version 1.0."),
    Refusal(
        "newer_minimum", "plugin_abi_mismatch",
        "The plugin PATH was built for version 1.9 of the plugin ABI and needs at least 1.7; "
            + "this host has version 1.0."),
    Refusal(
        "unknown_flag", "plugin_descriptor_invalid",
        descriptor("it has the flags 0x80, which this host does not know")),
    Refusal("id_missing", "plugin_descriptor_invalid", descriptor("it has no id")),
    Refusal(
        "id_form", "plugin_descriptor_invalid",
        descriptor("its id \"Example\" is not in reverse DNS form, like org.example.greet")),
    Refusal("id_not_utf8", "plugin_descriptor_invalid", descriptor("its id is not UTF-8")),
    Refusal(
        "name_form", "plugin_descriptor_invalid",
        descriptor("its name \"no name\" does not follow [A-Za-z_][A-Za-z0-9_-]{0,63}")),
    Refusal(
        "version_hidden", "plugin_descriptor_invalid",
        descriptor("its version has the hidden character U+202E at byte 3")),
    Refusal(
        "text_unreadable", "plugin_descriptor_invalid",
        descriptor("its version lies outside the plugin's memory")),
    Refusal("init_null", "plugin_descriptor_invalid", descriptor("its init function is null")),
    Refusal(
        "init_fails", "plugin_start_failed", "The plugin PATH did not start: the index file is missing."),
    Refusal(
        "init_fails_silently", "plugin_start_failed",
        "The plugin PATH did not start: its init function returned -4."),
    Refusal(
        "unresolved_symbol", "plugin_not_loadable",
        "The file PATH cannot be loaded: undefined symbol: no_library_has_this."),
]

private func descriptor(_ reason: String) -> String {
    "The plugin PATH has an invalid descriptor: \(reason)."
}

@Suite struct PluginLoadingTests {
    @Test(arguments: refusals, PluginIsolation.allCases)
    private func `a plugin that cannot be used is listed with the reason, and others work`(
        refusal: Refusal, home: PluginIsolation
    ) async throws {
        try await PluginFixture.with(refusal.fixture, "hello", in: home) { fixture async throws in
            let path = fixture.path("\(refusal.fixture).so")
            let registry = fixture.host.registry
            let error = try #require(registry.plugins.first { $0.path == path }?.refusal)
            #expect(error.code == refusal.code)
            #expect(error.message == refusal.message.replacing("PATH", with: path))
            let listed = try #require(registry.quarantined.first)
            #expect(listed.name == "*")
            #expect(listed.code == refusal.code)
            #expect(listed.reason.hasPrefix(error.message))
            #expect(registry.tools.map(\.definition.name) == ["hello"])
            #expect(try await fixture.call("hello").text == "hello")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a newer plugin with longer structs that says it works here does`(home: PluginIsolation) async throws
    {
        try await PluginFixture.with("newer_compatible", in: home) { fixture async throws in
            #expect(fixture.host.registry.plugins.map(\.abi) == ["1.9"])
            #expect(try await fixture.call("later").text == "hello")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a library that is missing is named`(home: PluginIsolation) async throws {
        try await PluginFixture.with(
            "hello", in: home,
            prepare: { plugins in
                let library = "\(plugins)/libgone.so"
                try await PluginCompiler.build(
                    [Repository.fixturePath("Plugins/no_entry.c")], output: library)
                _ = try await PluginCompiler.buildFixture(
                    "missing_library", into: plugins, flags: ["-L\(plugins)", "-lgone"])
                try FileManager.default.removeItem(atPath: library)
            },
            body: { fixture async throws in
                let quarantined = fixture.host.registry.quarantined
                #expect(quarantined.map(\.code) == ["plugin_not_loadable"])
                #expect(
                    quarantined.first?.reason.contains(
                        "it needs the library libgone.so, which is nowhere that the loader looks") == true)
                #expect(try await fixture.call("hello").text == "hello")
            })
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a library's entry is its own, not that of a library it needs`(home: PluginIsolation) async throws {
        try await PluginFixture.with(
            "hello", in: home,
            prepare: { plugins in
                _ = try await PluginCompiler.buildFixture(
                    "needs_a_plugin", into: plugins,
                    flags: ["-Wl,--no-as-needed", "\(plugins)/hello.so", "-Wl,-rpath,\(plugins)"])
            },
            body: { fixture async throws in
                let path = fixture.path("needs_a_plugin.so")
                #expect(
                    fixture.host.registry.quarantined.first?.reason.hasPrefix(
                        "The library \(path) is no plugin: it does not export th_plugin_entry_v1."
                    )
                        == true)
            })
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a start that hangs is given up, and may not register later`(home: PluginIsolation) async throws {
        try await PluginFixture.with(
            "hello", "init_hangs", in: home,
            prepare: { plugins in
                let sandbox = "\(plugins)/../sandbox"
                try FileManager.default.createDirectory(atPath: sandbox, withIntermediateDirectories: false)
                mkfifo("\(sandbox)/fifo", 0o600)
            },
            settle: { settings in
                settings.limits.loadTime = .seconds(15)
                settings.values = ["hanging": ["fifo": "\(settings.sandbox)/fifo"]]
            },
            body: { fixture async throws in
                let path = fixture.path("init_hangs.so")
                #expect(
                    fixture.host.registry.quarantined.map(\.reason)
                        == ["The plugin \(path) was not ready within 15 s."])
                #expect(try await fixture.call("hello").text == "hello")
                // Lets the plugin's thread go.
                close(open(fixture.inSandbox("fifo"), O_RDWR))
                #expect(fixture.host.registry.tools.map(\.definition.name) == ["hello"])
            })
    }
}
