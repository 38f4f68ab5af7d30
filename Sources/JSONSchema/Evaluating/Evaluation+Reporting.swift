// SPDX-License-Identifier: Apache-2.0

import JSON

extension Evaluation {
    private static let shownLocation = 200
    /// How many known names are compared with one that is not known: comparing takes microseconds each.
    static let comparedNames = 128

    /// How many violations are gathered before the most useful are chosen: four for each that is listed.
    var foundLimit: Int {
        program.limits.violations * 4
    }

    /// Whether there is any use in looking for further violations.
    var wantsMore: Bool {
        isCollecting && violations.count < foundLimit
    }

    /// Notes a violation, if they are collected, and answers false.
    ///
    /// Only then is `sentence` evaluated.
    mutating func fail(
        _ keyword: String, _ rank: FoundViolation.Rank, _ instance: JSONValue, expected: String? = nil,
        _ sentence: @autoclosure () -> String
    ) -> Bool {
        guard wantsMore else { return false }
        let location = JSONPointer(instancePath)
        let place =
            location.tokens.isEmpty
            ? "" : ValuePreview.cut(location.description, to: Self.shownLocation) + ": "
        // The schema `false` fails as a whole.
        let path = keyword == "false" ? keywordPath : keywordPath + [.name(keyword)]
        let violation = SchemaViolation(
            instanceLocation: location, keywordLocation: JSONPointer(path), keyword: keyword,
            message: place + sentence()
        )
        violations.append(FoundViolation(rank: rank, expected: expected, violation: violation))
        return false
    }

    /// Notes that `instance` is not what the schema here expects, in the words of its bounds.
    mutating func failExpectation(
        _ keyword: String, _ rank: FoundViolation.Rank, _ instance: JSONValue
    ) -> Bool {
        guard wantsMore else { return false }
        let expectation = Expectation(of: program.sources[current])
        let phrase = expectation.phrase(for: instance)
        return fail(keyword, rank, instance, expected: phrase, expectation.sentence(about: instance))
    }

    /// Notes that `instance` has too few or too many parts.
    mutating func failCount(
        _ keyword: String, _ count: Int, _ one: String, _ many: String, _ instance: JSONValue
    ) -> Bool {
        guard wantsMore else { return false }
        let phrase = Expectation(of: program.sources[current]).phrase(for: instance)
        return fail(
            keyword, .bound, instance, expected: phrase,
            "expected \(phrase), got \(count) \(count == 1 ? one : many)"
        )
    }
}
