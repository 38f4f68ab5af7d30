// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `toolhost settings`: the table of settings, as in the documentation.
struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "List the settings: key, variable, option, unit, default and meaning."
    )

    func run() async throws {
        try await Console.answer(SettingsTable.markdown)
    }
}
