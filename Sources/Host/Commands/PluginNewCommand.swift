// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import PluginAuthoring

/// `toolhost plugin new`: a plugin that builds and passes its checks as it is.
struct PluginNewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Lay out a new plugin that builds at once.",
        discussion: """
            Writes sources, the kit, a build file, a test and a short README into a new folder. Languages: c, cpp, rust, \
            swift, and c-library for a library in C with a plugin that makes tools of its functions.
            """
    )

    @Argument(help: "The plugin's name: letters a-z, digits, - and _.")
    var name: String

    @Option(name: .customLong("lang"), help: "c, cpp, rust, swift or c-library.")
    var language: String

    @Option(help: "The folder to make. [./NAME]")
    var output: String?

    private static let what = "plugin new"

    func run() async throws {
        let scaffold: PluginScaffold
        let folder = output ?? name
        do throws(AuthoringError) {
            guard let language = PluginLanguage(rawValue: language) else { throw .unknownLanguage(language) }
            scaffold = PluginScaffold(name: try PluginName(name, for: language), language: language)
            try scaffold.write(to: folder)
        } catch {
            let status: CommandStatus = if case .unwritable = error { .failed } else { .unusable }
            throw CommandFailure(status, Self.what, error)
        }
        try await Console.answer(Self.text(scaffold, folder: folder))
    }

    private static func text(_ scaffold: PluginScaffold, folder: String) -> String {
        let library = "\(scaffold.name.text).so"
        return """
            \(folder): \(scaffold.files.count) files, \(scaffold.language.rawValue)
            Next:
              cd \(folder)
              make            # builds \(library)
              make test       # runs its unit test
              make check      # has it judged: toolhost plugin check \(library)
              make install PLUGINS_DIR=…

            """
    }
}
