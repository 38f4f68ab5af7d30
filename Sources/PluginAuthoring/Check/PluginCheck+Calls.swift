// SPDX-License-Identifier: Apache-2.0

import JSON
import PluginRuntime
import ToolModel

extension PluginCheck {
    /// The calls that a tool's schema gives as examples; without any, one that should work.
    func exampleCalls(_ tool: RegisteredTool) -> [JSONObject] {
        let generator = ArgumentGenerator(tool.inputSchema)
        let declared = generator.declared.compactMap(\.object).filter(generator.accepts)
        return declared.isEmpty ? [generator.typical].compactMap { $0 } : declared
    }

    func randomCalls(of tool: RegisteredTool) -> [JSONObject] {
        let seed = settings.reproduction?.seed ?? settings.seed
        var numbers = RandomNumbers(seed: seed, purpose: tool.definition.name)
        return ArgumentGenerator(tool.inputSchema).random(seed: numbers.next(), count: settings.randomCalls)
    }

    /// Makes calls of each tool and says what was wrong with them.
    func callResults(
        _ id: CheckID, _ makeCalls: @Sendable (RegisteredTool) -> [JSONObject]
    ) async throws -> [CheckResult] {
        try await Trial.with(file, settings) { trial in
            var results: [CheckResult] = []
            for tool in trial.tools {
                let name = tool.definition.name
                if let wanted = settings.reproduction, wanted.tool != name { continue }
                if let reason = Self.reasonNotToCall(tool) {
                    results.append(CheckResult(id, tool: name, .skipped, reason))
                    continue
                }
                let calls = makeCalls(tool)
                guard !calls.isEmpty else {
                    results.append(
                        CheckResult(
                            id, tool: name, .skipped, "No arguments were found that follow the schema.",
                            advice: "Add \"examples\" to the schema: an array of whole arguments."))
                    continue
                }
                results.append(await result(of: calls, tool, id, trial))
            }
            if results.isEmpty, let wanted = settings.reproduction {
                return [CheckResult(id, tool: wanted.tool, .skipped, "The plugin has no such tool.")]
            }
            return results.isEmpty ? [CheckResult(id, .skipped, "There is no tool to call.")] : results
        }
    }

    /// Tools that reach out are not called with made-up values: nobody asked for that.
    static func reasonNotToCall(_ tool: RegisteredTool) -> String? {
        tool.definition.annotations.isOpenWorld == true
            ? "It reaches things outside the host, so it is not called with made-up arguments." : nil
    }

    private func result(
        of calls: [JSONObject], _ tool: RegisteredTool, _ id: CheckID, _ trial: Trial
    ) async -> CheckResult {
        let name = tool.definition.name
        var refusals = 0
        for (number, arguments) in calls.enumerated() {
            if let wanted = settings.reproduction, wanted.number != number { continue }
            let end = await trial.call(tool, arguments, id: "check_\(number)")
            if case .answered(let answer) = end, answer.isError { refusals += 1 }
            guard let fault = end.fault else { continue }
            // Long work that was asked for is no fault of a tool that gives it up in time.
            let isPatient = fault.outcome == .timedOut && id != .examples
            return CheckResult(
                id, tool: name, isPatient ? .warned : fault.outcome,
                "\(fault.detail) The arguments: \(JSONValue.object(arguments).jsonText().prefix(300))",
                advice: fault.advice,
                reproduction: Reproduction(
                    id: id, tool: name, number: number, seed: settings.reproduction?.seed ?? settings.seed))
        }
        if id == .examples, refusals == calls.count {
            let hasExamples = !ArgumentGenerator(tool.inputSchema).declared.isEmpty
            return CheckResult(
                id, tool: name, .warned,
                hasExamples
                    ? "It refuses each of its own examples."
                    : "Its schema has no examples, and it refuses the arguments that were made up.",
                advice: hasExamples
                    ? "Give examples that work in an empty sandbox."
                    : "Add \"examples\" to the input schema: an array of whole arguments that work.")
        }
        return CheckResult(id, tool: name, .passed, "\(calls.count) calls, \(refusals) refused by the tool.")
    }
}
