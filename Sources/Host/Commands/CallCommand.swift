// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Diagnostics
import HTTPAPI
import JSON
import PluginRuntime
import ToolModel

/// `toolhost call`: one tool, run once.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Run one tool and print its result.",
        discussion:
            "Exit status: 0 for a result, 1 when the tool or its plugin failed, 2 for an unknown tool or bad arguments."
    )

    /// The most that is read of arguments on standard input, as much as an HTTP request may hold.
    private static let argumentBytes = 16 << 20

    @Argument(help: "The tool's name.")
    var name: String

    @Argument(help: "The arguments as a JSON object; - reads them from standard input. [{}]")
    var arguments: String?

    @Flag(name: .customLong("json"), help: "Print the body that POST /call answers with, for a failure too.")
    var printsJSON = false

    @OptionGroup var common: CommonOptions

    private var what: String { "call \(name)" }

    func run() async throws {
        let given = try await readArguments()
        let preparation = try await Preparation(options: common.values, file: common.config)
        let outcome = try await Signals.cancelling { try await result(of: given, preparation.plugins) }
        await preparation.plugins.shutdown()
        try await tell(outcome)
    }

    private func readArguments() async throws -> JSONObject {
        let text: [UInt8]
        switch arguments {
        case nil: return [:]
        case "-": text = try await ByteInput.standard.all(limitBytes: Self.argumentBytes, for: what)
        case let argument?: text = Array(argument.utf8)
        }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: text)
        } catch {
            throw CommandFailure(.unusable, what, "The arguments are not JSON: \(error.message)")
        }
        guard let object = value.object else {
            let hint = "Write them like this: '{\"path\": \".\"}'."
            throw CommandFailure(
                .unusable, what, "The arguments must be a JSON object, not \(value.kind).", hint: hint)
        }
        return object
    }

    private func result(of given: JSONObject, _ plugins: PluginHost) async throws -> Result<
        CompletedCall, PluginError
    > {
        do {
            return .success(try await plugins.call(name, arguments: given, id: "call_1"))
        } catch let error as PluginError {
            return .failure(error)
        }
    }

    private func tell(_ outcome: Result<CompletedCall, PluginError>) async throws {
        switch outcome {
        case .success(let completed):
            if printsJSON { return try await tellBody(of: completed) }
            let text = completed.result.text
            guard !completed.result.isError else { throw CommandFailure(.failed, what, text) }
            try await Console.answer(text.hasSuffix("\n") ? text : text + "\n")
        case .failure(let error):
            let status = Self.status(of: error)
            guard printsJSON else { throw CommandFailure(status, what, error) }
            try await Console.answer(HTTPFailure(error).json(requestID: nil).jsonText() + "\n")
            throw status
        }
    }

    /// Prints `/call`'s body for an answer, which is a failure's when the tool refused.
    private func tellBody(of completed: CompletedCall) async throws {
        let body: JSONValue
        do throws(HTTPFailure) {
            body = try CallAnswer(completed).json()
        } catch {
            try await Console.answer(error.json(requestID: nil).jsonText() + "\n")
            throw CommandStatus.failed
        }
        try await Console.answer(body.jsonText() + "\n")
    }

    /// Unknown tools and unfit arguments are the caller's to mend, all else is not.
    private static func status(of error: PluginError) -> CommandStatus {
        switch error {
        case .unknownTool, .invalidArguments, .uncheckedArguments: .unusable
        case .folderUnusable, .notLoadable, .noEntry, .invalidDescriptor, .abiMismatch, .duplicateID,
            .startFailed,
            .sidecarInvalid, .notApproved, .approvalsUnusable, .unknownPlugin, .ambiguousPlugin,
            .loadTimedOut, .workerUnavailable, .confinementFailed, .notConfinable, .tooManyPlugins,
            .unsafeFile, .quarantined, .toolTimeout, .toolUnavailable,
            .pluginCrashed, .pluginProtocol,
            .invalidOutput, .shuttingDown:
            .failed
        }
    }
}
