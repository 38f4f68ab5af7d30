// SPDX-License-Identifier: Apache-2.0

import Diagnostics
public import ToolModel

/// All tools at one moment.
///
/// A value: what happens later does not change it.
public struct ToolRegistry: Sendable {
    /// The tools that can be called, in the order of their plugins and of registration.
    public let tools: [RegisteredTool]
    /// The tools that are not offered, with the reason; plugins that were refused as a whole are listed as `*`.
    public let quarantined: [QuarantinedTool]
    /// The plugins, in the order in which they were found, refused ones included.
    public let plugins: [PluginDescription]
    private let indices: [String: Int]
    /// Tools of plugins that are left alone for a while, by their names.
    private let resting: [String: RegisteredTool]

    /// A registry of tools whose names are unique.
    init(
        tools: [RegisteredTool] = [], resting: [RegisteredTool] = [], quarantined: [QuarantinedTool] = [],
        plugins: [PluginDescription] = []
    ) {
        self.tools = tools
        self.quarantined = quarantined
        self.plugins = plugins
        self.resting = Dictionary(
            resting.map { ($0.definition.name, $0) }, uniquingKeysWith: { first, _ in first })
        indices = Dictionary(
            tools.indices.map { (tools[$0].definition.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The tool that is called by exactly this name.
    ///
    /// Also one that is not offered for a while, calls of which are refused with the reason.
    public subscript(name: String) -> RegisteredTool? {
        indices[name].map { tools[$0] } ?? resting[name]
    }

    /// The names that may have been meant by `name`, best first; at most three.
    public func nearestNames(to name: String) -> [String] {
        NearestNames.of(name, among: tools.lazy.map(\.definition.name))
    }

    /// What models and clients are told, in the order of `tools`.
    public var definitions: [ToolDefinition] {
        tools.map(\.definition)
    }
}
