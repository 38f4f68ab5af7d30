// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import PluginRuntime

/// A fixture, how it is built, and what is found.
private struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let fixture: String
    let flags: [String]
    let code: PluginFinding.Code
    let reason: String
    let advice: String

    init(
        _ name: String, _ fixture: String = "hello", _ flags: [String] = [], _ code: PluginFinding.Code,
        _ reason: String, _ advice: String
    ) {
        self.name = name
        self.fixture = fixture
        self.flags = flags
        self.code = code
        self.reason = reason
        self.advice = advice
    }

    var testDescription: String { name }
}

private let cases: [Case] = [
    Case(
        "no entry", "no_entry", .noEntry, "it does not export th_plugin_entry_v1",
        "A plugin exports the function th_plugin_entry_v1; see toolhost.h."),
    Case(
        "an entry that is data", "entry_is_object", .noEntry, "its th_plugin_entry_v1 is no function",
        "Declare it as in toolhost.h: const th_plugin *th_plugin_entry_v1(void)"),
    Case(
        "a C++ entry", "entry_mangled.cpp", .noEntry,
        "it does not export th_plugin_entry_v1, only _Z18th_plugin_entry_v1v",
        "Export it under its plain name: extern \"C\" in C++, #[no_mangle] in Rust, @c in Swift."),
    Case(
        "an executable stack", "hello", ["-Wl,-z,execstack"], .executableStack,
        "it asks for an executable stack",
        "Link it with -Wl,-z,noexecstack; functions nested in functions need such a stack."),
    Case(
        "not to be opened", "hello", ["-Wl,-z,nodlopen"], .notOpenable,
        "it forbids being loaded while a program runs", "Link it without -z nodlopen."),
    Case(
        "other exports", "hello", ["-include", "FIXTURES/more_exports.h"], .otherExports,
        "it exports 4 names besides its entry: extra_four, extra_one, extra_three and others",
        "Export the entry only: -fvisibility=hidden, or a linker version script."),
    Case(
        "text relocations", "text_relocation", ["-Wl,-z,notext"], .textRelocations,
        "its code is changed when it is loaded", "Compile all of it with -fPIC."),
    Case(
        "static thread storage", "static_thread_storage", .staticThreadStorage,
        "it needs thread-local memory that a running program may not have left",
        "Compile it without -ftls-model=initial-exec."),
    Case(
        "a run path elsewhere", "hello", ["-Wl,-rpath,$ORIGIN/../lib/../other"], .runPath,
        "it has libraries searched for outside its own folder: PARENT/other",
        "Whoever writes there decides what it runs; link such a library in statically."),
    Case(
        "a relative run path", "hello", ["-Wl,-rpath,libs"], .runPath,
        "it has libraries searched for outside its own folder: libs, a relative path",
        "Whoever writes there decides what it runs; link such a library in statically."),
    Case(
        "an old run path", "hello", ["-Wl,--disable-new-dtags,-rpath,$ORIGIN"], .oldRunPath,
        "it uses RPATH, which rules over the libraries of others too", "Link it with -Wl,--enable-new-dtags."
    ),
]

extension Case {
    fileprivate init(
        _ name: String, _ fixture: String, _ code: PluginFinding.Code, _ reason: String, _ advice: String
    ) {
        self.init(name, fixture, [], code, reason, advice)
    }
}

@Suite struct InspectionTests {
    @Test(arguments: cases)
    private func `a fault is found without running anything`(row: Case) async throws {
        let flags = row.flags.map { $0.replacing("FIXTURES", with: Repository.fixturePath("Plugins")) }
        try await InspectedFile.with(row.fixture, flags: flags) { file in
            let parent = FileSystem.folder(of: FileSystem.folder(of: file.path))
            let finding = try #require(
                file.inspection.findings.first { $0.code == row.code }, "\(file.inspection.findings)")
            let reason = finding.reason.replacing(parent, with: "PARENT")
            #expect(reason.split(separator: ":").first == row.reason.split(separator: ":").first)
            if row.code != .otherExports { #expect(reason == row.reason) }
            #expect(finding.advice == row.advice)
            #expect((file.inspection.refusal?.code == row.code) == row.code.isRefusal)
            #expect(file.codes.filter(\.isRefusal) == (row.code.isRefusal ? [row.code] : []))
        }
    }

    @Test(arguments: ["sysv", "gnu", "both"], ["hello", "good_calls"])
    func `a good plugin has nothing against it, whatever its symbol table`(style: String, fixture: String)
        async throws
    {
        try await InspectedFile.with(fixture, flags: ["-Wl,--hash-style=\(style)"]) { file in
            #expect(file.inspection.findings.isEmpty)
            #expect(file.inspection.otherExportCount == 0)
            #expect(file.inspection.libraries.map(\.name) == ["libc.so.6"])
            #expect(file.inspection.libraries.allSatisfy { $0.path != nil })
        }
    }

    @Test func `a plugin's own folder may hold its libraries`() async throws {
        let flags = ["-LFOLDER", "-lgone", "-Wl,-rpath,$ORIGIN", "-Wl,-rpath,${ORIGIN}/sub/.."]
        try await InspectedFile.with("missing_library", flags: flags) { folder in
            try await PluginCompiler.build(
                [Repository.fixturePath("Plugins/no_entry.c")], output: "\(folder)/libgone.so")
        } body: { file in
            #expect(file.inspection.findings.isEmpty)
            let folder = FileSystem.folder(of: file.path)
            #expect(file.inspection.libraries.first?.path == "\(folder)/libgone.so")
            #expect(file.inspection.runPath == ["$ORIGIN", "${ORIGIN}/sub/.."])
        }
    }

    @Test func `a library that is nowhere is named, unless the process has it`() async throws {
        try await withTemporaryFolder { folder in
            let library = "\(folder)/libgone.so"
            try await PluginCompiler.build([Repository.fixturePath("Plugins/no_entry.c")], output: library)
            let plugin = try await PluginCompiler.buildFixture(
                "missing_library", into: folder, flags: ["-L\(folder)", "-lgone"])
            let alone = try InspectedFile(path: plugin)
            #expect(alone.codes == [.missingLibrary])
            #expect(
                alone.inspection.refusal?.reason
                    == "it needs the library libgone.so, which is nowhere that the loader looks")
            // Any library that needs it stands for a program that brings it along.
            let program = try await PluginCompiler.buildFixture(
                "hello", into: folder,
                flags: ["-Wl,--no-as-needed", "-L\(folder)", "-lgone", "-Wl,-rpath,\(folder)"])
            let beside = try InspectedFile(path: plugin, program: program)
            #expect(beside.codes.isEmpty)
            #expect(beside.inspection.libraries.first?.isPreloaded == true)
        }
    }

    @Test func `what comes with Swift is found beside the runtime of the program`() async throws {
        try await withTemporaryFolder { folder in
            let runtime = "\(folder)/runtime"
            try FileManager.default.createDirectory(atPath: runtime, withIntermediateDirectories: true)
            for name in ["libswiftCore", "libgone"] {
                try await PluginCompiler.build(
                    [Repository.fixturePath("Plugins/no_entry.c")], output: "\(runtime)/\(name).so")
            }
            let plugin = try await PluginCompiler.buildFixture(
                "missing_library", into: folder, flags: ["-L\(runtime)", "-lgone"])
            let program = try await PluginCompiler.buildFixture(
                "hello", into: folder,
                flags: [
                    "-Wl,--no-as-needed", "-L\(runtime)", "-lswiftCore",
                    "-Wl,-rpath,$ORIGIN/runtime/../runtime",
                ])
            #expect(try InspectedFile(path: plugin).codes == [.missingLibrary])
            let found = try #require(ProgramLibraries.swiftFolder(of: program))
            #expect(found.hasSuffix("/runtime") && !found.contains(".."))
            let file = try InspectedFile(path: plugin, program: program)
            #expect(file.codes.isEmpty)
            #expect(file.inspection.libraries.first?.path == "\(found)/libgone.so")
        }
    }

    @Test(arguments: ["/bin/sh", "/nonexistent"])
    func `a program without Swift has no folder of it`(program: String) {
        #expect(ProgramLibraries.swiftFolder(of: program) == nil)
    }

    @Test func `a file of a library's name that is none does not count`() async throws {
        let flags = ["-LFOLDER", "-lgone", "-Wl,-rpath,$ORIGIN"]
        try await InspectedFile.with("missing_library", flags: flags) { folder in
            try await PluginCompiler.build(
                [Repository.fixturePath("Plugins/no_entry.c")], output: "\(folder)/libgone.so")
        } body: { file in
            let library = try #require(file.inspection.libraries.first?.path)
            try Data("text".utf8).write(to: URL(filePath: library))
            #expect(try InspectedFile(path: file.path).codes == [.missingLibrary])
        }
    }

    @Test func `a program is no plugin`() throws {
        let file = try InspectedFile(path: "/bin/sh")
        #expect(file.codes == [.noLibrary])
        #expect(file.inspection.refusal?.reason == "it is no shared library but a program")
    }

    @Test(arguments: PluginFinding.Code.allCases)
    func `every finding has a stable name of its own kind`(code: PluginFinding.Code) {
        #expect(code.rawValue.hasPrefix("elf_"))
        #expect(code.rawValue.allSatisfy { $0.isLowercase || $0 == "_" })
    }
}
