// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import Host

@Suite struct SettingsTableTests {
    @Test(arguments: SettingsTable.all.map(\.key))
    func `a key and its variable belong together`(key: String) throws {
        let setting = try #require(SettingsTable.all.first { $0.key == key })
        let layer = SettingsLayer.environment([setting.variable: "some text"])
        #expect(try layer.text(of: setting) == "some text")
    }

    @Test func `no name is given twice`() {
        #expect(Set(SettingsTable.all.map(\.key)).count == SettingsTable.all.count)
        #expect(Set(SettingsTable.all.map(\.variable)).count == SettingsTable.all.count)
        let flags = SettingsTable.all.compactMap(\.flag)
        #expect(Set(flags).count == flags.count)
    }

    @Test func `a secret has no option`() {
        #expect(SettingsTable.all.filter { $0.isSecret && $0.flag != nil }.isEmpty)
    }

    @Test func `the options of the commands are those of the table`() throws {
        let rows = SettingsTable.all.filter { $0.flag != nil }
        let line = rows.flatMap { ["--\($0.flag ?? "")", "value of \($0.key)"] }
        let given = try EveryOption.parse(line)
        let values = given.common.values.merging(given.model.values) { $1 }.merging(given.listen.values) {
            $1
        }
        #expect(values == Dictionary(uniqueKeysWithValues: rows.map { ($0.key, "value of \($0.key)") }))
    }

    @Test func `the page of settings is in step with the table`() throws {
        let page = try String(
            contentsOfFile: Repository.root + "/Sources/Host/Documentation.docc/Settings.md", encoding: .utf8
        )
        #expect(page == SettingsTable.markdown, "Write it anew with `toolhost settings`.")
    }
}

/// All groups of options together.
private struct EveryOption: ParsableArguments {
    @OptionGroup var common: CommonOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var listen: ListenOptions
}
