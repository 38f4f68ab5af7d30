// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `toolhost`: by itself it only prints its help.
struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "toolhost",
        abstract: "Tools for local language models, from plugins.",
        discussion: """
            `toolhost run` starts the server, and the chat when a terminal is there. With --upstream demo no model server \
            is needed.
            """,
        version: "toolhost \(Version.current)",
        subcommands: [
            RunCommand.self, ServeCommand.self, REPLCommandLine.self, ToolsCommand.self, CallCommand.self,
            PluginCommand.self, PromptCommand.self, ParseCommand.self, SchemaCommand.self, ModelCommand.self,
            DoctorCommand.self, SettingsCommand.self,
        ]
    )
}
