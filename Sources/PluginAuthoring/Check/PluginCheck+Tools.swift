// SPDX-License-Identifier: Apache-2.0

import JSON
import PluginRuntime
import ToolModel

extension PluginCheck {
    /// Whether schemas are closed and described, and what they give as examples follows them.
    func schemaResults(_ tool: RegisteredTool) -> [CheckResult] {
        let definition = tool.definition
        let generator = ArgumentGenerator(tool.inputSchema)
        var results: [CheckResult] = []
        func add(_ outcome: CheckOutcome, _ detail: String, advice: String) {
            results.append(
                CheckResult(.schemas, tool: definition.name, outcome, detail, advice: advice))
        }
        for (index, example) in generator.declared.enumerated() {
            guard let object = example.object, generator.accepts(object) else {
                add(
                    .failed, "The schema's example at /examples/\(index) does not follow the schema.",
                    advice: "Mend the example or the schema: a model copies examples.")
                continue
            }
        }
        let properties = definition.inputSchema["properties"]?.object ?? [:]
        let unnamed = properties.filter { $0.value["description"] == nil && $0.value["$ref"] == nil }.map(
            \.name)
        if !unnamed.isEmpty {
            add(
                .warned, "Properties without a description: \(unnamed.prefix(5).joined(separator: ", ")).",
                advice: "Say what each means, with its unit.")
        }
        if !properties.isEmpty, definition.inputSchema["additionalProperties"] == nil {
            add(
                .warned, "The schema takes properties that it does not name.",
                advice:
                    "Add \"additionalProperties\": false, so that a misspelt name is refused and not passed over."
            )
        }
        for (name, property) in properties {
            guard let value = property["default"], let object = generator.typical else { continue }
            var arguments = object
            arguments[name] = value
            if !generator.accepts(arguments) {
                add(
                    .failed, "The default of \"\(name)\" does not follow the schema.",
                    advice: "Mend the default or the schema.")
            }
        }
        return results
    }

    /// Whether a model can tell from texts and hints when to use the tool.
    func descriptionResults(_ tool: RegisteredTool) -> [CheckResult] {
        let definition = tool.definition
        var results: [CheckResult] = []
        func warn(_ detail: String, advice: String) {
            results.append(
                CheckResult(.descriptions, tool: definition.name, .warned, detail, advice: advice))
        }
        if definition.description.count < Self.shortDescription {
            warn(
                "The description has \(definition.description.count) characters.",
                advice: "Say what the tool does, when to use it and what its limits are.")
        }
        if definition.annotations.isReadOnly == nil {
            warn(
                "It does not say whether it changes anything.",
                advice:
                    "Add TH_HINT_READ_ONLY or TH_HINT_WRITES: clients ask users before tools that may write.")
        }
        if definition.annotations.isOpenWorld == nil {
            warn(
                "It does not say whether it reaches things outside the host.",
                advice: "Add TH_HINT_OPEN_WORLD or TH_HINT_CLOSED_WORLD.")
        }
        return results
    }

    /// Fewer characters than in "Greets somebody." say too little.
    private static let shortDescription = 16
}
