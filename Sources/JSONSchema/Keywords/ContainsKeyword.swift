// SPDX-License-Identifier: Apache-2.0

import JSON

/// `contains` with `minContains` and `maxContains`.
struct ContainsKeyword: SchemaKeyword {
    let schema: Subschema
    let least: Int
    let most: Int

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .array(let elements) = instance else { return true }
        var count = 0
        for (index, element) in elements.enumerated() where try evaluation.accepts(schema, part: element) {
            count += 1
            if evaluation.tracksEvaluated {
                evaluation.evaluated.elements.insert(index)
            } else if count >= least, most == .max {
                return true
            }
        }
        if count < least {
            let keyword = least == 1 ? "contains" : "minContains"
            let due = phrase(least, evaluation)
            return evaluation.fail(
                keyword, .bound, instance,
                "expected at least \(due), got \(count == 0 ? "none" : String(count))")
        }
        if count > most {
            let due = phrase(most, evaluation)
            return evaluation.fail("maxContains", .bound, instance, "expected at most \(due), got \(count)")
        }
        return true
    }

    /// What is counted, in words.
    private func phrase(_ count: Int, _ evaluation: Evaluation) -> String {
        let members = evaluation.program.sources[schema.node]
        let kind = Expectation(of: members).phrase(for: nil)
        return "\(count) element\(count == 1 ? "" : "s") that \(count == 1 ? "is" : "are each") \(kind)"
    }
}
