// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import ToolModel

/// Makes the calls that a manifest declares as examples: nothing else shows that its prototypes are right, since the
/// symbols of a library carry no types.
package struct ManifestCheck: Sendable {
    /// One example, and whether the function does what it says.
    package struct Outcome: Sendable, Hashable {
        /// The tool's name in its manifest.
        package let tool: String
        /// From 0 on, as the manifest lists them.
        package let index: Int
        /// What is wrong, as a sentence for the author; nil when nothing is.
        package let failure: String?
    }

    /// Whether the name of that file is a manifest's.
    package static func isManifest(_ path: String) -> Bool { ManifestFile.isNamed(by: path) }

    private let manifest: PluginManifest

    /// A check of the manifest at that path.
    ///
    /// - Throws: `PluginError` for a fault of the whole.
    package init(path: String) throws(PluginError) {
        manifest = try PluginManifest(at: path, limits: PluginLimits())
    }

    /// How many examples there are.
    package var count: Int { manifest.functions.reduce(0) { $0 + $1.examples.count } }

    /// Makes all calls, one after the other.
    ///
    /// - Parameter host: One that has loaded the manifest.
    /// - Returns: One outcome for each example, in order.
    /// - Throws: `CancellationError` when the task is cancelled.
    package func run(in host: PluginHost) async throws -> [Outcome] {
        let registry = host.registry
        var outcomes: [Outcome] = []
        for function in manifest.functions {
            let name = function.report.name
            let tool = registry.tools.first { $0.plugin == manifest.identity.name && $0.nameInPlugin == name }
            for (index, example) in function.examples.enumerated() {
                var failure: String? = "The host does not offer the tool \"\(name)\"."
                if let tool {
                    failure = try await self.failure(
                        of: example, calling: tool.definition.name, in: host, id: "example_\(outcomes.count)")
                }
                outcomes.append(Outcome(tool: name, index: index, failure: failure))
            }
        }
        return outcomes
    }

    private func failure(
        of example: ManifestExample, calling tool: String, in host: PluginHost, id: String
    ) async throws -> String? {
        let result: ToolResult
        do {
            result = try await host.call(tool, arguments: example.arguments, id: id).result
        } catch let error as PluginError {
            return error.description
        }
        let due =
            switch example.outcome {
            case .result(let members): "the result \(JSONValue.object(members).jsonText())"
            case .error(let text): "the error \"\(text)\""
            }
        let isRight =
            switch example.outcome {
            case .result(let members): !result.isError && result.structured == .object(members)
            case .error(let text): result.isError && result.text == text
            }
        guard !isRight else { return nil }
        let arguments = JSONValue.object(example.arguments).jsonText()
        let found = result.isError ? "the error \"\(result.text)\"" : "the result \(result.text)"
        return "With \(arguments), \(due) is due, and \(found) came."
    }
}
