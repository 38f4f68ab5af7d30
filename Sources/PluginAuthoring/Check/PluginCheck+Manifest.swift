// SPDX-License-Identifier: Apache-2.0

import PluginRuntime

/// The checks of a manifest, which describes a library that knows nothing of the host.
extension PluginCheck {
    var isManifest: Bool { ManifestCheck.isManifest(file) }

    /// What reading the manifest tells; the library under it may export what it likes, and starting finds its faults.
    func manifestResults() -> [CheckResult] {
        do throws(PluginError) {
            let count = try ManifestCheck(path: file).count
            return [CheckResult(.file, .passed, "\(count) examples are declared.")]
        } catch {
            return [CheckResult(.file, .failed, error.message, advice: error.hint)]
        }
    }

    /// Its declared examples, whose results must be exactly those that it states: no symbol carries a type, so nothing
    /// else shows that its prototypes are right.
    func manifestExampleResults() async throws -> [CheckResult] {
        let check = try ManifestCheck(path: file)
        return try await Trial.with(file, settings) { trial in
            let outcomes = try await check.run(in: trial.host)
            var results: [CheckResult] = []
            for outcome in outcomes {
                guard let failure = outcome.failure else { continue }
                results.append(
                    CheckResult(
                        .examples, tool: outcome.tool, .failed,
                        "Its example \(outcome.index + 1) fails: \(failure)",
                        advice:
                            "Hold the prototype and its roles against the library's header, then the example against its documentation."
                    ))
            }
            guard results.isEmpty else { return results }
            guard !outcomes.isEmpty else {
                return [CheckResult(.examples, .skipped, "No example is declared.")]
            }
            return [CheckResult(.examples, .passed, "\(outcomes.count) examples.")]
        }
    }
}
