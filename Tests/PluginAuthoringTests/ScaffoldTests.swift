// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import PluginAuthoring

@Suite struct ScaffoldTests {
    /// The folders that go into new plugins whole, and the set of files in the program that must hold them.
    @Test(arguments: [
        ("Sources/ToolKit", "swift-kit", "Kit/ToolKit"), ("Sources/JSON", "swift-kit", "Kit/JSON"),
        ("Sources/Diagnostics", "swift-kit", "Kit/Diagnostics"),
        ("Sources/ToolABI/Kits/swift/OrderedCollections", "swift-kit", "Kit/OrderedCollections"),
        ("Sources/ToolABI/Kits/rust/src", "rust-kit", "kit/src"),
    ])
    func `the program holds every file of the kits`(folder: String, set: String, place: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/\(folder)")
        let held = KitFile.all.filter { $0.set == set && $0.path.hasPrefix("\(place)/") }
        #expect(
            Set(held.map(\.path)) == Set(names.map { "\(place)/\($0)" }),
            "Sources/CKitFiles/kit_files.c lists what `plugin new` copies: \(folder)")
        for file in held {
            let name = file.path.dropFirst(place.count + 1)
            let text = try String(contentsOfFile: "\(Repository.root)/\(folder)/\(name)", encoding: .utf8)
            #expect(file.text == text, "\(file.path)")
        }
    }

    @Test(arguments: PluginLanguage.allCases)
    func `no placeholder is left over`(language: PluginLanguage) throws {
        let scaffold = PluginScaffold(name: try PluginName("word-count", for: language), language: language)
        #expect(scaffold.files.contains { $0.path == "README.md" })
        #expect(scaffold.files.contains { $0.path == "Makefile" })
        for file in scaffold.files {
            #expect(!(file.path + file.text).contains(/\{\{[A-Za-z]+\}\}/), "\(file.path)")
        }
        #expect(Set(scaffold.files.map(\.path)).count == scaffold.files.count)
    }

    @Test func `a folder that is there is left alone`() async throws {
        try await withTemporaryFolder { folder in
            let scaffold = PluginScaffold(name: try PluginName("a", for: .c), language: .c)
            #expect(throws: AuthoringError.folderExists(path: folder)) { try scaffold.write(to: folder) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/link", withDestinationPath: "\(folder)/nowhere")
            #expect(throws: AuthoringError.folderExists(path: "\(folder)/link")) {
                try scaffold.write(to: "\(folder)/link")
            }
        }
    }

    @Test func `a place that cannot be written is named, with the reason`() async throws {
        try await withTemporaryFolder { folder in
            try Data().write(to: URL(filePath: "\(folder)/file"))
            let scaffold = PluginScaffold(name: try PluginName("a", for: .c), language: .c)
            #expect {
                try scaffold.write(to: "\(folder)/file/a")
            } throws: { error in
                guard case .unwritable(let path, let reason)? = error as? AuthoringError else { return false }
                return path.hasPrefix("\(folder)/file/a/") && !reason.isEmpty
            }
        }
    }
}
