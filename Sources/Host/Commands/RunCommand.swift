// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `toolhost run`: the server, and the chat when a terminal is there.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Serve, and chat in the terminal where there is one.",
        discussion: "A new, empty sandbox folder gets a few sample files."
    )

    @OptionGroup var session: SessionOptions
    @OptionGroup var listen: ListenOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let options = common.values.merging(model.values) { $1 }.merging(listen.values) { $1 }
        try await HostProcess.run(
            options: options, file: common.config, session: ChatSession.hasTyping ? session : nil,
            addsSampleFiles: true
        )
    }
}
