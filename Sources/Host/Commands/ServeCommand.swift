// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `toolhost serve`: the server alone.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve tools and chats over HTTP."
    )

    @OptionGroup var listen: ListenOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let options = common.values.merging(model.values) { $1 }.merging(listen.values) { $1 }
        try await HostProcess.run(options: options, file: common.config, session: nil)
    }
}
